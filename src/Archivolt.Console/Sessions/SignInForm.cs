using Archivolt.WebConsole.Design;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Sessions;

/// <summary>The page that asks who somebody is.</summary>
/// <param name="name">The name that was entered.</param>
/// <param name="next">Where to go then; null for the documents.</param>
/// <param name="problem">What is wrong; null for nothing.</param>
/// <param name="status">The answer's status.</param>
internal sealed class SignInForm(string name, string? next, string? problem, int status = StatusCodes.Status401Unauthorized) : Page
{
    public override string Title => "Sign in";

    public override int Status => status;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        <section class="sign-in">
        {Icon.Brand}
        <h1>Sign in to Archivolt</h1>
        {(problem is null ? Html.None : Html.Of($"""<p class="problem" role="alert">{Icon.Bad}{problem}</p>"""))}
        <form method="post" action="{ConsoleUrl.SignIn}">
        {(ConsoleUrl.IsOwn(next) ? Html.Of($"""<input type="hidden" name="next" value="{next}">""") : Html.None)}
        <label for="name">Name</label>
        <input id="name" name="name" value="{name}" autocomplete="username" autocapitalize="none" spellcheck="false" required{Focus(name.Length == 0)}>
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required{Focus(name.Length > 0)}>
        <button type="submit">Sign in</button>
        </form>
        <p class="hint">The password of the user <code>Administrator</code> was given to the server for its first start, or is what that start printed.</p>
        </section>
        """);

    private static Html Focus(bool wanted) => wanted ? Html.Of($" autofocus") : Html.None;
}
