using System.Globalization;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents.Audit;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Archivolt.WebConsole.Operations;

/// <summary>What happened, by any of its fields.</summary>
/// <param name="filter">What was entered.</param>
/// <param name="query">What that means.</param>
/// <param name="entries">The entries; one more than the page has where there are older ones.</param>
/// <param name="refused">Why nothing is shown; null where something is.</param>
internal sealed class AuditPage(AuditFilter filter, AuditQuery query, IReadOnlyList<AuditEntry> entries, RequestException? refused = null) : OperationsPage
{
    public override string Title => Phrase.Of("Audit");

    public override int Status => refused?.Status ?? StatusCodes.Status200OK;

    protected override string Address => ConsoleUrl.Audit;

    protected override Html Content(PageFrame frame) => Html.Of(
        $"""
        <form class="filters" method="get" action="{ConsoleUrl.Audit}" role="search" aria-label="{Phrase.Of("Audit")}">
        {Field("event", Phrase.Of("Event"), filter.Event, Html.Of($""" list="events" """))}<datalist id="events">{EventText.All.Select(known => Html.Of($"""<option value="{known.Key}">{Phrase.Of(known.Value)}</option>"""))}</datalist>
        {Field("user", Phrase.Of("User"), filter.User)}
        {Field("document", Phrase.Of("Document (path or id)"), filter.Document)}
        {Field("from", Phrase.Of("From"), filter.From, Html.Of($""" type="date" """))}
        {Field("to", Phrase.Of("Until"), filter.To, Html.Of($""" type="date" """))}
        <button type="submit">{Phrase.Of("Show")}</button>
        </form>
        {Said.Problem(refused?.Message)}
        {(refused is not null ? Html.None : entries.Count == 0
            ? Html.Of($"""<section class="empty">{Icon.Text}<h2>{Phrase.Of("Nothing found")}</h2><p>{Phrase.Of("No entry has all of that. Days are those of UTC, and events are called as the suggestions are.")}</p></section>""")
            : Entries(frame))}
        """);

    private Html Entries(PageFrame frame) => Html.Of(
        $"""
        <section class="card audit">
        <table><thead><tr><th scope="col">{Phrase.Of("When")}</th><th scope="col">{Phrase.Of("Who")}</th><th scope="col">{Phrase.Of("What")}</th><th scope="col">{Phrase.Of("Document")}</th></tr></thead><tbody>{entries.Take(AuditFilter.PageSize).Select(Entry)}</tbody></table>
        <nav class="pages" aria-label="{Phrase.Of("Pages")}">
        {(filter.Before is null ? Html.None : Html.Of($"""<a class="button" rel="prev" href="{Url(ConsoleUrl.Audit, Entered)}">{Phrase.Of("Newest")}</a>"""))}{(entries.Count > AuditFilter.PageSize ? Html.Of($"""<a class="button" rel="next" href="{Url(ConsoleUrl.Audit, [.. Entered, ("before", Number(entries[AuditFilter.PageSize - 1].Id))])}">{Phrase.Of("Older")}</a>""") : Html.None)}
        <a class="button" href="{Url($"{frame.Api}/management/audit", [.. Asked, ("format", "csv")])}" download="audit.csv">{Icon.Download}{Phrase.Of("CSV of all")}</a>
        </nav>
        {frame.Call("GET", Url("management/audit", Asked))}
        </section>
        """);

    private static Html Entry(AuditEntry entry) => Html.Of(
        $"""
        <tr><td data-label="{Phrase.Of("When")}">{Shown.Time(entry.EventDate)}</td><td data-label="{Phrase.Of("Who")}">{Shown.Name(entry.PrincipalName)}</td><td data-label="{Phrase.Of("What")}"><span>{EventText.Of(entry.EventId)}{(entry.Comment is { Length: > 0 } comment ? Html.Of($"<small>{Shown.Name(comment)}</small>") : Html.None)}{Facts(entry)}</span></td><td data-label="{Phrase.Of("Document")}">{Document(entry)}</td></tr>

        """);

    private static Html Facts(AuditEntry entry) => entry.Extended.Count == 0 ? Html.None : Html.Of(
        $"""<details><summary>{Phrase.Of("Details")}</summary><dl>{entry.Extended.OrderBy(fact => fact.Key, StringComparer.Ordinal).Select(fact => Html.Of($"<dt>{Shown.Plain(fact.Key)}</dt><dd>{Shown.Name(fact.Value)}</dd>"))}</dl></details>""");

    private static Html Document(AuditEntry entry) => entry.DocumentPath is { } path && path.StartsWith('/')
        ? Html.Of($"""<a href="{ConsoleUrl.OfDocument(path)}">{Shown.Name(path)}</a>""")
        : entry.DocumentId is { } id ? Html.Of($"<code>{Shown.Plain(id)}</code>") : Shown.Nothing;

    private static Html Field(string name, string label, string? value, Html further = default) => Html.Of(
        $"""<div><label for="{name}">{label}</label><input id="{name}" name="{name}" value="{value}" autocomplete="off"{further}></div>""");

    private IReadOnlyList<(string Name, string? Value)> Entered => [("event", filter.Event), ("user", filter.User), ("document", filter.Document), ("from", filter.From), ("to", filter.To)];

    private IReadOnlyList<(string Name, string? Value)> Asked =>
    [
        ("eventId", query.EventId), ("principalName", query.PrincipalName), ("documentId", query.DocumentId), ("since", Instant(query.Since)), ("until", Instant(query.Until)),
    ];

    private static string Url(string address, IReadOnlyList<(string Name, string? Value)> values)
    {
        var asked = new QueryBuilder();
        foreach (var (name, value) in values)
        {
            if (value is not null)
                asked.Add(name, value);
        }
        return address + asked.ToQueryString();
    }

    private static string? Instant(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
