using System.Globalization;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents.Audit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>The audit log by any of its fields, newest first; read on with <c>before</c> the last id of a page.</summary>
internal static class AuditQueryEndpoint
{
    public static void Map(IEndpointRouteBuilder management) => management.MapGet("audit", GetAsync)
        .WithName("QueryAudit").WithSummary("Audit entries, newest first.")
        .WithDescription("since and until are dates such as 2026-01-31T12:00:00Z; before is the id of the last entry of the page before; limit is at most 1000. "
            + "With format=ndjson or format=csv every entry is answered, a line each; limit then has no bound.")
        .ProducesJson("AuditEntries").ProducesContent(NdjsonAnswer.MediaType).ProducesContent(AuditExport.CsvMediaType).ProducesErrors(400, 403);

    private static async Task<IResult> GetAsync(
        HttpContext context, IAuditLog audit, string? eventId, string? principalName, string? repository, string? documentId,
        string? since, string? until, string? before, string? limit, string? format)
    {
        var query = new AuditQuery
        {
            EventId = eventId,
            PrincipalName = principalName,
            Repository = repository,
            DocumentId = documentId,
            Since = Date("since", since),
            Until = Date("until", until),
            Before = Number("before", before),
        };
        var asked = Number("limit", limit);
        if (format is AuditExport.Csv or AuditExport.Ndjson)
            return new AuditExport(audit, query, asked, isCsv: format == AuditExport.Csv);
        if (!string.IsNullOrEmpty(format))
            throw RequestException.BadRequest($"'format' is to be ndjson or csv, not '{format}'.");
        query = query with { Limit = (int)Math.Clamp(asked ?? 50, 1, Paging.MaxSize) };
        var entries = await audit.QueryAsync(query, context.RequestAborted);
        return new EntityResult("logEntries", writer => writer.WriteEntries(entries, AuditJson.Write));
    }

    private static DateTimeOffset? Date(string name, string? text) => string.IsNullOrEmpty(text) ? null
        : JsonDates.TryParse(text, out var date) ? date
        : throw RequestException.BadRequest($"'{name}' is to be a date like 2026-01-31T12:00:00Z, not '{text}'.");

    private static long? Number(string name, string? text) => string.IsNullOrEmpty(text) ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw RequestException.BadRequest($"'{name}' is to be a whole number from 0, not '{text}'.");
}
