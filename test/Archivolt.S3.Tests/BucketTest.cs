using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.S3;

/// <summary>Base of tests with a bucket of their own.</summary>
public abstract class BucketTest : IAsyncLifetime
{
    private protected TestBucket Bucket { get; private set; } = null!;

    protected virtual bool WithLock => false;

    public async ValueTask InitializeAsync() => Bucket = await TestBucket.CreateAsync(WithLock);

    public async ValueTask DisposeAsync()
    {
        if (Bucket is not null)
            await Bucket.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static byte[] RandomContent(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    protected static async Task<BlobStat> WriteAsync(IBlobStore store, string key, byte[] content, WriteOptions? options = null)
    {
        await using var draft = await store.BeginWriteAsync(options);
        await draft.Body.WriteAsync(content);
        return await draft.CommitAsync(key);
    }

    protected static async Task<byte[]> ReadAsync(IBlobStore store, string key, ByteRange range = default)
    {
        await using var content = await store.OpenAsync(key, range);
        using var bytes = new MemoryStream();
        await content.Body.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    protected static async Task<BlobException> FailsAsync(BlobError error, Func<Task> action)
    {
        var exception = await Should.ThrowAsync<BlobException>(action);
        exception.Error.ShouldBe(error, exception.Message);
        return exception;
    }
}
