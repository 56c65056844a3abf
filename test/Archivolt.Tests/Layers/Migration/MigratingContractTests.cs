using Archivolt.Blobs;
using Archivolt.Layers.Migration;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;

namespace Archivolt.Tests.Layers.Migration;

public sealed class MigratingMemoryTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new Migrating(new MemoryStore("new", clock), new MemoryStore("old", clock)));
}

/// <summary>On the way back, where the old store takes what is written.</summary>
public sealed class MigratingBackMemoryTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new Migrating(new MemoryStore("new", clock), new MemoryStore("old", clock), _ => ValueTask.FromResult(true)));
}

/// <summary>Everything is in the old store, as when a migration begins.</summary>
public sealed class MigratingFromFullStoreTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    private readonly MemoryStore _old = new("old");

    protected override bool FollowsClock => false;

    protected override async ValueTask PutAsync(string key, ReadOnlyMemory<byte> content)
    {
        await using var draft = await _old.BeginWriteAsync();
        await draft.Body.WriteAsync(content);
        await draft.CommitAsync(key);
    }

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new Migrating(new MemoryStore("new"), _old));
}

[Trait("Speed", "Slow")]
public sealed class MigratingFileTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(ICleansTempFiles)];

    private readonly string _directory = Directory.CreateTempSubdirectory("archivolt-migrating-").FullName;

    protected override string Root => Path.Combine(_directory, "new");

    protected override bool FollowsClock => false;

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock)
    {
        var old = FileStore.Open(new FileStoreOptions { Path = Directory.CreateTempSubdirectory("archivolt-migrating-old-").FullName, Name = "old" });
        return new(new Migrating(FileStore.Open(new FileStoreOptions { Path = Root, Name = "new" }), old));
    }

    public override async ValueTask DisposeAsync()
    {
        var old = new Uri(((Migrating)Store).Old.Traits.Locations[0].AbsoluteUri).LocalPath;
        await base.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
        Directory.Delete(old, recursive: true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>A fault that never comes due makes every stream one that cannot seek, as an object store's are.</summary>
public sealed class MigratingFaultyTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new Migrating(NotSeekable("new", clock), NotSeekable("old", clock)));

    private static FaultyStore NotSeekable(string name, TimeProvider clock) =>
        new(new MemoryStore(name, clock), Fault.Fail(FaultPoint.Read, BlobError.IO, after: long.MaxValue));
}

[Trait("Speed", "Slow")]
public sealed class MigratingSlowTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new Migrating(new MemoryStore("new", clock), new SlowStore(new MemoryStore("old", clock), TimeProvider.System, TimeSpan.FromMilliseconds(1))));
}
