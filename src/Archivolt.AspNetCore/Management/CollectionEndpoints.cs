using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Blobs;
using Archivolt.Documents.Collection;
using Archivolt.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>
/// Collection of what no document refers to. Plans and runs answer one JSON object a line; closing the connection stops a run, and the next
/// one goes on with it.
/// </summary>
internal static class CollectionEndpoints
{
    private delegate Task<CollectionProgress> Work(CollectionRequest request, IProgress<CollectionProgress> progress, CancellationToken cancellationToken);

    public static void Map(IEndpointRouteBuilder management)
    {
        var collection = management.MapGroup("collection");
        collection.MapGet("", StatusAsync).WithName("GetCollection").WithSummary("How far the collection of each provider is, on whichever node, and what is condemned.")
            .ProducesJson("CollectionStatuses").ProducesErrors(403);
        collection.MapGet("plan", PlanAsync).WithName("PlanCollection")
            .WithSummary("What would be condemned now: lines with key, bytes, age in seconds and reason, then a line with 'summary'. Changes nothing.")
            .WithDescription("Query: provider; grace in seconds; sizes=true tells the bytes of what is kept too, which looks at every file.")
            .ProducesContent(NdjsonAnswer.MediaType).ProducesErrors(400, 403, 404, 501);
        MapWork(collection, "condemn", "Condemns what nothing refers to; it stays readable for the grace.", collector => collector.CondemnAsync);
        MapWork(collection, "purge", "Deletes what is condemned, past its grace and still not in use.", collector => collector.PurgeAsync);
        MapWork(collection, "run", "Condemns, and deletes what is past its grace.", collector => collector.RunAsync);
        collection.MapGet("condemned", CondemnedAsync).WithName("GetCondemned").WithSummary("Condemned blobs of a provider in key order.")
            .WithDescription("Query: provider; limit is 50 unless given, 1000 at most.").ProducesJson("CondemnedBlobs").ProducesErrors(400, 403, 404);
        collection.MapPost("restore", RestoreAsync).WithName("RestoreCondemned")
            .WithSummary("Takes condemned blobs back; body {\"provider\": \"default\", \"keys\": [\"…\"]}, all without keys.")
            .TakesJson("""{"provider!": "default", "keys": ["2c26b46b68ffc68ff99b453c1d304134"]}""").ProducesJson("RestoredBlobs").ProducesErrors(400, 403, 404);
        management.MapGet("uploads", UploadsAsync).WithName("GetUploads").WithSummary("Content that no document came for yet.")
            .WithDescription("Query: provider; olderThan in seconds; limit is 50 unless given, 1000 at most.").ProducesJson("UnclaimedContents").ProducesErrors(400, 403);
        // The platform's own call: everything, at once and to the end.
        management.MapDelete("binaries/orphaned", CollectAllAsync).WithName("DeleteOrphanedBinaries")
            .WithSummary("Collects every provider and answers the platform's status.").ProducesJson("BinaryManagerStatus").ProducesErrors(403, 409);
    }

    private static void MapWork(IEndpointRouteBuilder collection, string name, string summary, Func<GarbageCollector, Work> work) =>
        collection.MapPost(name, (HttpContext context, BlobManager manager, GarbageCollector collector) => WorkAsync(context, manager, collector, work(collector)))
            .WithName($"{char.ToUpperInvariant(name[0])}{name[1..]}Collection").WithSummary(summary)
            .WithDescription("Body {\"provider\": \"default\", \"grace\": seconds, \"all\": true to condemn everything where nothing is referred to}. Lines with 'progress', then 'summary'.")
            .TakesJson("""{"provider!": "default", "grace": 86400, "all": false}""").ProducesContent(NdjsonAnswer.MediaType).ProducesErrors(400, 403, 404, 409, 501);

    private static async Task<IResult> StatusAsync(BlobManager manager, GarbageCollector collector, CancellationToken cancellationToken)
    {
        var all = new List<CollectionStatus>();
        foreach (var provider in manager.Providers)
            all.Add(await collector.FindStatusAsync(provider.Id, cancellationToken));
        return Entries("collectionStatus", all);
    }

    private static async Task PlanAsync(
        HttpContext context, BlobManager manager, GarbageCollector collector, TimeProvider clock, string? provider = null, double? grace = null, bool sizes = false)
    {
        var id = Named(manager, provider);
        var plan = await collector.PlanAsync(new CollectionRequest(id) { Grace = Grace(grace), Measure = sizes }, context.RequestAborted);
        var answer = NdjsonAnswer.Begin(context);
        var now = clock.GetUtcNow();
        await foreach (var blob in plan.WithCancellation(context.RequestAborted))
        {
            await answer.WriteAsync(new
            {
                Key = new BlobKey(id, blob.Key).ToString(),
                Bytes = blob.Length,
                blob.Modified,
                Age = (long)(now - blob.Modified).TotalSeconds,
                Reason = CollectionReason.Unreferenced,
            });
        }
        await answer.WriteAsync(new { Summary = plan.Tally });
    }

