using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Tests.Stores;

/// <summary>The base of layers changes nothing by itself.</summary>
public sealed class StoreLayerTests : BlobStoreContract
{
    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new Plain(new MemoryStore("scratch", clock)));

    [Fact]
    public void A_layer_prints_the_chain_and_keeps_the_other_traits()
    {
        var inner = new MemoryStore("scratch");
        var layer = new Plain(new Plain(inner));
        layer.ToString().ShouldBe("Plain(Plain(Memory \"scratch\"))");
        layer.Traits.ShouldBe(inner.Traits with { Name = layer.ToString() });
    }

    [Fact]
    public void An_ability_is_found_through_the_layer()
    {
        var inner = new MemoryStore();
        var layer = new Plain(inner);
        layer.GetService(typeof(ITouch)).ShouldBeSameAs(inner);
        layer.GetService(typeof(Plain)).ShouldBeSameAs(layer);
        layer.GetService(typeof(ISignsUrls)).ShouldBeNull();
    }

    [Fact]
    public void A_layer_needs_a_store() => Should.Throw<ArgumentNullException>(() => new Plain(null!));

    private sealed class Plain(IBlobStore inner) : StoreLayer(inner);
}
