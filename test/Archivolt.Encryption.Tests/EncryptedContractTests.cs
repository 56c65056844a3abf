using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;

namespace Archivolt.Encryption.Tests;

public sealed class EncryptedMemoryTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override async ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => await Sample.EncryptAsync(new MemoryStore("scratch", clock));
}

[Trait("Speed", "Slow")]
public sealed class EncryptedFileTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(ICleansTempFiles)];

    private readonly TestDirectory _directory = new();

    protected override string Root => _directory["store"];

    protected override bool FollowsClock => false;

    protected override async ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => await Sample.EncryptAsync(FileStore.Open(new FileStoreOptions { Path = Root }));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}

/// <summary>A fault that never comes due makes every stream of the inner store one that cannot seek, as an object store's are.</summary>
public sealed class EncryptedFaultyTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override async ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        await Sample.EncryptAsync(new FaultyStore(new MemoryStore("scratch", clock), Fault.Fail(FaultPoint.Read, Archivolt.Blobs.BlobError.IO, after: long.MaxValue)));
}

public sealed class EncryptedSlowTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override async ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        await Sample.EncryptAsync(new SlowStore(new MemoryStore("scratch", clock), new TestClock { AutoAdvance = true }, TimeSpan.FromMilliseconds(20), 10_000_000));
}

/// <summary>Another scheme over the same layer keeps the same promises.</summary>
public sealed class EncryptedByAnotherSchemeTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new Encrypted(new MemoryStore("scratch", clock), new ChaCha(new byte[32])));
}

/// <summary>A store on its way out of the clear: what is put beside the layer is in clear, what is written through it is not.</summary>
public sealed class FormatTransitionTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    private MemoryStore? _below;

    protected override async ValueTask<IBlobStore> CreateAsync(TimeProvider clock)
    {
        _below = new MemoryStore("scratch", clock);
        return new FormatTransition(await Sample.EncryptAsync(_below), new PlaintextVerifiedByDigest(new Borrowed(_below), _ => null, acceptsUnproven: true));
    }

    protected override async ValueTask PutAsync(string key, ReadOnlyMemory<byte> content)
    {
        await using var draft = await _below!.BeginWriteAsync();
        await draft.Body.WriteAsync(content);
        await draft.CommitAsync(key);
    }
}