    private static async Task WorkAsync(HttpContext context, BlobManager manager, GarbageCollector collector, Work work)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("The request");
        var request = new CollectionRequest(Named(manager, body.Text("provider")))
        {
            Grace = Grace(body.TryGetProperty("grace", out var grace) && grace.TryGetDouble(out var seconds) ? seconds : null),
            EvenIfUnreferenced = body.TryGetProperty("all", out var all) && all.ValueKind == JsonValueKind.True,
        };
        if (collector.RefusalOf(manager[request.Provider]) is { } refusal)
            throw new RequestException(StatusCodes.Status501NotImplemented, $"Nothing is collected from '{request.Provider}': {refusal}.");
        // Refusals come before the first progress, and then the answer is still a plain error.
        var lines = Channel.CreateBounded<CollectionProgress>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var working = WorkAsync(work, request, lines.Writer, context.RequestAborted);
        NdjsonAnswer? answer = null;
        await foreach (var progress in lines.Reader.ReadAllAsync(CancellationToken.None))
            await (answer ??= NdjsonAnswer.Begin(context)).WriteAsync(new { Progress = progress });
        var summary = await working;
        await (answer ?? NdjsonAnswer.Begin(context)).WriteAsync(new { Summary = summary });
    }

    private static async Task<CollectionProgress> WorkAsync(
        Work work, CollectionRequest request, ChannelWriter<CollectionProgress> lines, CancellationToken cancellationToken)
    {
        try
        {
            return await work(request, new Lines(lines), cancellationToken);
        }
        finally
        {
            lines.Complete();
        }
    }

    private static async Task<IResult> CondemnedAsync(
        BlobManager manager, GarbageCollector collector, CancellationToken cancellationToken, string? provider = null, int limit = 50)
    {
        var blobs = await collector.ListCondemnedAsync(Named(manager, provider), cancellationToken).Take(Paging.CheckLimit(limit)).ToListAsync(cancellationToken);
        return Entries("condemnedBlobs", blobs);
    }

    private static async Task<IResult> RestoreAsync(HttpContext context, BlobManager manager, GarbageCollector collector)
    {
        var body = (await JsonBody.ReadAsync(context)).AsObject("The request");
        var id = Named(manager, body.Text("provider"));
        var keys = body.TryGetProperty("keys", out _) ? body.Texts("keys") : null;
        var restored = await collector.RestoreAsync(id, keys, context.RequestAborted);
        return new EntityResult("condemnedBlobs", writer => writer.WriteNumber("restored"u8, restored));
    }

    private static async Task<IResult> UploadsAsync(
        IUploadLedger ledger, CancellationToken cancellationToken, string? provider = null, double olderThan = 0, int limit = 50) =>
        Entries("uploads", await ledger.ListAsync(provider, Grace(olderThan)!.Value, cancellationToken).Take(Paging.CheckLimit(limit)).ToListAsync(cancellationToken));

    private static async Task<IResult> CollectAllAsync(BlobManager manager, GarbageCollector collector, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var runs = new List<CollectionProgress>();
        foreach (var provider in manager.Providers.Where(provider => collector.RefusalOf(provider) is null))
            runs.Add(await collector.RunAsync(new CollectionRequest(provider.Id) { Measure = true }, cancellationToken: cancellationToken));
        return new EntityResult("binaryManagerStatus", writer =>
        {
            writer.WriteNumber("gcDuration"u8, (long)clock.GetElapsedTime(started).TotalMilliseconds);
            writer.WriteNumber("numBinaries"u8, runs.Sum(run => run.Found.Referenced + run.Found.Young));
            writer.WriteNumber("sizeBinaries"u8, runs.Sum(run => (run.Found.ReferencedBytes ?? 0) + run.Found.YoungBytes));
            writer.WriteNumber("numBinariesGC"u8, runs.Sum(run => run.Found.Unreferenced));
            writer.WriteNumber("sizeBinariesGC"u8, runs.Sum(run => run.Found.UnreferencedBytes));
        });
    }

    private static EntityResult Entries<T>(string entity, IReadOnlyList<T> entries) => new(entity, writer =>
    {
        writer.WriteStartArray("entries"u8);
        foreach (var entry in entries)
            JsonSerializer.Serialize(writer, entry, NdjsonAnswer.Json);
        writer.WriteEndArray();
    });

    private static string Named(BlobManager manager, string? provider) =>
        manager.GetRequired(provider ?? throw RequestException.BadRequest("Name the provider, such as 'default'.")).Id;

    private static TimeSpan? Grace(double? seconds) => seconds switch
    {
        null => null,
        >= 0 and < 1e9 => TimeSpan.FromSeconds(seconds.Value),
        _ => throw RequestException.BadRequest(string.Create(CultureInfo.InvariantCulture, $"{seconds} is no number of seconds that can be used.")),
    };

    private sealed class Lines(ChannelWriter<CollectionProgress> lines) : IProgress<CollectionProgress>
    {
        public void Report(CollectionProgress value) => lines.TryWrite(value);
    }
}
