using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.GridFS;

/// <summary>Every promise of a store, on a server that speaks MongoDB's protocol.</summary>
public sealed class GridFSStoreTests : BlobStoreContract
{
    private TestBucket _bucket = null!;

    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(ICleansTempFiles), typeof(IOwnerRecord)];

    protected override int ManyBlobs => 120;

    protected override async ValueTask<IBlobStore> CreateAsync(TimeProvider clock)
    {
        _bucket = TestBucket.Create();
        return await GridFSStore.OpenAsync(_bucket.Options, clock);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_bucket is null)
            return;
        await base.DisposeAsync();
        await _bucket.DisposeAsync();
    }
}
