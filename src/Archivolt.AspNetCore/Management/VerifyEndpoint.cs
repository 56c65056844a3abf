using System.Text.Json;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
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
        .WithDescription("Answers lines of JSON: damaged blobs and progress as they come, a line with 'summary' at the end.")
        .DescribesBody("application/json").Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson").ProducesErrors(400, 403, 404);

    private static async Task VerifyAsync(HttpContext context, BlobManager manager, TimeProvider clock)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("The request");
        var id = body.Text("provider") ?? throw RequestException.BadRequest("Name the provider to verify: {\"provider\": \"default\"}.");
        if (!manager.TryGet(id, out var provider))
            throw RequestException.NotFound($"There is no provider '{id}'; there are {string.Join(", ", manager.Providers.Select(known => known.Id))}.");
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = "application/x-ndjson";
        var report = new Report(provider.Id);
        var shown = clock.GetTimestamp();
        await foreach (var stat in provider.ListAsync(cancellationToken: context.RequestAborted))
        {
            var result = await provider.VerifyAsync(stat.Key, cancellationToken: context.RequestAborted);
            // Deleted since it was listed.
            if (result.Health == BlobHealth.Missing)
                continue;
            report.Add(result);
            if (result.Health == BlobHealth.Damaged)
                await WriteLineAsync(context, new { key = $"{provider.Id}:{result.Key}", health = "damaged", length = result.Length, detail = result.Detail });
            else if (clock.GetElapsedTime(shown) >= ProgressEvery)
                await WriteLineAsync(context, new { progress = report });
            else
                continue;
            shown = clock.GetTimestamp();
        }
        await WriteLineAsync(context, new { summary = report });
    }

    private static async Task WriteLineAsync<T>(HttpContext context, T line)
    {
        await JsonSerializer.SerializeAsync(context.Response.Body, line, JsonSerializerOptions.Web, context.RequestAborted);
        await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private sealed class Report(string provider)
    {
        public string Provider { get; } = provider;

        public long Blobs { get; private set; }

        public long Bytes { get; private set; }

        /// <summary>Blobs whose key is no digest, and those in cold storage.</summary>
        public long Unchecked { get; private set; }

        public long Damaged { get; private set; }

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
