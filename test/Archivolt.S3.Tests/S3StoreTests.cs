using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.S3;

/// <summary>Every promise of a store, on a real server.</summary>
public sealed class S3StoreTests : BlobStoreContract
{
    private TestBucket _bucket = null!;

    protected override bool FollowsClock => false;

    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(IResumableWrites), typeof(ICleansTempFiles), typeof(ISignsUrls), typeof(IOwnerRecord)];

    protected override int ManyBlobs => 120;

    protected override async ValueTask<IBlobStore> CreateAsync(TimeProvider clock)
    {
        _bucket = await TestBucket.CreateAsync();
        return await S3Store.OpenAsync(_bucket.Options with { SignUrls = true }, clock);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_bucket is null)
            return;
        await base.DisposeAsync();
        await _bucket.DisposeAsync();
    }
}
