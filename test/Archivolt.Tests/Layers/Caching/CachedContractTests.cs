using Archivolt.Layers.Caching;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;

namespace Archivolt.Tests.Layers.Caching;

public sealed class CachedMemoryTests : BlobStoreContract
{
    private readonly TestDirectory _directory = new();

    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(IResumableWrites)];

    // Little room, so that some contents pass by the cache.
    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new Cached(new MemoryStore("scratch", clock), new CacheOptions { Path = _directory["cache"], MaxBytes = 200_000, CheckAfter = TimeSpan.FromHours(1) }, clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}

[Trait("Speed", "Slow")]
public sealed class CachedFileTests : BlobStoreContract
{
    private readonly TestDirectory _directory = new();
    private readonly TestDirectory _cache = new();

    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(IListsKeys), typeof(ICleansTempFiles), typeof(IResumableWrites), typeof(IOwnerRecord)];

    protected override string Root => _directory["store"];

    protected override bool FollowsClock => false;

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new Cached(FileStore.Open(new FileStoreOptions { Path = Root }), new CacheOptions { Path = _cache[""], CheckAfter = TimeSpan.FromHours(1) }));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
        _cache.Dispose();
    }
}
