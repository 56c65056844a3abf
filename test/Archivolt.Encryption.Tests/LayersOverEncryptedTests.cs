using Archivolt.Layers;
using Archivolt.Layers.Mirroring;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Encryption.Tests;

public sealed class ColdEncryptedContractTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(IColdStorage), typeof(ITouch), typeof(IQuarantine)];

    protected override async ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new Cold(await Sample.EncryptAsync(new MemoryStore("scratch", clock)), new MemoryStore("notes", clock), clock: clock);
}

/// <summary>Each copy encrypted by keys of its own.</summary>
public sealed class MirroredEncryptedTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(IMirrors), typeof(ITouch), typeof(IQuarantine)];

    protected override async ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new Mirrored(
        await Sample.EncryptAsync(new MemoryStore("a", clock)), await Sample.EncryptAsync(new MemoryStore("b", clock)));
}
