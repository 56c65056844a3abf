using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Azure;

/// <summary>Base of tests with a container of their own.</summary>
public abstract class ContainerTest : IAsyncLifetime
{
    private protected TestContainer Container { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Container = await TestContainer.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (Container is not null)
            await Container.DisposeAsync();
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
