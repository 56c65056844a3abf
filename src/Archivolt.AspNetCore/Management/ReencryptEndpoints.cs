using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Blobs;
using Archivolt.Encryption;
using Archivolt.Jobs;
using Archivolt.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>Re-encrypts a provider in the background: one node does it, every node starts, watches and stops it.</summary>
internal static class ReencryptEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapPost("reencrypt", StartAsync)
            .WithName("StartReencryption").WithSummary("Writes content of a provider again that is not in its present encryption; body {\"provider\": \"default\"}.")
            .WithDescription("Goes on where it was stopped. Readers and writers are not disturbed; each content is proven, then replaced in one step.")
            .TakesJson("""{"provider!": "default"}""").ProducesJson("Reencryption", StatusCodes.Status202Accepted).ProducesErrors(400, 403, 404, 409);
        management.MapGet("reencrypt/{provider}", GetAsync)
            .WithName("GetReencryption").WithSummary("How far the re-encryption of a provider came.").ProducesJson("Reencryption").ProducesErrors(403, 404);
        management.MapDelete("reencrypt/{provider}", StopAsync)
            .WithName("StopReencryption").WithSummary("Asks the re-encryption of a provider to stop; it can be started again.")
            .Produces(StatusCodes.Status204NoContent).ProducesErrors(403, 404);
    }

    private static async Task<IResult> StartAsync(HttpContext context, BlobManager manager, JobRunner runner, IJobLedger ledger, TimeProvider clock)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("The request");
        var provider = manager.GetRequired(body);
        var id = provider.Id;
        try
        {
            _ = new Reencryption(provider);
        }
        catch (BlobException exception) when (exception.Error is BlobError.Configuration)
        {
            throw RequestException.BadRequest(exception.Message);
        }
        await runner.StartAsync(ReencryptionStatus.WorkOf(id), run: null, context.RequestAborted);
        var status = await ReencryptionStatus.FindAsync(ledger, id, context.RequestAborted) is { IsFinished: false } begun
            ? begun
            : new ReencryptionStatus { Provider = id, Started = clock.GetUtcNow() };
        return Answer(status with { IsRunning = true }, StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> GetAsync(string provider, BlobManager manager, IJobLedger ledger, CancellationToken cancellationToken) =>
        await ReencryptionStatus.FindAsync(ledger, manager.GetRequired(provider).Id, cancellationToken) is { } status
            ? Answer(status, StatusCodes.Status200OK)
            : throw RequestException.NotFound($"Provider '{provider}' was never re-encrypted.");

    private static async Task<IResult> StopAsync(string provider, BlobManager manager, IJobLedger ledger, CancellationToken cancellationToken)
    {
        await ledger.RequestAsync(ReencryptionStatus.WorkOf(manager.GetRequired(provider).Id), JobRequest.Stop, cancellationToken);
        return TypedResults.NoContent();
    }

    private static EntityResult Answer(ReencryptionStatus status, int code) => new("reencryption", writer =>
    {
        writer.WriteString("provider"u8, status.Provider);
        writer.WriteBoolean("isRunning"u8, status.IsRunning);
        writer.WriteBoolean("isFinished"u8, status.IsFinished);
        writer.WriteString("started"u8, JsonDates.Format(status.Started));
        writer.WriteNumber("blobs"u8, status.Blobs);
        writer.WriteNumber("bytes"u8, status.Bytes);
        writer.WriteNumber("rewritten"u8, status.Rewritten);
        writer.WriteNumber("failed"u8, status.Failed);
        writer.WriteString("after"u8, status.After);
        writer.WriteString("lastProblem"u8, status.LastProblem);
    }, code);
}
