using Archivolt.Layers;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;

namespace Archivolt.Tests.Layers;

/// <summary>A cold tier keeps every promise of a store; what is archived is the business of <see cref="ColdTests"/>.</summary>
public sealed class ColdContractTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(IColdStorage), typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new Cold(new MemoryStore("scratch", clock), new MemoryStore("notes", clock), TimeSpan.FromHours(4), clock));
}

[Trait("Speed", "Slow")]
public sealed class ColdFileContractTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(IColdStorage), typeof(ITouch), typeof(IQuarantine), typeof(IListsKeys), typeof(ICleansTempFiles), typeof(IOwnerRecord)];

    private readonly TestDirectory _directory = new();

    protected override string Root => _directory["store"];

    protected override bool FollowsClock => false;

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new Cold(
        FileStore.Open(new FileStoreOptions { Path = Root }), FileStore.Open(new FileStoreOptions { Path = Path.Combine(Root, "cold") }), clock: clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}

public sealed class RetainedContractTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(IRetainsContent), typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new Retained(new MemoryStore("scratch", clock), new MemoryStore("notes", clock), clock));
}

[Trait("Speed", "Slow")]
public sealed class RetainedFileContractTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(IRetainsContent), typeof(ITouch), typeof(IQuarantine), typeof(IListsKeys), typeof(ICleansTempFiles), typeof(IOwnerRecord)];

    private readonly TestDirectory _directory = new();

    protected override string Root => _directory["store"];

    protected override bool FollowsClock => false;

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new Retained(
        FileStore.Open(new FileStoreOptions { Path = Root }), FileStore.Open(new FileStoreOptions { Path = Path.Combine(Root, "retention") }), clock));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}
