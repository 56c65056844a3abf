using Archivolt.Layers.Mirroring;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;

namespace Archivolt.Tests.Layers.Mirroring;

public sealed class MirroredMemoryTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(IMirrors), typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new Mirrored(new MemoryStore("a", clock), new MemoryStore("b", clock)));
}

public sealed class MirroredAnyTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(IMirrors), typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new Mirrored(new MemoryStore("a", clock), new MemoryStore("b", clock), MirrorWrites.Any));
}

[Trait("Speed", "Slow")]
public sealed class MirroredFileTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(IMirrors), typeof(ITouch), typeof(IQuarantine), typeof(ICleansTempFiles)];

    private readonly TestDirectory _directory = new();
    private readonly TestDirectory _other = new();

    protected override string Root => _directory["primary"];

    protected override bool FollowsClock => false;

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new Mirrored(
        FileStore.Open(new FileStoreOptions { Path = Root }), FileStore.Open(new FileStoreOptions { Path = _other["mirror"] })));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
        _other.Dispose();
    }
}

/// <summary>Three copies: a joined store joined again.</summary>
public sealed class MirroredTwiceTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(IMirrors), typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new Mirrored(
        new Mirrored(new MemoryStore("a", clock), new MemoryStore("b", clock)), new MemoryStore("c", clock)));
}

/// <summary>The primary copy fails in the middle of every longer stream.</summary>
public sealed class MirroredFaultyTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(IMirrors), typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new Mirrored(
        new FaultyStore(new MemoryStore("a", clock), "read: fail IO after 100000"), new MemoryStore("b", clock)));
}

/// <summary>One copy cannot be written at all, and one is enough.</summary>
public sealed class MirroredBrokenTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(IMirrors), typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new Mirrored(
        new MemoryStore("a", clock), new FaultyStore(new MemoryStore("b", clock), "begin: fail NoSpace"), MirrorWrites.Any));
}

public sealed class MirroredSlowTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(IMirrors), typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new Mirrored(
        new MemoryStore("a", clock), new SlowStore(new MemoryStore("b", clock), new TestClock { AutoAdvance = true }, TimeSpan.FromMilliseconds(20), 10_000_000)));
}
