using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Records;

/// <summary>Whether a document is a record and how long it is kept, with the forms for those who may set it.</summary>
/// <param name="document">The document.</param>
/// <param name="rights">What the person may do.</param>
/// <param name="now">When it was looked at.</param>
internal sealed class RecordCard(Document document, RecordRights rights, DateTimeOffset now)
{
    private string Address => $"{ConsoleUrl.Records}/{document.Id}";

    private Html Token => Html.Of($"""<input type="hidden" name="{EditForm.TokenField}" value="{document.ChangeToken}">""");

    public Html Of(PageFrame frame) => document.IsRecord ? Record(frame) : rights.CanMake ? Offer(frame) : Html.None;

    private Html Offer(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Record")}</h2>
        <p class="hint">{Phrase.Of("This is no record. A record can be kept for a time or under a legal hold, during which nobody replaces or deletes its files.")}</p>
        <p><a class="button" href="{Address}">{Phrase.Of("Make it a record")}</a></p>
        {frame.Call("PUT", $"id/{document.Id}/@record")}
        </section>
        """);

    private Html Record(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of(document.IsFlexibleRecord ? "Flexible record" : "Record")}</h2>
        {Protection()}
        <dl><dt>{Phrase.Of("Kept")}</dt><dd>{RetentionText.Until(document, now)}</dd><dt>{Phrase.Of("Legal hold")}</dt><dd>{Phrase.Of(document.HasLegalHold ? "yes" : "no")}</dd></dl>
        {(rights.CanRetain ? Retention(frame) : Html.None)}
        {(rights.CanHold ? Hold(frame) : Html.None)}
        {(document.IsFlexibleRecord && rights.CanMake ? Html.Of($"""<p><a class="button" href="{Address}">{Phrase.Of("Make it an enforced record")}</a></p>{frame.Call("PUT", $"id/{document.Id}/@record")}""") : Html.None)}
        </section>
        """);

    private Html Protection() => document.Retention.HoldsAt(now)
        ? Html.Of($"""<p class="hint">{RetentionText.Reason(document, now)} {Phrase.Of("Meanwhile nobody, not even an administrator, can replace or delete its files or delete the document.")}</p>""")
        : Html.Of($"""<p class="hint">{Phrase.Of("Nothing keeps it at present: its files can be replaced, and it can be deleted. A time or a legal hold keeps it.")}</p>""");

    private bool CanEnd => document.IsFlexibleRecord || !(document.RetainUntil > now);

    private Html Retention(PageFrame frame) => Html.Of(
        $"""
        <form class="one-line" method="post" action="{Address}/retention">{Token}
        <label for="until">{Phrase.Of("Keep until (the day is included, in UTC)")}</label><input id="until" name="{RecordEndpoints.UntilField}" type="date" required><button type="submit">{Phrase.Of("Set")}</button></form>
        <div class="actions">
        {Choice(Phrase.Of("Keep without an end"), RecordEndpoints.Indeterminate, CanEnd && document.RetainUntil != Stores.Retention.Indeterminate)}
        {Choice(Phrase.Of("Set no time"), RecordEndpoints.Never, CanEnd && document.RetainUntil is not null)}
        </div>
        {(document.IsFlexibleRecord ? Html.None : Html.Of($"""<p class="hint">{Phrase.Of("The time of a record only becomes longer.")}</p>"""))}
        {frame.Call("PUT", $"id/{document.Id}/@retention")}
        """);

    private Html Choice(string text, string value, bool isOffered) => !isOffered ? Html.None : Html.Of(
        $"""<form class="plain" method="post" action="{Address}/retention">{Token}<input type="hidden" name="{RecordEndpoints.UntilField}" value="{value}"><button type="submit">{text}</button></form>""");

    private Html Hold(PageFrame frame) => document.HasLegalHold
        ? Html.Of(
            $"""
            <form class="one-line" method="post" action="{Address}/hold/removal">{Token}<label for="reason">{Phrase.Of("Take the legal hold off, with this reason (optional)")}</label><input id="reason" name="{RecordEndpoints.ReasonField}" maxlength="1000" dir="auto" autocomplete="off"><button class="danger" type="submit">{Phrase.Of("Take off")}</button></form>
            {frame.Call("DELETE", $"id/{document.Id}/@hold")}
            """)
        : Html.Of(
            $"""
            <form class="one-line" method="post" action="{Address}/hold">{Token}<label for="reason">{Phrase.Of("Put a legal hold on it, with this reason (optional)")}</label><input id="reason" name="{RecordEndpoints.ReasonField}" maxlength="1000" dir="auto" autocomplete="off"><button type="submit">{Phrase.Of("Put on")}</button></form>
            {(document.IsFlexibleRecord ? Html.Of($"""<p class="hint">{Phrase.Of("That makes it an enforced record, for good.")}</p>""") : Html.None)}
            {frame.Call("PUT", $"id/{document.Id}/@hold")}
            """);
}
