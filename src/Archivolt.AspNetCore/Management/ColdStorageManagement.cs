using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Blobs;
using Archivolt.Documents.Audit;
using Archivolt.Documents.ColdStorage;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>Single blobs in cold storage, and the check of what was asked for.</summary>
internal static class ColdStorageManagement
{
    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapPost("coldstorage/check", CheckAsync).WithName("CheckRetrievals")
            .WithSummary("Looks now whether content that documents wait for has become available.").ProducesJson("Scan").ProducesErrors(403, 409);
        management.MapGet("coldstorage/{provider}/{**key}", GetAsync).WithName("GetBlobStatus")
            .WithSummary("Where a blob is between storage and cold storage.").ProducesJson("BlobColdStorage").ProducesErrors(403, 404);
        management.MapPost("coldstorage/{provider}/{**key}", RestoreAsync).WithName("RestoreBlob")
            .WithSummary("Asks for a blob in cold storage to be readable for some days (query: days, 1).").ProducesJson("BlobColdStorage").ProducesJson("BlobColdStorage", StatusCodes.Status202Accepted)
            .ProducesErrors(400, 403, 404);
    }

    private static async Task<IResult> CheckAsync(RetrievalCheck check, CancellationToken cancellationToken) =>
        ScanResult.Of(await check.RunAsync(cancellationToken));

    private static async Task<IResult> GetAsync(string provider, string key, BlobManager manager, CancellationToken cancellationToken)
    {
        var status = await StoreOf(manager, provider).GetStatusAsync(key, cancellationToken) ?? throw RequestException.NotFound("There is no blob with this key.");
        return Result(provider, key, status, StatusCodes.Status200OK);
    }

    private static async Task<IResult> RestoreAsync(
        string provider, string key, HttpContext context, BlobManager manager, IAuditLog audit, TimeProvider clock, int days = 1)
    {
        if (days is < 1 or > 36_500)
            throw RequestException.BadRequest($"'days' is to be a number of days from 1, not {days}.");
        var status = await StoreOf(manager, provider).RequestRestoreAsync(key, TimeSpan.FromDays(days), context.RequestAborted);
        await audit.WriteAsync(new AuditEntry
        {
            EventId = "coldStorageRestoreRequested",
            PrincipalName = context.ActingPrincipal().Name,
            EventDate = clock.GetUtcNow(),
            Comment = $"{provider}:{key}, {days} days",
        }, CancellationToken.None);
        return Result(provider, key, status, status.IsReadable ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private static IColdStorage StoreOf(BlobManager manager, string provider) => manager.GetRequired(provider).Ability<IColdStorage>()
        ?? throw RequestException.NotFound($"The provider '{provider}' has no cold storage.");

    private static EntityResult Result(string provider, string key, ColdStatus status, int code) => new("coldStorage", writer =>
    {
        writer.WriteString("key"u8, new BlobKey(provider, key).ToString());
        ColdStatusJson.Write(writer, status);
    }, code);
}
