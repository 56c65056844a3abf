using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Account;

/// <summary>The account of whoever looks at it.</summary>
/// <param name="account">The account.</param>
/// <param name="refused">The form that was refused; null for none.</param>
/// <param name="notice">What was done; null for nothing.</param>
internal sealed class AccountPage(ShownAccount account, RefusedForm? refused = null, string? notice = null) : Page
{
    public override string Title => Phrase.Of("Account");

    public override int Status => refused?.Status ?? StatusCodes.Status200OK;

    protected override string Section => ConsoleUrl.Account;

    /// <summary>The call of the REST API, for those who may make it.</summary>
    public static Html Call(PageFrame frame, string method, string address) => frame.Principal.IsAdministrator ? frame.Call(method, address) : Html.None;

    /// <summary>The address of the user in the REST API.</summary>
    public static string AddressOf(PageFrame frame) => $"management/users/{Uri.EscapeDataString(frame.Principal.Name)}";

    /// <summary>What people call a token.</summary>
    public static string NameOf(AccessToken token) => token.Label.Length == 0 ? Phrase.Of("Token without a name") : token.Label;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        <div class="heading"><h1>{Phrase.Markup($"Account of {Shown.Name(frame.Principal.Name)}")}</h1></div>
        {Said.Notice(notice)}
        <div class="columns">
        <div>{Tokens(frame)}</div>
        <div>{Password(frame)}{Sessions()}{LanguageCard.Of(account.ChosenLanguage)}{VendorCard.Of(account.Vendors, frame)}</div>
        </div>
        """);

    private Html Tokens(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Tokens")}</h2>
        <p class="hint">{Phrase.Of("Programs act as you with a token instead of your password. An application that you allowed renews its own; revoking it ends that too.")}</p>
        {(account.Tokens.Count == 0 ? Html.Of($"""<p>{Phrase.Of("You have no tokens.")}</p>""") : Html.Of(
            $"""
            <table class="tokens"><thead><tr><th scope="col">{Phrase.Of("Name")}</th><th scope="col">{Phrase.Of("Made")}</th><th scope="col">{Phrase.Of("Expires")}</th><th scope="col"><span class="announce">{Phrase.Of("Revoke")}</span></th></tr></thead><tbody>{account.Tokens.Select(Token)}</tbody></table>
            """))}
        {Call(frame, "GET", $"{AddressOf(frame)}/tokens")}
        </section>
        <section class="card"><h2>{Phrase.Of("New token")}</h2>
        {Problem(AccountForm.Token)}
        <form class="stacked" method="post" action="{ConsoleUrl.Account}/tokens">
        {UserName(frame)}
        <label for="label">{Phrase.Of("Name")}</label>
        <input id="label" name="{TokenEndpoints.LabelField}" value="{refused?.Label}" maxlength="255" placeholder="{Phrase.Of("What it is for, such as “Nightly backup”")}" autocomplete="off" required>
        <label for="expires">{Phrase.Of("Expires")}</label>
        <select id="expires" name="expires">{TokenLifetime.All.Select(Choice)}</select>
        <label for="token-password">{Phrase.Of("Current password")}</label>
        <input id="token-password" name="{CurrentPassword.Field}" type="password" autocomplete="current-password" required>
        <button type="submit">{Phrase.Of("Make token")}</button>
        </form>
        {Call(frame, "POST", $"{AddressOf(frame)}/tokens")}
        </section>
        """);

    private Html Token(AccessToken token) => Html.Of(
        $"""
        <tr><th scope="row">{Shown.Name(NameOf(token))}</th><td data-label="{Phrase.Of("Made")}">{Shown.Time(token.Created)}</td><td data-label="{Phrase.Of("Expires")}">{TokenExpiry.Of(token, account.Now)}</td><td class="number"><a class="button quiet danger" href="{ConsoleUrl.Account}/tokens/{token.Id}/revocation" aria-label="{Phrase.Of($"Revoke {Shown.Plain(NameOf(token))}")}">{Phrase.Of("Revoke")}</a></td></tr>

        """);

    private Html Password(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Password")}</h2>
        {Problem(AccountForm.Password)}
        <form class="stacked" method="post" action="{ConsoleUrl.Account}/password">
        {UserName(frame)}
        <label for="current">{Phrase.Of("Current password")}</label>
        <input id="current" name="{CurrentPassword.Field}" type="password" autocomplete="current-password" required>
        <label for="new">{Phrase.Of("New password")}</label>
        <input id="new" name="{PasswordEndpoint.Field}" type="password" autocomplete="new-password" minlength="{ChosenPassword.MinLength}" required>
        <label for="again">{Phrase.Of("New password once more")}</label>
        <input id="again" name="{NewPassword.AgainField}" type="password" autocomplete="new-password" required>
        <p class="hint">{Phrase.Of("Your other sessions end. Tokens go on until you revoke them.")}</p>
        <button type="submit">{Phrase.Of("Change password")}</button>
        </form>
        {Call(frame, "PUT", $"{AddressOf(frame)}/password")}
        </section>
        """);

    private Html Sessions() => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Sessions")}</h2>
        <p>{(account.Sessions == 1 ? Phrase.Of("You are signed in here and nowhere else.") : Phrase.Of($"You are signed in here and {Phrase.Count(account.Sessions - 1, "{0} more time", "{0} more times")}, in other browsers or other windows."))}</p>
        <form method="post" action="{ConsoleUrl.Account}/sessions/end"><p><button type="submit">{Phrase.Of("Sign out everywhere")}</button></p></form>
        <p class="hint">{Phrase.Of("All sessions end, this one too. Tokens go on.")}</p>
        </section>
        """);

    private Html Problem(AccountForm form) => Said.Problem(refused?.Form == form ? refused.Reason : null);

    // For the browser's store of passwords.
    private static Html UserName(PageFrame frame) => Html.Of($"""<input name="username" value="{frame.Principal.Name}" autocomplete="username" readonly hidden>""");

    private static Html Choice(TokenLifetime lifetime) => lifetime == TokenLifetime.Usual
        ? Html.Of($"""<option value="{lifetime.Name}" selected>{lifetime.Text}</option>""")
        : Html.Of($"""<option value="{lifetime.Name}">{lifetime.Text}</option>""");
}
