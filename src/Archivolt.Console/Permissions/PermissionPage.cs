using Archivolt.AspNetCore.Documents;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Permissions;

/// <summary>Who may do what with a document: its own entries, those above it that count, and a form for another one.</summary>
/// <param name="document">The document.</param>
/// <param name="acl">The entries.</param>
/// <param name="form">The form.</param>
/// <param name="suggestions">Names that the form suggests.</param>
/// <param name="now">When it was looked at.</param>
/// <param name="outcome">What came of a form.</param>
internal sealed class PermissionPage(Document document, DocumentAcl acl, PermissionForm form, IReadOnlyList<string> suggestions, DateTimeOffset now, Outcome outcome) : Page
{
    private const int MostShown = 500;

    public override string Title => Phrase.Of($"Permissions of {document.Title}");

    public override int Status => outcome.Status;

    protected override string Section => ConsoleUrl.Documents;

    private string Address => $"{ConsoleUrl.Permissions}/{document.Id}";

    private Html Token => Html.Of($"""<input type="hidden" name="{EditForm.TokenField}" value="{document.ChangeToken}">""");

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail.Of(document, isHere: false)}
        <div class="heading"><h1>{Phrase.Markup($"Permissions of “{Shown.Name(document.Path == "/" ? "/" : document.Title)}”")}</h1></div>
        {Said.Problem(outcome.Problem)}{Said.Notice(outcome.Notice)}
        <div class="columns">
        <div>{Own(frame)}{new InheritedEntries(document, acl, now).Of(frame)}</div>
        <div>{Form(frame)}</div>
        </div>
        """);

    private Html Own(PageFrame frame)
    {
        var own = acl.Own.Index().Where(each => !each.Item.EndsInheritance).ToList();
        return Html.Of(
            $"""
            <section class="card"><h2>{Phrase.Of("Set here")}</h2>
            <p class="hint">{Phrase.Of("These count for the document and everything in it, before what is inherited. Administrators may always do everything.")}</p>
            {(own.Count == 0 ? Html.Of($"""<p>{Phrase.Of("Nothing is set here.")}</p>""") : Html.Of(
                $"""
                <table class="entries"><thead><tr><th scope="col">{Phrase.Of("Who")}</th><th scope="col">{Phrase.Of("What")}</th><th scope="col">{Phrase.Of("When")}</th><th scope="col"><span class="announce">{Phrase.Of("Remove")}</span></th></tr></thead><tbody>{own.Take(MostShown).Select(each => Row(each.Index, each.Item))}</tbody></table>
                """))}
            {(own.Count > MostShown ? Html.Of($"""<p class="hint">{Phrase.Of($"The first {MostShown} of {own.Count} are shown.")}</p>""") : Html.None)}
            {frame.Call("GET", $"id/{document.Id}/@acl")}
            {frame.Call("POST", $"id/{document.Id}/@op/Document.RemovePermission")}
            </section>
            """);
    }

    private Html Row(int index, AccessEntry entry) => Html.Of(
        $"""
        <tr><th scope="row">{Shown.Name(entry.Grantee)}</th><td data-label="{Phrase.Of("What")}">{Phrase.Of(PermissionText.Of(entry))}</td><td data-label="{Phrase.Of("When")}">{EntryTime.Of(entry, now)}</td><td class="act"><form class="plain" method="post" action="{Address}/removal">{Token}<input type="hidden" name="{PermissionEndpoints.EntryField}" value="{index}"><button class="quiet danger" type="submit" aria-label="{Phrase.Of($"Remove: {Shown.Plain(entry.Grantee)} {Phrase.Of(PermissionText.Of(entry))}")}">{Phrase.Of("Remove")}</button></form></td></tr>

        """);

    private Html Form(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Add an entry")}</h2>
        <form class="stacked" method="post" action="{Address}">
        {Token}
        <label for="grantee">{Phrase.Of("User or group")}</label>
        <input id="grantee" name="{PermissionForm.GranteeField}" value="{form.Grantee}" list="grantees" maxlength="255" dir="auto" autocomplete="off" autocapitalize="none" spellcheck="false" required>
        <datalist id="grantees">{suggestions.Select(name => Html.Of($"""<option value="{name}"></option>"""))}</datalist>
        <fieldset class="choice"><legend>{Phrase.Of("Effect")}</legend>{Effect("grant", Phrase.Of("may"), !form.IsDenied)}{Effect(PermissionForm.Deny, Phrase.Of("may not"), form.IsDenied)}</fieldset>
        <label for="permission">{Phrase.Of("Permission")}</label>
        <select id="permission" name="{PermissionForm.PermissionField}">{PermissionText.All.Select(each => Choice(each.Key.ToString(), Phrase.Of(each.Value)))}</select>
        <label for="from">{Phrase.Of("From (optional)")}</label>
        <input id="from" name="{PermissionForm.FromField}" type="date" value="{form.From}">
        <label for="to">{Phrase.Of("Until (optional)")}</label>
        <input id="to" name="{PermissionForm.ToField}" type="date" value="{form.To}" aria-describedby="days">
        <p class="hint" id="days">{Phrase.Of("Days are those of UTC, the last one is included. Of two entries here the one that denies wins; who may not read may do nothing. Whoever may change the document may set its permissions too.")}</p>
        <button type="submit">{Phrase.Of("Add")}</button>
        </form>
        {frame.Call("POST", $"id/{document.Id}/@op/Document.AddPermission")}
        {frame.Call("PUT", $"id/{document.Id}/@acl")}
        </section>
        """);

    private static Html Effect(string value, string text, bool isChosen) => Html.Of(
        $"""<label class="check"><input type="radio" name="{PermissionForm.EffectField}" value="{value}"{(isChosen ? Html.Of($" checked") : Html.None)}>{text}</label>""");

    private Html Choice(string value, string text) => Html.Of($"""<option value="{value}"{(value == form.Permission ? Html.Of($" selected") : Html.None)}>{text}</option>""");
}
