using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.RemoteStores;

/// <summary>Base of tests with a place of their own on a server.</summary>
public abstract partial class RemoteStoreTest<TPlace> : IAsyncLifetime
    where TPlace : class, IAsyncDisposable
{
    protected TPlace Place { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Place = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (Place is not null)
            await Place.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask<TPlace> CreateAsync();

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
        exception.Error.ShouldBe(error, exception.ToString());
        return exception;
    }
}
