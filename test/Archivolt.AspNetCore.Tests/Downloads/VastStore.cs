using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.AspNetCore.Tests.Downloads;

/// <summary>A store with one computed blob, larger than 32 bits can say.</summary>
internal sealed class VastStore() : StoreLayer(new MemoryStore())
{
    public const long Length = 7_000_000_000;

    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The length that it says it has.</summary>
    public long Announced { get; init; } = Length;

    /// <summary>Where its content ends.</summary>
    public long EndsAt { get; init; } = Length;

    /// <summary>Done when a content was closed.</summary>
    public Task FirstClosed => _closed.Task;

    /// <summary>A document with its content.</summary>
    public static async Task<Document> DocumentAsync(TestHost host, string? fileName = null)
    {
        var document = await host.CreateAsync("File");
        document.Properties.Set("file:content", new BlobInfo { Key = new BlobKey(null, "vast"), FileName = fileName });
        await host.Documents.UpdateAsync(document);
        return document;
    }

    public static byte ByteAt(long position) => (byte)(position * 31 >> 3);

    public override ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<BlobStat?>(new BlobStat(key, Announced, DateTimeOffset.UnixEpoch));

    public override ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        var (offset, count) = range.Resolve(Announced);
        return ValueTask.FromResult(new BlobContent(new BlobStat(key, Announced, DateTimeOffset.UnixEpoch), offset, count, new Content(this, offset, count)));
    }

    private sealed class Content(VastStore store, long offset, long count) : ForwardReadStream
    {
        private readonly long _end = Math.Min(store.EndsAt, offset + count);
        private long _position = offset;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = (int)Math.Min(buffer.Length, _end - _position);
            for (var i = 0; i < read; i++)
                buffer.Span[i] = ByteAt(_position++);
            return ValueTask.FromResult(read);
        }

        protected override void Dispose(bool disposing)
        {
            store._closed.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
