using Archivolt.AspNetCore.Documents;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Permissions;

/// <summary>What a document inherits, as far as it counts, and the button that ends that or lets it in again.</summary>
/// <param name="document">The document.</param>
/// <param name="acl">Its entries and those above it.</param>
/// <param name="now">When it was looked at.</param>
internal sealed class InheritedEntries(Document document, DocumentAcl acl, DateTimeOffset now)
{
    private const int MostShown = 500;

    private bool IsBlocked => acl.Own.Any(entry => entry.EndsInheritance && entry.CountsAt(now));

    public Html Of(PageFrame frame) => document.ParentId is null ? Html.None : Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Inherited")}</h2>
        {(IsBlocked ? Html.Of($"""<p>{Phrase.Of("Inheritance is blocked here: only what is set here counts.")}</p>""") : Table())}
        {acl.Own.Where(entry => entry.EndsInheritance && (entry.Begin ?? entry.End) is not null).Select(entry => Html.Of($"""<p class="hint">{Phrase.Markup($"A block of inheritance is set here: {EntryTime.Of(entry, now)}.")}</p>"""))}
        {Button()}
        {frame.Call("PUT", $"id/{document.Id}/@acl")}
        </section>
        """);

    private Html Table()
    {
        var (rows, blockedAt) = Counting();
        return Html.Of(
            $"""
            {(rows.Count == 0 ? Html.Of($"""<p>{Phrase.Of("Nothing is inherited.")}</p>""") : Html.Of(
                $"""
                <table class="entries"><thead><tr><th scope="col">{Phrase.Of("Who")}</th><th scope="col">{Phrase.Of("What")}</th><th scope="col">{Phrase.Of("When")}</th><th scope="col">{Phrase.Of("From")}</th></tr></thead><tbody>{rows.Take(MostShown).Select(Row)}</tbody></table>
                """))}
            {(rows.Count > MostShown ? Html.Of($"""<p class="hint">{Phrase.Of($"The first {MostShown} of {rows.Count} are shown.")}</p>""") : Html.None)}
            {(blockedAt is null ? Html.None : Html.Of($"""<p class="hint">{Phrase.Markup($"Inheritance is blocked at {Link(blockedAt)}: nothing from above it counts.")}</p>"""))}
            """);
    }

    // The nearest first, up to the document that lets nothing more in.
    private (List<(Document From, AccessEntry Entry)> Rows, Document? BlockedAt) Counting()
    {
        var rows = new List<(Document, AccessEntry)>();
        foreach (var (above, entries) in acl.Above)
        {
            rows.AddRange(entries.Where(entry => !entry.EndsInheritance).Select(entry => (above, entry)));
            if (entries.Any(entry => entry.EndsInheritance && entry.CountsAt(now)))
                return (rows, above);
        }
        return (rows, null);
    }

    private Html Row((Document From, AccessEntry Entry) row) => Html.Of(
        $"""
        <tr><th scope="row">{Shown.Name(row.Entry.Grantee)}</th><td data-label="{Phrase.Of("What")}">{Phrase.Of(PermissionText.Of(row.Entry))}</td><td data-label="{Phrase.Of("When")}">{EntryTime.Of(row.Entry, now)}</td><td data-label="{Phrase.Of("From")}">{Link(row.From)}</td></tr>

        """);

    private static Html Link(Document above) => Html.Of($"""<a href="{ConsoleUrl.OfDocument(above.Path)}">{Shown.Name(above.Path)}</a>""");

    private Html Button() => Html.Of(
        $"""
        <form class="inheritance" method="post" action="{ConsoleUrl.Permissions}/{document.Id}/inheritance"><input type="hidden" name="{EditForm.TokenField}" value="{document.ChangeToken}">{(acl.Own.Any(entry => entry.EndsInheritance)
            ? Html.Of($"""<button type="submit">{Phrase.Of(IsBlocked ? "Let it in again" : "Remove the block")}</button>""")
            : Html.Of($"""<input type="hidden" name="{PermissionEndpoints.BlockField}" value="1"><p class="hint">{Phrase.Of("Blocking keeps out whoever is let in from above only. Administrators and those whom an entry here lets in stay.")}</p><button class="danger" type="submit">{Phrase.Of("Block inheritance")}</button>"""))}</form>
        """);
}
