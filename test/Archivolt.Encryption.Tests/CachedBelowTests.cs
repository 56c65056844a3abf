using System.Text;
using Archivolt.Blobs;
using Archivolt.Layers.Caching;
using Archivolt.Stores;

namespace Archivolt.Encryption.Tests;

/// <summary>A cache below encryption.</summary>
public sealed class CachedBelowTests
{
    [Fact]
    public async Task What_it_keeps_is_encrypted_and_is_read_again_without_the_store()
    {
        var folder = Directory.CreateTempSubdirectory("archivolt-cached-").FullName;
        var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a secret that stands in no cache; ", 10_000)));
        var store = new CountingStore(new MemoryStore());
        await using (var encrypted = await Encrypted.OpenAsync(
            new Cached(store, new CacheOptions { Path = folder, CheckAfter = TimeSpan.FromHours(1) }), [new RawMasterKey(new byte[32])]))
        {
            await using (var draft = await encrypted.BeginWriteAsync())
            {
                await draft.Body.WriteAsync(content);
                await draft.CommitAsync("k");
            }
            (await ReadAsync(encrypted)).ShouldBe(content);
            var opened = store.Opened;
            (await ReadAsync(encrypted)).ShouldBe(content);
            store.Opened.ShouldBe(opened);

            var kept = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).ToList();
            kept.Sum(file => new FileInfo(file).Length).ShouldBeGreaterThan(content.Length);
            kept.ShouldAllBe(file => !Encoding.Latin1.GetString(File.ReadAllBytes(file)).Contains("secret", StringComparison.Ordinal));
        }
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<byte[]> ReadAsync(Encrypted store)
    {
        await using var content = await store.OpenAsync("k");
        using var bytes = new MemoryStream();
        await content.Body.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private sealed class CountingStore(IBlobStore inner) : StoreLayer(inner)
    {
        public int Opened { get; private set; }

        public override ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
        {
            Opened++;
            return base.OpenAsync(key, range, cancellationToken);
        }
    }
}
