using System.Reflection;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Tests.Testing;

/// <summary>The contract is worth something only if a store that breaks a promise fails it.</summary>
public sealed class BlobStoreContractTests
{
    private static readonly Dictionary<string, (string CaughtBy, object[] Arguments, Func<TimeProvider, IBlobStore> Store)> Broken = new()
    {
        ["shows a write too early"] = (nameof(BlobStoreContract.A_draft_is_invisible_until_it_is_committed), [], Layer(inner => new()
        {
            Begin = async options =>
            {
                await PutAsync(inner, "blob", []);
                return await inner.BeginWriteAsync(options);
            },
        })),
        ["leaves something of an abandoned draft"] = (nameof(BlobStoreContract.An_abandoned_draft_leaves_nothing), [], Layer(inner => new()
        {
            Begin = async options =>
            {
                await PutAsync(inner, "draft", []);
                return await inner.BeginWriteAsync(options);
            },
        })),
        ["replaces without being told"] = (nameof(BlobStoreContract.A_key_that_exists_keeps_its_content_and_the_write_succeeds), [],
            Layer(inner => new() { Begin = options => inner.BeginWriteAsync((options ?? new()) with { Replace = true }) })),
        ["never replaces"] = (nameof(BlobStoreContract.Replacing_changes_content_and_length_at_once), [],
            Layer(inner => new() { Begin = options => inner.BeginWriteAsync((options ?? new()) with { Replace = false }) })),
        ["lets blobs grow old"] = (nameof(BlobStoreContract.Writing_again_makes_a_blob_young), [], _ => new MemoryStore(clock: new TestClock())),
        ["deletes without a proof"] = (nameof(BlobStoreContract.Deleting_needs_a_proof_and_says_whether_something_was_there), [],
            Layer(inner => new() { Delete = (key, _) => inner.DeleteAsync(key, DeletionProof.ForTest) })),
        ["always says it deleted"] = (nameof(BlobStoreContract.Deleting_needs_a_proof_and_says_whether_something_was_there), [], Layer(inner => new()
        {
            Delete = async (key, proof) =>
            {
                await inner.DeleteAsync(key, proof);
                return true;
            },
        })),
        ["gives the byte before"] = (nameof(BlobStoreContract.A_range_gives_exactly_its_bytes), ["12345-67890", 12_345, 55_546],
            Layer(inner => new() { Open = (key, range) => inner.OpenAsync(key, ByteRange.From(range.Offset - 1, range.Count)) })),
        ["gives the rest of the content too"] = (nameof(BlobStoreContract.A_range_gives_exactly_its_bytes), ["0-99", 0, 100],
            Layer(inner => new() { Open = (key, _) => inner.OpenAsync(key) })),
        ["gives nothing behind the end"] = (nameof(BlobStoreContract.A_range_without_a_byte_is_an_error), ["100000-"],
            Layer(inner => new() { Open = (key, range) => range.Offset >= 100_000 ? NothingAsync(inner, key) : inner.OpenAsync(key, range) })),
        ["ends early"] = (nameof(BlobStoreContract.Content_of_any_length_comes_back), [4096], _ => new FaultyStore(new MemoryStore(), "read: cut after 4000")),
        ["flips a bit"] = (nameof(BlobStoreContract.Content_of_any_length_comes_back), [1], _ => new FaultyStore(new MemoryStore(), "read: flip")),
        ["throws where nothing is"] = (nameof(BlobStoreContract.What_is_not_here_is_null_or_NotFound), [], Layer(inner => new()
        {
            Stat = async key => await inner.StatAsync(key) ?? throw BlobException.NotFound(inner.Traits.Name, key),
        })),
        ["does not name the key"] = (nameof(BlobStoreContract.What_is_not_here_is_null_or_NotFound), [], Layer(inner => new()
        {
            Open = async (key, range) => await inner.StatAsync(key) is null ? throw new BlobException(BlobError.NotFound, "No.", inner.Traits.Name) : await inner.OpenAsync(key, range),
        })),
        ["takes keys of any length"] = (nameof(BlobStoreContract.An_empty_or_overlong_key_is_invalid_everywhere), [],
            Layer(inner => new() { Stat = key => inner.StatAsync(key.Length > 1024 ? key[..1024] : key) })),
        ["does not tell letter cases apart"] = (nameof(BlobStoreContract.Keys_that_look_alike_stay_apart), [], _ => new CaseBlind()),
        ["lists in any order"] = (nameof(BlobStoreContract.Listing_is_in_key_order_and_can_be_resumed_anywhere), [],
            Layer(inner => new() { List = after => inner.ListAsync(after).Reverse() })),
        ["lists from the start"] = (nameof(BlobStoreContract.Listing_is_in_key_order_and_can_be_resumed_anywhere), [],
            Layer(inner => new() { List = _ => inner.ListAsync() })),
        ["lists the last one again"] = (nameof(BlobStoreContract.Many_blobs_are_listed_once_each), [],
            Layer(inner => new() { List = after => inner.ListAsync().Where(blob => !KeyOrder.IsAfter(after!, blob.Key)) })),
        ["claims abilities"] = (nameof(BlobStoreContract.Abilities_are_what_they_say), [], Layer(_ => new() { Service = _ => "anything" })),
        ["hides an ability"] = (nameof(BlobStoreContract.The_abilities_are_the_ones_that_are_declared), [], Layer(_ => new() { Service = _ => null })),
        ["has an ability that nobody declared"] = (nameof(BlobStoreContract.The_abilities_are_the_ones_that_are_declared), [],
            Layer(inner => new() { Service = ability => ability == typeof(ICleansTempFiles) ? inner : inner.GetService(ability) })),
        ["finds another file"] = (nameof(BlobStoreContract.A_local_file_holds_exactly_the_content), [],
            Layer(inner => new() { Open = (key, range) => OtherFileAsync(inner, key, range) })),
        ["goes on after its disposal"] = (nameof(BlobStoreContract.A_disposed_store_says_so), [], _ => new Undying()),
        ["does not listen to cancellation"] = (nameof(BlobStoreContract.Cancelled_before_it_starts_nothing_happens), [],
            Layer(inner => new() { Stat = key => inner.StatAsync(key) })),
    };

