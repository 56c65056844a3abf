using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;

namespace Archivolt.WebConsole.Account;

/// <summary>A token with its secret, which no page shows again.</summary>
internal sealed class NewTokenPage(AccessToken token, string secret) : Page
{
    public override string Title => "New token";

    protected override string Section => ConsoleUrl.Account;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        <section class="card question">
        <h1>Copy your new token now</h1>
        <p role="status">It is shown this once and never again: the server keeps no more than its hash. Whoever has it acts as you.</p>
        <p class="secret"><code id="secret">{secret}</code><button type="button" data-copies="secret" hidden>Copy</button></p>
        <dl>
        <dt>Name</dt><dd>{Shown.Name(token.Label)}</dd>
        <dt>Expires</dt><dd>{(token.Expires is null ? Html.Of($"never") : Shown.Time(token.Expires))}</dd>
        <dt>Use</dt><dd>Send it as the header <code>Authorization: Bearer …</code></dd>
        </dl>
        <p class="done"><a class="button" href="{ConsoleUrl.Account}">I have copied it</a></p>
        {AccountPage.Call(frame, "POST", $"{AccountPage.AddressOf(frame)}/tokens")}
        </section>
        """);
}
