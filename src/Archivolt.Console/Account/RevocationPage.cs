using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Account;

/// <summary>Asks whether a token is to be revoked.</summary>
internal sealed class RevocationPage(AccessToken token) : Page
{
    public override string Title => Phrase.Of("Revoke a token?");

    protected override string Section => ConsoleUrl.Account;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        <section class="card question">
        <h1>{Phrase.Markup($"Revoke “{Shown.Name(AccountPage.NameOf(token))}”?")}</h1>
        <p>{Phrase.Of("Whatever uses this token is refused from then on. Nobody can take that back; a new token has another secret.")}</p>
        <form method="post" action="{ConsoleUrl.Account}/tokens/{token.Id}/revocation"><button class="danger" type="submit">{Phrase.Of("Revoke")}</button><a class="button" href="{ConsoleUrl.Account}">{Phrase.Of("Keep it")}</a></form>
        {AccountPage.Call(frame, "DELETE", $"management/tokens/{token.Id}")}
        </section>
        """);
}
