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
        layer.Traits.ShouldBe(inner.Traits with { Name = layer.ToString(), Touch = Touch.None });
    }

    [Fact]
    public void A_layer_denies_every_ability_that_it_does_not_list()
    {
        var inner = new MemoryStore();
        var layer = new Plain(inner);
        layer.GetService(typeof(Plain)).ShouldBeSameAs(layer);
        layer.GetService(typeof(ITouch)).ShouldBeNull();
        layer.GetService(typeof(MemoryStore)).ShouldBeNull();

        var listing = new Listing(inner);
        listing.GetService(typeof(IQuarantine)).ShouldBeSameAs(inner, "it is listed as true");
        listing.GetService(typeof(ITouch)).ShouldBeSameAs(listing, "the layer has it by the inner store's");
        listing.Traits.Touch.ShouldBe(Touch.Cheap);
        new Listing(layer).GetService(typeof(ITouch)).ShouldBeNull("and not without it");
    }

    [Fact]
    public void A_layer_needs_a_store() => Should.Throw<ArgumentNullException>(() => new Plain(null!));

    private sealed class Plain(IBlobStore inner) : StoreLayer(inner);

    private sealed class Listing(IBlobStore inner) : StoreLayer(inner), ITouch
    {
        protected override IReadOnlyList<Type> PassedAbilities => [typeof(IQuarantine)];

        protected override IReadOnlyList<Type> WrappedAbilities => [typeof(ITouch)];

        public ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default) => Wrapped<ITouch>().TouchAsync(key, cancellationToken);
    }
}
