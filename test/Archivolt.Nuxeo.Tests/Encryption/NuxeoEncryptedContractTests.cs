using Archivolt.Blobs;
using Archivolt.Nuxeo.Encryption;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;

namespace Archivolt.Nuxeo.Tests.Encryption;

public sealed class NuxeoEncryptedMemoryTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override int ManyBlobs => 50;

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new NuxeoEncrypted(new MemoryStore("scratch", clock), Sample.Gcm));
}

/// <summary>The contract names content by digests that are not its own, which with CBC would be damage.</summary>
public sealed class NuxeoEncryptedCbcMemoryTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override int ManyBlobs => 50;

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new NuxeoEncrypted(new MemoryStore("scratch", clock), Sample.Cbc, keysAreDigests: false));
}

public abstract class NuxeoEncryptedFileContract : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(ICleansTempFiles)];

    private readonly string _directory = Directory.CreateTempSubdirectory("archivolt-nuxeo-").FullName;

    protected override string Root => Path.Combine(_directory, "store");

    protected override bool FollowsClock => false;

    protected override int ManyBlobs => 50;

    protected abstract bool Cbc { get; }

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new NuxeoEncrypted(FileStore.Open(new FileStoreOptions { Path = Root }), Cbc ? Sample.Cbc : Sample.Gcm, keysAreDigests: false));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        GC.SuppressFinalize(this);
    }
}

[Trait("Speed", "Slow")]
public sealed class NuxeoEncryptedFileTests : NuxeoEncryptedFileContract
{
    protected override bool Cbc => false;
}

[Trait("Speed", "Slow")]
public sealed class NuxeoEncryptedCbcFileTests : NuxeoEncryptedFileContract
{
    protected override bool Cbc => true;
}

/// <summary>A fault that never comes due makes every stream of the inner store one that cannot seek, as an object store's are.</summary>
public sealed class NuxeoEncryptedFaultyTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override int ManyBlobs => 50;

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new NuxeoEncrypted(new FaultyStore(new MemoryStore("scratch", clock), Fault.Fail(FaultPoint.Read, BlobError.IO, after: long.MaxValue)), Sample.Gcm));
}

public sealed class NuxeoEncryptedCbcFaultyTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override int ManyBlobs => 50;

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new NuxeoEncrypted(
        new FaultyStore(new MemoryStore("scratch", clock), Fault.Fail(FaultPoint.Read, BlobError.IO, after: long.MaxValue)), Sample.Cbc, keysAreDigests: false));
}
