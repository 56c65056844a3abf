using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;
using Archivolt.Testing.Disk;

namespace Archivolt.Tests.Stores.Files;

/// <summary>The contract over the machine's own disk.</summary>
public abstract class LocalFileStoreContract : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(IListsKeys), typeof(ICleansTempFiles), typeof(IResumableWrites), typeof(IOwnerRecord)];

    private readonly TestDirectory _directory = new();

    protected override string Root => _directory["store"];

    protected override bool FollowsClock => false;

    // Waiting for the drive takes most of the time of a durable store's tests.
    protected override int ManyBlobs => Options.Durability == Durability.None ? base.ManyBlobs : 60;

    protected virtual FileStoreOptions Options => new() { Path = Root };

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(FileStore.Open(Options with { TimeProvider = clock }));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class DurableFileStoreTests : LocalFileStoreContract;

public sealed class FastFileStoreTests : LocalFileStoreContract
{
    protected override FileStoreOptions Options => base.Options with { Durability = Durability.None };
}

[Trait("Speed", "Slow")]
public sealed class FlatFileStoreTests : LocalFileStoreContract
{
    protected override FileStoreOptions Options => base.Options with { Layout = PathLayout.Flat, Durability = Durability.File };
}

public sealed class DeepFileStoreTests : LocalFileStoreContract
{
    protected override FileStoreOptions Options => base.Options with { Layout = PathLayout.SubDirectories(1), Durability = Durability.None };
}

/// <summary>Its files do not tell their keys, so it lists nothing.</summary>
public sealed class ShortenedFileStoreTests : LocalFileStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(ICleansTempFiles), typeof(IResumableWrites), typeof(IOwnerRecord)];

    protected override FileStoreOptions Options => base.Options with { Layout = PathLayout.Shortened, Durability = Durability.None };
}

/// <summary>As on a file system without a rename that never replaces, such as NFS.</summary>
public sealed class LinkingFileStoreTests : LocalFileStoreContract
{
    protected override FileStoreOptions Options => base.Options with { Disk = new PosixDisk(hasExclusiveRename: false), Durability = Durability.None };
}

public sealed class SimulatedDiskFileStoreTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(IListsKeys), typeof(ICleansTempFiles), typeof(IResumableWrites), typeof(IOwnerRecord)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(FileStore.Open(new FileStoreOptions { Path = "/srv/store", Disk = new CrashDisk(clock), TimeProvider = clock }));
}

public sealed class SimulatedDiskFlatFileStoreTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(IListsKeys), typeof(ICleansTempFiles), typeof(IResumableWrites), typeof(IOwnerRecord)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(FileStore.Open(new FileStoreOptions { Path = "/srv/store", Disk = new CrashDisk(clock), TimeProvider = clock, Layout = PathLayout.Flat }));
}