    public static TheoryData<string> Breaches => [.. Broken.Keys];

    [Theory]
    [MemberData(nameof(Breaches))]
    public async Task A_store_that_breaks_a_promise_is_caught(string breach)
    {
        var (caughtBy, arguments, store) = Broken[breach];
        (await RunAsync(caughtBy, arguments, clock => new MemoryStore("sound", clock))).ShouldBeNull("a sound store passes");
        (await RunAsync(caughtBy, arguments, store)).ShouldNotBeNull();
    }

    private static async Task<Exception?> RunAsync(string test, object[] arguments, Func<TimeProvider, IBlobStore> store)
    {
        await using var contract = new Trial(store);
        await contract.InitializeAsync();
        return await Record.ExceptionAsync(async () =>
        {
            if (typeof(BlobStoreContract).GetMethod(test)!.Invoke(contract, BindingFlags.DoNotWrapExceptions, null, arguments, null) is Task running)
                await running;
        });
    }

    private static Func<TimeProvider, IBlobStore> Layer(Func<MemoryStore, Breach> breach) => clock =>
    {
        var memory = new MemoryStore("broken", clock);
        return new BreakingLayer(memory, breach(memory));
    };

    private static async Task PutAsync(IBlobStore store, string key, byte[] content)
    {
        await using var draft = await store.BeginWriteAsync();
        await draft.Body.WriteAsync(content);
        await draft.CommitAsync(key);
    }

    private sealed class Trial(Func<TimeProvider, IBlobStore> store) : BlobStoreContract
    {
        protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine), typeof(IResumableWrites)];

        protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(store(clock));
    }

    private sealed class Breach
    {
        public Func<string, ValueTask<BlobStat?>>? Stat { get; init; }
        public Func<string, ByteRange, ValueTask<BlobContent>>? Open { get; init; }
        public Func<WriteOptions?, ValueTask<BlobDraft>>? Begin { get; init; }
        public Func<string, DeletionProof, ValueTask<bool>>? Delete { get; init; }
        public Func<string?, IAsyncEnumerable<BlobStat>>? List { get; init; }
        public Func<Type, object?>? Service { get; init; }
    }

    private sealed class BreakingLayer(MemoryStore inner, Breach breach) : StoreLayer(inner)
    {
        public override ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
            breach.Stat?.Invoke(key) ?? base.StatAsync(key, cancellationToken);

        public override ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) =>
            breach.Open?.Invoke(key, range) ?? base.OpenAsync(key, range, cancellationToken);

        public override ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default) =>
            breach.Begin?.Invoke(options) ?? base.BeginWriteAsync(options, cancellationToken);

        public override ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default) =>
            breach.Delete?.Invoke(key, proof) ?? base.DeleteAsync(key, proof, cancellationToken);

        public override IAsyncEnumerable<BlobStat> ListAsync(string? after = null, CancellationToken cancellationToken = default) =>
            breach.List?.Invoke(after) ?? base.ListAsync(after, cancellationToken);

        public override object? GetService(Type ability) => breach.Service is { } service ? service(ability) : base.GetService(ability);
    }

    private sealed class CaseBlind() : StoreLayer(new MemoryStore())
    {
        public override ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
            base.StatAsync(key.ToLowerInvariant(), cancellationToken);

        public override ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) =>
            base.OpenAsync(key.ToLowerInvariant(), range, cancellationToken);
    }

    private sealed class Undying() : StoreLayer(new MemoryStore())
    {
        public override ValueTask DisposeAsync()
        {
            GC.SuppressFinalize(this);
            return ValueTask.CompletedTask;
        }
    }

    private static async ValueTask<BlobContent> NothingAsync(MemoryStore inner, string key) =>
        new((await inner.StatAsync(key))!.Value, 100_000, 0, new MemoryStream());

    private static async ValueTask<BlobContent> OtherFileAsync(MemoryStore inner, string key, ByteRange range)
    {
        var content = await inner.OpenAsync(key, range);
        return new BlobContent(content.Stat, content.Offset, content.Length, content.Body) { LocalFile = File.OpenHandle(Environment.ProcessPath!) };
    }
}
