using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Tests.Providers;

public sealed class BlobManagerTests
{
    [Fact]
    public async Task A_key_finds_its_provider()
    {
        await using var manager = new BlobManager([new BlobProvider("one", new MemoryStore()), new BlobProvider("two", new MemoryStore())]);
        var info = await manager["two"].WriteAsync(BlobSource.FromText("hello"));
        await using var opened = await manager.OpenAsync(info.Key, ByteRange.Last(2));
        (await new StreamReader(opened).ReadToEndAsync()).ShouldBe("lo");
        (await manager.StatAsync(info.Key))!.Value.Length.ShouldBe(5);
        (await manager.StatAsync(new BlobKey("one", info.Key.Key))).ShouldBeNull();
        manager.Providers.Select(provider => provider.Id).ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task An_unknown_provider_is_named_beside_the_known_ones()
    {
        await using var manager = new BlobManager([new BlobProvider("b", new MemoryStore()), new BlobProvider("a", new MemoryStore())]);
        var exception = await Should.ThrowAsync<BlobException>(async () => await manager.OpenAsync(BlobKey.Parse("c:key")));
        (exception.Error, exception.Message).ShouldBe((BlobError.NotFound, "No registered blob provider with id: c. Known: a, b."));
        manager.TryGet("c", out _).ShouldBeFalse();
        manager.TryGet("A", out _).ShouldBeFalse();
        manager.TryGet("a", out var found).ShouldBeTrue();
        found.ShouldBeSameAs(manager["a"]);
    }

    [Fact]
    public async Task A_key_without_provider_cannot_be_opened()
    {
        await using var manager = new BlobManager([new BlobProvider("a", new MemoryStore())]);
        (await Should.ThrowAsync<BlobException>(async () => await manager.StatAsync(BlobKey.Parse("key")))).Error.ShouldBe(BlobError.InvalidKey);
    }

    [Fact]
    public async Task It_owns_its_providers()
    {
        var store = new MemoryStore();
        await new BlobManager([new BlobProvider("a", store)]).DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(async () => await store.StatAsync("key"));
    }
}
