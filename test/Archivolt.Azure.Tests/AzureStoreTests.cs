using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Azure;

/// <summary>Every promise of a store, on a real server.</summary>
public sealed class AzureStoreTests : BlobStoreContract
{
    private TestContainer _container = null!;

    protected override bool FollowsClock => false;

    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(IResumableWrites), typeof(ICleansTempFiles), typeof(ISignsUrls), typeof(IOwnerRecord)];

    protected override int ManyBlobs => 120;

    protected override async ValueTask<IBlobStore> CreateAsync(TimeProvider clock)
    {
        _container = await TestContainer.CreateAsync();
        return await AzureStore.OpenAsync(_container.Options with { SignUrls = true }, clock);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_container is null)
            return;
        await base.DisposeAsync();
        await _container.DisposeAsync();
    }
}
