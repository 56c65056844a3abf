using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Tests.Providers;

public sealed class BlobTelemetryTests
{
    [Fact]
    public async Task Opening_allocates_nothing_for_telemetry_while_nobody_listens()
    {
        await using var provider = new BlobProvider("quiet", new AlwaysOpen(new MemoryStore()));
        await OpenAsync(provider);
        var before = GC.GetAllocatedBytesForCurrentThread();

        await OpenAsync(provider);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Opens, "less than a byte for each");
    }

    private const int Opens = 1000;

    private static async Task OpenAsync(BlobProvider provider)
    {
        for (var i = 0; i < Opens; i++)
            await provider.OpenContentAsync("a");
    }

    private sealed class AlwaysOpen(IBlobStore inner) : StoreLayer(inner)
    {
        private readonly BlobContent _content = new(new BlobStat("a", 0, default), 0, 0, Stream.Null);

        public override ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) => new(_content);
    }
}
