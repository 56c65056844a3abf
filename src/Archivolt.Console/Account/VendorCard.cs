using Archivolt.Documents.Linked;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Account;

/// <summary>The accounts at vendors that a person has connected, and where to connect one.</summary>
internal static class VendorCard
{
    public static Html Of(IReadOnlyList<ShownVendor> vendors, PageFrame frame) => vendors.Count == 0 ? Html.None : Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Accounts elsewhere")}</h2>
        <p class="hint">{Phrase.Of("Documents can hold files that stay in your accounts there. Only whoever may see a file there reads it here.")}</p>
        {vendors.Select(Vendor)}
        {AccountPage.Call(frame, "GET", "oauth2/provider")}
        </section>
        """);

    private static Html Vendor(ShownVendor vendor) => Html.Of(
        $"""
        <h3>{vendor.Label}</h3>
        {vendor.Accounts.Select(Account)}
        {(vendor.Connect is { } address
            ? Html.Of($"""<p><a class="button" href="{address.AbsoluteUri}" target="_blank" rel="noopener noreferrer">{(vendor.Accounts.Count == 0 ? Phrase.Of("Connect an account") : Phrase.Of("Connect another one"))}</a></p>""")
            : Html.Of($"""<p class="hint">{Phrase.Of("An administrator has not set this up yet.")}</p>"""))}
        """);

    private static Html Account(LinkedAccount account) => Html.Of(
        $"""
        <form method="post" action="{ConsoleUrl.Account}/elsewhere/{account.Id}/end"><p>{Shown.Name(account.Account)}{(account.Problem is { } problem ? Html.Of($""" <span class="over">{problem}</span>""") : Html.None)}
        <button class="quiet danger" type="submit" aria-label="{Phrase.Of($"Disconnect {Shown.Plain(account.Account)}")}">{Phrase.Of("Disconnect")}</button></p></form>
        """);
}
