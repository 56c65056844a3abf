using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Records;

/// <summary>Where a document's content is between storage and cold storage, with the forms that send it there and ask for it.</summary>
/// <param name="document">The document.</param>
/// <param name="rights">What the person may do.</param>
/// <param name="now">When it was looked at.</param>
internal sealed class ColdCard(Document document, RecordRights rights, DateTimeOffset now)
{
    private Html Token => Html.Of($"""<input type="hidden" name="{EditForm.TokenField}" value="{document.ChangeToken}">""");

    public Html Of(PageFrame frame) => ColdContent.IsCold(document) ? Cold(frame) : rights.CanUseCold ? Offer(frame) : Html.None;

    private Html Offer(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Cold storage")}</h2>
        {(document.Retention.HoldsAt(now)
            ? Html.Of($"""<p>{Phrase.Of("The content cannot go to cold storage now.")} {RetentionText.Reason(document, now)}</p>""")
            : Html.Of($"""<p class="hint">{Phrase.Of("There content costs less and takes hours to be read again. A picture stands in its place meanwhile. Other documents with the same content go with it.")}</p>{Button("move", Phrase.Of("Send to cold storage"), "")}"""))}
        {frame.Call("POST", $"id/{document.Id}/@coldstorage/move")}
        </section>
        """);

    private Html Cold(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Cold storage")}</h2>
        <p>{State()}</p>
        {(ColdContent.IsBeingRetrieved(document) ? Html.None : Html.Of(
            $"""
            <form class="one-line" method="post" action="{ConsoleUrl.Cold}/{document.Id}/retrieve">{Token}<label for="days">{Phrase.Of("Ask for it, for so many days")}</label><input id="days" name="{ColdEndpoints.DaysField}" type="number" min="1" max="36500" value="1" required><button type="submit">{Phrase.Of("Ask")}</button></form>
            {frame.Call("POST", $"id/{document.Id}/@coldstorage/retrieve")}
            """))}
        {(!rights.CanUseCold || ColdContent.IsToBeRestored(document) ? Html.None : Html.Of($"""{Button("restore", Phrase.Of("Bring it back for good"), "more")}{frame.Call("POST", $"id/{document.Id}/@coldstorage/restore")}"""))}
        </section>
        """);

    private Html State() => ColdContent.IsToBeRestored(document) ? Phrase.Markup($"The content is in cold storage. It was asked back, and comes back as soon as it can be read, which takes hours.")
        : ColdContent.IsBeingRetrieved(document) ? Phrase.Markup($"The content is in cold storage. It was asked for and can be read soon, which takes hours.")
        : ColdContent.ReadableUntil(document) is { } until ? Phrase.Markup($"The content is in cold storage and can be read until {Shown.Time(until)}.")
        : Phrase.Markup($"The content is in cold storage and cannot be read until somebody asks for it, which takes hours.");

    private Html Button(string action, string text, string kind) => Html.Of(
        $"""<form class="{kind}" method="post" action="{ConsoleUrl.Cold}/{document.Id}/{action}">{Token}<button type="submit">{text}</button></form>""");
}
