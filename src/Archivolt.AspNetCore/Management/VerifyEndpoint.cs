using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Json;
using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>
/// Re-reads and re-hashes every blob of a provider. The answer is one JSON object a line, as found: each blob that is not sound, and at the
/// end the summary. Closing the connection stops it.
/// </summary>
internal static class VerifyEndpoint
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder management) => management.MapPost("verify", VerifyAsync)
        .WithName("Verify").WithSummary("Re-hashes every blob of a provider; body {\"provider\": \"default\"}.")
        .WithDescription("Answers lines of JSON: damaged blobs, progress and stray files as they come, a line with 'summary' at the end.")
        .TakesJson("""{"provider": "default"}""").ProducesContent(NdjsonAnswer.MediaType).ProducesErrors(400, 403, 404);

    private static async Task VerifyAsync(HttpContext context, BlobManager manager, StrayContent strays, TimeProvider clock)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("The request");
        var provider = manager.GetRequired(body);
        var answer = NdjsonAnswer.Begin(context);
        var report = new Report(provider.Id);
        var shown = clock.GetTimestamp();
        BlobException? notListed = null;
        await foreach (var stat in provider.ListAsync(cancellationToken: context.RequestAborted).ToldAtEnd(failure => notListed = failure, context.RequestAborted))
        {
            var result = await provider.VerifyAsync(stat.Key, cancellationToken: context.RequestAborted);
            // Deleted since it was listed.
            if (result.Health == BlobHealth.Missing)
                continue;
            report.Add(result);
            if (result.Health == BlobHealth.Damaged)
                await answer.WriteAsync(new { key = $"{provider.Id}:{result.Key}", health = "damaged", length = result.Length, detail = result.Detail });
            else if (clock.GetElapsedTime(shown) >= ProgressEvery)
                await answer.WriteAsync(new { progress = report });
            else
                continue;
            shown = clock.GetTimestamp();
        }
        await foreach (var stray in strays.ListAsync(provider.Id, context.RequestAborted).ToldAtEnd(failure => notListed ??= failure, context.RequestAborted))
        {
            report.Stray++;
            await answer.WriteAsync(new { stray = stray.Path, stray.Reason, stray.Detail });
        }
        report.NotListed = notListed?.Message;
        await answer.WriteAsync(new { summary = report });
    }

    private sealed class Report(string provider)
    {
        public string Provider { get; } = provider;

        public long Blobs { get; private set; }

        public long Bytes { get; private set; }

        /// <summary>Blobs whose key is no digest, and those in cold storage.</summary>
        public long Unchecked { get; private set; }

        public long Damaged { get; private set; }

        /// <summary>Files in the store's place that are no blobs.</summary>
        public long Stray { get; set; }

        /// <summary>Why not everything could be listed, and so not everything was verified; null where it was.</summary>
        public string? NotListed { get; set; }

        public void Add(BlobVerification result)
        {
            Blobs++;
            Bytes += result.Length;
            if (result.Health is BlobHealth.Readable or BlobHealth.Archived)
                Unchecked++;
            else if (result.Health == BlobHealth.Damaged)
                Damaged++;
        }
    }
}
