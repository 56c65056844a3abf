using Archivolt.Blobs;
using Archivolt.Layers.Caching;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Tests.Layers.Caching;

/// <summary>A cache over a store that counts what is read of it.</summary>
public abstract class CachedTest : IAsyncDisposable
{
    protected const int Block = 4096;

    protected CachedTest() => Store = new CountingStore(Memory);

    protected TestDirectory Home { get; } = new();

    protected TestClock Clock { get; } = new();

    protected MemoryStore Memory { get; } = new();

    private protected CountingStore Store { get; }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Memory.DisposeAsync();
        Home.Dispose();
    }

    private protected Cached Open(Func<CacheOptions, CacheOptions>? with = null)
    {
        var usual = new CacheOptions { Path = Home["cache"], BlockSize = Block, CheckAfter = TimeSpan.FromMinutes(30) };
        return new Cached(Store, with?.Invoke(usual) ?? usual, Clock);
    }

    protected async Task<byte[]> WriteAsync(string key, int length, IBlobStore? store = null)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        await using var draft = await (store ?? Memory).BeginWriteAsync(new WriteOptions { Replace = true });
        await draft.Body.WriteAsync(content);
        await draft.CommitAsync(key);
        return content;
    }

    private protected static async Task<byte[]> ReadAsync(Cached cached, string key, ByteRange range = default)
    {
        await using var content = await cached.OpenAsync(key, range);
        using var bytes = new MemoryStream();
        await content.Body.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private protected async Task<bool> IsFetchedAsync(Cached cached, string key)
    {
        var opened = Store.Opened;
        await ReadAsync(cached, key);
        return Store.Opened > opened;
    }

    protected string[] Files() => [.. Directory.GetDirectories(Home["cache"]).SelectMany(Directory.GetFiles)];

    protected (long Bytes, int Files) OnDisk()
    {
        var files = Files();
        return (files.Sum(file => new FileInfo(file).Length), files.Length);
    }
}
