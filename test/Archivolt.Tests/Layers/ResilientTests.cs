using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Layers.Resilience;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Tests.Layers;

public sealed class ResilientMemoryTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(IResumableWrites)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new Resilient(new MemoryStore("scratch", clock)));
}

/// <summary>Every promise holds although every other request fails in passing, and no content is read in one go.</summary>
public sealed class ResilientFaultyTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new Resilient(
        new FaultyStore(new MemoryStore("scratch", clock),
            "stat: fail Unavailable on 2nd; stat: fail Timeout on 5th; open: fail Unavailable once; read: fail Unavailable after 40KiB 3 times; list: fail Timeout once; "
            + "begin: fail Unavailable once; delete: fail Unavailable once; refresh: fail Unavailable once"),
        new ResilienceOptions { Delay = TimeSpan.Zero }));
}

public sealed class ResilientSlowTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new Resilient(new SlowStore(new MemoryStore("scratch", clock), new TestClock { AutoAdvance = true }, TimeSpan.FromMilliseconds(20), 10_000_000)));
}

[Trait("Speed", "Slow")]
public sealed class ResilientFileTests : BlobStoreContract
{
    private readonly TestDirectory _directory = new();

    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(IListsKeys), typeof(ICleansTempFiles), typeof(IResumableWrites), typeof(IOwnerRecord)];

    protected override string Root => _directory["store"];

    protected override bool FollowsClock => false;

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new Resilient(FileStore.Open(new FileStoreOptions { Path = Root })));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}

/// <summary>Requests that are made again.</summary>
public sealed class ResilientTests
{
    private static readonly byte[] Hello = "Hello World"u8.ToArray();

    [Fact]
    public async Task A_request_is_made_again_while_its_error_passes_and_no_oftener_than_said()
    {
        var (memory, clock) = (new MemoryStore(), new TestClock { AutoAdvance = true });
        await WriteAsync(memory, "blob");
        var passing = new FaultyStore(memory, "stat: fail Unavailable 3 times");
        (await new Resilient(passing, clock: clock).StatAsync("blob")).ShouldNotBeNull();
        passing.VerifyAllFaultsHappened();
        (await Should.ThrowAsync<BlobException>(async () => await new Resilient(new FaultyStore(memory, "stat: fail Unavailable"), clock: clock).StatAsync("blob"))).Error.ShouldBe(BlobError.Unavailable);
        var lasting = new FaultyStore(memory, "stat: fail PermissionDenied once");
        (await Should.ThrowAsync<BlobException>(async () => await new Resilient(lasting, clock: clock).StatAsync("blob"))).Error.ShouldBe(BlobError.PermissionDenied);
    }

    [Fact]
    public async Task A_store_that_says_how_long_to_wait_is_obeyed()
    {
        var clock = new TestClock { AutoAdvance = true };
        var begin = clock.GetUtcNow();
        await new Resilient(new BusyStore(TimeSpan.FromSeconds(7)), new ResilienceOptions { Timeout = Timeout.InfiniteTimeSpan }, clock).StatAsync("blob");
        (clock.GetUtcNow() - begin).ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task A_read_that_breaks_goes_on_at_its_byte()
    {
        var memory = new MemoryStore();
        var content = new byte[500_000];
        new Random(1).NextBytes(content);
        await WriteAsync(memory, "blob", content);
        var faulty = new FaultyStore(memory, "read: fail Unavailable after 100KiB 4 times");
        await using var opened = await new Resilient(faulty, new ResilienceOptions { Delay = TimeSpan.Zero, Retries = 1 }).OpenAsync("blob", ByteRange.From(1000));
        using var bytes = new MemoryStream();
        await opened.Body.CopyToAsync(bytes);
        bytes.ToArray().AsSpan().SequenceEqual(content.AsSpan(1000)).ShouldBeTrue();
        faulty.VerifyAllFaultsHappened();
    }

    [Theory]
    [InlineData(300_000)]
    [InlineData(1000)]
    public async Task A_read_that_breaks_does_not_go_on_in_other_content(int length)
    {
        var memory = new MemoryStore();
        await WriteAsync(memory, "blob", new byte[300_000]);
        await using var opened = await new Resilient(new FaultyStore(memory, "read: fail Unavailable after 100KiB once"), new ResilienceOptions { Delay = TimeSpan.Zero }).OpenAsync("blob");
        await WriteAsync(memory, "blob", new byte[length], new WriteOptions { Replace = true });
        var told = await Should.ThrowAsync<BlobException>(() => opened.Body.CopyToAsync(Stream.Null));
        told.Error.ShouldBe(BlobError.Unavailable);
        told.Message.ShouldContain("was replaced");
    }

    [Fact]
    public async Task After_too_many_failures_nothing_is_asked_for_a_while()
    {
        var (memory, clock) = (new MemoryStore(), new TestClock());
        await WriteAsync(memory, "blob");
        var store = new Resilient(new FaultyStore(memory, "stat: fail Unavailable 20 times"), new ResilienceOptions { Retries = 0 }, clock);
        for (var i = 0; i < 20; i++)
            await Should.ThrowAsync<BlobException>(async () => await store.StatAsync("blob"));
        var refused = await Should.ThrowAsync<BlobException>(async () => await store.StatAsync("blob"));
        refused.Message.ShouldContain("failed too often");
        refused.IsTransient.ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(11));
        (await store.StatAsync("blob")).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_section_Resilience_puts_it_around_a_store()
    {
        var settings = new Dictionary<string, string?> { ["Archivolt:Providers:default:Type"] = "Memory", ["Archivolt:Providers:default:Resilience:Retries"] = "5" };
        await using (var services = Services(settings))
            (await services.OpenBlobsAsync())["default"].Store.Traits.Name.ShouldBe("Resilient(Memory \"default\")");
        settings["Archivolt:Providers:default:Resilience:Retrys"] = "5";
        await using var wrong = Services(settings);
        (await Should.ThrowAsync<BlobException>(async () => await wrong.OpenBlobsAsync())).Message.ShouldContain("did you mean Retries?");
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings) =>
        new ServiceCollection().AddLogging().AddArchivolt(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).Services.BuildServiceProvider();

    private static async Task WriteAsync(IBlobStore store, string key, byte[]? content = null, WriteOptions? options = null)
    {
        await using var draft = await store.BeginWriteAsync(options);
        await draft.Body.WriteAsync(content ?? Hello);
        await draft.CommitAsync(key);
    }

    private sealed class BusyStore(TimeSpan wait) : StoreLayer(new MemoryStore())
    {
        private int _requests;

        public override ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) => _requests++ == 0
            ? throw new BlobException(BlobError.Unavailable, "Busy.", Traits.Name, key) { RetryAfter = wait }
            : base.StatAsync(key, cancellationToken);
    }
}
