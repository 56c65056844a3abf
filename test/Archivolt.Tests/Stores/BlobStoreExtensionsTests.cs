using Archivolt.Layers.Mirroring;
using Archivolt.Stores;

namespace Archivolt.Tests.Stores;

public sealed class BlobStoreExtensionsTests
{
    [Fact]
    public async Task An_ability_is_what_the_store_answers()
    {
        await using var store = new MemoryStore();
        store.Ability<ITouch>().ShouldBeSameAs(store);
        store.Ability<IMirrors>().ShouldBeNull();
        await using var mirrored = new Mirrored(new MemoryStore(), new MemoryStore());
        mirrored.Ability<IMirrors>().ShouldBeSameAs(mirrored);
    }

    [Fact]
    public async Task A_store_is_measured_by_its_listing()
    {
        await using var store = new MemoryStore();
        (await store.MeasureAsync()).ShouldBe((0, 0));
        foreach (var length in (int[])[0, 5, 7])
        {
            await using var draft = await store.BeginWriteAsync();
            await draft.Body.WriteAsync(new byte[length]);
            await draft.CommitAsync($"{length}");
        }
        (await store.MeasureAsync()).ShouldBe((3, 12));
    }
}
