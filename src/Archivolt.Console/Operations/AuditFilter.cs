using System.Globalization;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Audit;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Operations;

/// <summary>Which audit entries a page shows. What was entered stays as it is.</summary>
/// <param name="Event">Only this kind of event.</param>
/// <param name="User">Only this user.</param>
/// <param name="Document">Only the document of this path or id.</param>
/// <param name="From">From this day on, in UTC.</param>
/// <param name="To">Up to this day, which is included.</param>
/// <param name="Before">Only entries with a smaller number.</param>
internal sealed record AuditFilter(string? Event, string? User, string? Document, string? From, string? To, long? Before)
{
    public const int PageSize = 50;

    public static AuditFilter Of(HttpRequest request) => new(
        Text(request, "event"), Text(request, "user"), Text(request, "document"), Text(request, "from"), Text(request, "to"),
        long.TryParse(request.Query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : null);

    /// <summary>The query that a filter means.</summary>
    /// <exception cref="RequestException">400: a day is none; 404: there is no such document.</exception>
    public async Task<AuditQuery> ToQueryAsync(IDocumentStore documents, string repository, CancellationToken cancellationToken) => new()
    {
        EventId = Event is null ? null : EventText.IdOf(Event),
        PrincipalName = User,
        DocumentId = Document is null ? null : await IdOfAsync(documents, repository, Document, cancellationToken),
        Since = Day(From, Phrase.Of("From")),
        Until = Day(To, Phrase.Of("Until"))?.AddDays(1),
        Before = Before,
        Limit = PageSize + 1,
    };

    // A document that is gone has entries by its id only.
    private static async Task<string> IdOfAsync(IDocumentStore documents, string repository, string document, CancellationToken cancellationToken) =>
        !document.StartsWith('/') ? document
            : (await documents.FindByPathAsync(repository, document, cancellationToken))?.Id
                ?? throw RequestException.NotFound(Phrase.Of($"There is no document “{document}”. One that was deleted is found by its id."));

    private static DateTimeOffset? Day(string? text, string field) => text is null ? null
        : DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) && day.Year is > 1 and < 9999 ? day
        : throw RequestException.BadRequest(Phrase.Of($"“{field}” is to be a day such as 2026-01-31."));

    private static string? Text(HttpRequest request, string name) => request.Query[name].ToString().Trim() is { Length: > 0 } text ? text : null;
}
