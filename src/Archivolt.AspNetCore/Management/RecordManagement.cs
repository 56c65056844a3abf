using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents;
using Archivolt.Documents.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>All records, and the look for retentions that are over.</summary>
internal static class RecordManagement
{
    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapGet("records", ListAsync).WithName("ListRecords").WithSummary("Records in order of ids, with what protects them.")
            .TakesNumber("pageSize", "50 unless given, at most 1000.").WithDescription("after is the last id of the page before.")
            .ProducesJson("Records").ProducesErrors(400, 403, 404);
        management.MapPost("records/expire", ExpireAsync).WithName("ExpireRetentions").WithSummary("Takes off retentions that are over, now.")
            .ProducesJson("Scan").ProducesErrors(403, 409);
    }

    private static async Task<IResult> ExpireAsync(RetentionExpiry expiry, CancellationToken cancellationToken) =>
        ScanResult.Of(await expiry.RunAsync(cancellationToken));

    private static async Task<IResult> ListAsync(
        HttpContext context, IDocumentStore documents, TimeProvider clock, string? repository = null, string? after = null)
    {
        repository ??= documents.Repositories[0];
        if (!documents.Repositories.Contains(repository, StringComparer.Ordinal))
            throw RequestException.NotFound($"There is no repository '{repository}'.");
        var size = Paging.Of(context.Request).Size;
        var page = await documents.ListMarkedAsync(repository, DocumentMark.Record, after, context.RequestAborted).Take(size).ToListAsync(context.RequestAborted);
        var now = clock.GetUtcNow();
        return new EntityResult("records", writer =>
        {
            writer.WriteEntries(page, (entry, record) =>
            {
                entry.WriteString("uid"u8, record.Id);
                entry.WriteString("path"u8, record.Path);
                entry.WriteBoolean("isFlexibleRecord"u8, record.IsFlexibleRecord);
                entry.WriteString("retainUntil"u8, record.RetainUntil is { } until ? JsonDates.Format(until) : null);
                entry.WriteBoolean("hasLegalHold"u8, record.HasLegalHold);
                entry.WriteBoolean("isUnderRetentionOrLegalHold"u8, record.Retention.HoldsAt(now));
            });
            writer.WriteString("next"u8, page.Count == size ? page[^1].Id : null);
        });
    }
}
