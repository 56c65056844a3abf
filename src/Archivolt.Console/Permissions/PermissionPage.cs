using Archivolt.AspNetCore.Documents;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;

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

    public override string Title => $"Permissions of {document.Title}";

    public override int Status => outcome.Status;

    protected override string Section => ConsoleUrl.Documents;

    private string Address => $"{ConsoleUrl.Permissions}/{document.Id}";

    private Html Token => Html.Of($"""<input type="hidden" name="{EditForm.TokenField}" value="{document.ChangeToken}">""");

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail.Of(document, isHere: false)}
        <div class="heading"><h1>Permissions of “{Shown.Name(document.Path == "/" ? "/" : document.Title)}”</h1></div>
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
            <section class="card"><h2>Set here</h2>
            <p class="hint">These count for the document and everything in it, before what is inherited. Administrators may always do everything.</p>
            {(own.Count == 0 ? Html.Of($"""<p>Nothing is set here.</p>""") : Html.Of(
                $"""
                <table class="entries"><thead><tr><th scope="col">Who</th><th scope="col">What</th><th scope="col">When</th><th scope="col"><span class="announce">Remove</span></th></tr></thead><tbody>{own.Take(MostShown).Select(each => Row(each.Index, each.Item))}</tbody></table>
                """))}
            {(own.Count > MostShown ? Html.Of($"""<p class="hint">The first {MostShown} of {own.Count} are shown.</p>""") : Html.None)}
            {frame.Call("GET", $"id/{document.Id}/@acl")}
            {frame.Call("POST", $"id/{document.Id}/@op/Document.RemovePermission")}
            </section>
            """);
    }

    private Html Row(int index, AccessEntry entry) => Html.Of(
        $"""
        <tr><th scope="row">{Shown.Name(entry.Grantee)}</th><td data-label="What">{PermissionText.Of(entry)}</td><td data-label="When">{EntryTime.Of(entry, now)}</td><td class="act"><form class="plain" method="post" action="{Address}/removal">{Token}<input type="hidden" name="{PermissionEndpoints.EntryField}" value="{index}"><button class="quiet danger" type="submit" aria-label="Remove: {Shown.Plain(entry.Grantee)} {PermissionText.Of(entry)}">Remove</button></form></td></tr>

        """);

    private Html Form(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>Add an entry</h2>
        <form class="stacked" method="post" action="{Address}">
        {Token}
        <label for="grantee">User or group</label>
        <input id="grantee" name="{PermissionForm.GranteeField}" value="{form.Grantee}" list="grantees" maxlength="255" dir="auto" autocomplete="off" autocapitalize="none" spellcheck="false" required>
        <datalist id="grantees">{suggestions.Select(name => Html.Of($"""<option value="{name}"></option>"""))}</datalist>
        <fieldset class="choice"><legend>Effect</legend>{Effect("grant", "may", !form.IsDenied)}{Effect(PermissionForm.Deny, "may not", form.IsDenied)}</fieldset>
        <label for="permission">Permission</label>
        <select id="permission" name="{PermissionForm.PermissionField}">{PermissionText.All.Select(each => Choice(each.Key.ToString(), each.Value))}</select>
        <label for="from">From (optional)</label>
        <input id="from" name="{PermissionForm.FromField}" type="date" value="{form.From}">
        <label for="to">Until (optional)</label>
        <input id="to" name="{PermissionForm.ToField}" type="date" value="{form.To}" aria-describedby="days">
        <p class="hint" id="days">Days are those of UTC, the last one is included. Of two entries here the one that denies wins; who may not read may do nothing. Whoever may change the document may set its permissions too.</p>
        <button type="submit">Add</button>
        </form>
        {frame.Call("POST", $"id/{document.Id}/@op/Document.AddPermission")}
        {frame.Call("PUT", $"id/{document.Id}/@acl")}
        </section>
        """);

    private static Html Effect(string value, string text, bool isChosen) => Html.Of(
        $"""<label class="check"><input type="radio" name="{PermissionForm.EffectField}" value="{value}"{(isChosen ? Html.Of($" checked") : Html.None)}>{text}</label>""");

    private Html Choice(string value, string text) => Html.Of($"""<option value="{value}"{(value == form.Permission ? Html.Of($" selected") : Html.None)}>{text}</option>""");
}
