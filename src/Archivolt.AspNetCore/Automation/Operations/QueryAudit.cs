using System.Text.Json;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents.Audit;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>
/// Reads the audit log page by page, newest first: all of it for administrators, and what happened to a document for whoever may read that.
/// </summary>
internal sealed class QueryAudit : Operation
{
    // The platform's name for the history of the document that 'queryParams' names.
    private const string OfDocument = "DOCUMENT_HISTORY_PROVIDER";

    private readonly IAuditLog _audit;

    public QueryAudit(IAuditLog audit) : base("Audit.QueryWithPageProvider", "Fetch",
        "Reads the audit log, newest first. namedQueryParams are principalName, eventId, startDate and endDate; with the provider DOCUMENT_HISTORY_PROVIDER queryParams is a document.")
    {
        _audit = audit;
        Aliases = ["Audit.PageProvider", "Audit.Query"];
        Parameters =
        [
            new("providerName", ParameterType.Text), new("queryParams", ParameterType.Texts), new("namedQueryParams", ParameterType.Properties),
            new("pageSize", ParameterType.Integer), new("currentPageIndex", ParameterType.Integer), new("sortBy", ParameterType.Texts), new("sortOrder", ParameterType.Texts),
        ];
    }

    public override IReadOnlyList<string> Signature { get; } = ["void", "void"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        if (call.Text("query") is { Length: > 0 })
            throw RequestException.BadRequest("The audit log is not read by a query; say what is wanted in 'namedQueryParams': principalName, eventId, startDate, endDate.");
        if (call.Texts("sortOrder").Any(order => order.Equals("ASC", StringComparison.OrdinalIgnoreCase)))
            throw RequestException.BadRequest("The audit log is read from its newest entry on; leave 'sortOrder' out, or send DESC.");
        var page = Paging.Of(call.Number("pageSize"), call.Number("currentPageIndex") ?? call.Number("page"));
        // One more than the page, to know whether another follows.
        var read = await _audit.QueryAsync(await QueryOfAsync(call) with { Skip = page.Offset, Limit = page.Size + 1 }, call.Cancelled);
        var entries = read.Take(page.Size).ToList();
        return new OperationResult.Entity("logEntries", writer =>
        {
            page.Write(writer, entries.Count, page.Offset + read.Count);
            writer.WriteEntries(entries, AuditJson.Write);
        });
    }

    private static async Task<AuditQuery> QueryOfAsync(OperationCall call)
    {
        var named = call.Value("namedQueryParams") ?? call.Value("namedParameters") ?? default;
        if (named.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object))
            throw RequestException.BadRequest("'namedQueryParams' is to be a JSON object.");
        var query = new AuditQuery
        {
            PrincipalName = One(named, "principalName", "principalNames"),
            EventId = One(named, "eventId", "eventIds"),
            Since = Date(named, "startDate"),
            Until = Date(named, "endDate"),
        };
        if (call.Text("providerName") != OfDocument)
        {
            return call.Principal.IsAdministrator ? query
                : throw RequestException.Forbidden($"Only administrators read the whole audit log; ask for a document by the provider {OfDocument}.");
        }
        var document = call.Input is OperationInput.Documents { Items: [var given] } ? given
            : await DocumentReference.FindAsync(call.Context, call.Texts("queryParams") is [var id, ..] ? id : throw call.Missing("queryParams"));
        return query with { Repository = document.Repository, DocumentId = document.Id };
    }

    private static string? One(JsonElement named, string name, string plural) => (Member(named, name) ?? Member(named, plural)) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } value ? value : null,
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() == 0 => null,
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() == 1 && list[0].ValueKind == JsonValueKind.String => list[0].GetString(),
        null => null,
        _ => throw RequestException.BadRequest($"'{plural}' is to be one name."),
    };

    private static DateTimeOffset? Date(JsonElement named, string name) => Member(named, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String && JsonDates.TryParse(value.GetString()!, out var date) ? date
        : throw RequestException.BadRequest($"'{name}' is to be a date like 2026-01-31T12:00:00Z.");

    private static JsonElement? Member(JsonElement named, string name) =>
        named.ValueKind == JsonValueKind.Object && named.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
