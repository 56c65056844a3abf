using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Tests.Stores;

public sealed class MemoryStoreTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(IResumableWrites)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new MemoryStore("scratch", clock));

    [Fact]
    public void Its_place_is_private_to_the_instance() => Store.Traits.Locations.ShouldBeEmpty();
}
