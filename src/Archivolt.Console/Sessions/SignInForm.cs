using Archivolt.AspNetCore;
using Archivolt.AspNetCore.OpenId;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.WebConsole.Sessions;

/// <summary>The page that asks who somebody is.</summary>
/// <param name="name">The name that was entered.</param>
/// <param name="next">Where to go then; null for the documents.</param>
/// <param name="problem">What is wrong; null for nothing.</param>
/// <param name="status">The answer's status.</param>
/// <param name="provider">What the button for the identity provider says; null without one.</param>
/// <param name="withPassword">True where it asks for name and password.</param>
internal sealed class SignInForm(string name, string? next, string? problem, int status, string? provider, bool withPassword) : Page
{
    private const string Way = "with";
    private const string Password = "password";

    public override string Title => Phrase.Of("Sign in");

    public override int Status => status;

    /// <summary>The page with the ways that this server offers. A server that hides name and password shows them at the address that asks for them, and to whoever entered some.</summary>
    public static SignInForm For(HttpContext context, string name, string? next, string? problem, int status = StatusCodes.Status401Unauthorized)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<OpenIdConnectOptions>>().Value;
        var isAsked = HttpMethods.IsPost(context.Request.Method) || context.Request.Query[Way] == Password;
        next = ReturnUrl.Of(next, context.RequestServices.GetRequiredService<IOptions<HttpOptions>>().Value);
        return new SignInForm(name, next, problem, status, options.HasSignIn ? options.Label : null, !options.Only || isAsked);
    }

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        <section class="sign-in">
        {Icon.Brand}
        <h1>{Phrase.Of("Sign in to Archivolt")}</h1>
        {(problem is null ? Html.None : Html.Of($"""<p class="problem" role="alert">{Icon.Bad}{problem}</p>"""))}
        {(provider is null ? Html.None : Html.Of($"""<p><a class="button provider" href="{ConsoleUrl.ProviderSignIn}{(next is null ? "" : $"?next={Uri.EscapeDataString(next)}")}">{Phrase.Of($"Sign in with {provider}")}</a></p>"""))}
        {(withPassword ? Form : Html.None)}
        </section>
        """);

    private Html Form => Html.Of(
        $"""
        <form method="post" action="{ConsoleUrl.SignIn}">
        {(next is null ? Html.None : Html.Of($"""<input type="hidden" name="next" value="{next}">"""))}
        <label for="name">{Phrase.Of("Name")}</label>
        <input id="name" name="name" value="{name}" autocomplete="username" autocapitalize="none" spellcheck="false" required{Focus(name.Length == 0 && provider is null)}>
        <label for="password">{Phrase.Of("Password")}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required{Focus(name.Length > 0)}>
        <button type="submit">{Phrase.Of("Sign in")}</button>
        </form>
        <p class="hint">{Phrase.Markup($"The password of the user <code>Administrator</code> was given to the server for its first start, or is what that start printed.")}</p>
        """);

    private static Html Focus(bool wanted) => wanted ? Html.Of($" autofocus") : Html.None;
}
