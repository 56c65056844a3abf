using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Account;

/// <summary>A token with its secret, which no page shows again.</summary>
internal sealed class NewTokenPage(AccessToken token, string secret) : Page
{
    public override string Title => Phrase.Of("New token");

    protected override string Section => ConsoleUrl.Account;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        <section class="card question">
        <h1>{Phrase.Of("Copy your new token now")}</h1>
        <p role="status">{Phrase.Of("It is shown this once and never again: the server keeps no more than its hash. Whoever has it acts as you.")}</p>
        <p class="secret"><code id="secret">{secret}</code><button type="button" data-copies="secret" hidden>{Phrase.Of("Copy")}</button></p>
        <dl>
        <dt>{Phrase.Of("Name")}</dt><dd>{Shown.Name(token.Label)}</dd>
        <dt>{Phrase.Of("Expires")}</dt><dd>{(token.Expires is null ? Html.Of($"{Phrase.Of("never")}") : Shown.Time(token.Expires))}</dd>
        <dt>{Phrase.Of("Use")}</dt><dd>{Phrase.Markup($"Send it as the header <code>Authorization: Bearer …</code>")}</dd>
        </dl>
        <p class="done"><a class="button" href="{ConsoleUrl.Account}">{Phrase.Of("I have copied it")}</a></p>
        {AccountPage.Call(frame, "POST", $"{AccountPage.AddressOf(frame)}/tokens")}
        </section>
        """);
}
