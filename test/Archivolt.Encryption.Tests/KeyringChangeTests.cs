using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Encryption.Tests;

public sealed class KeyringChangeTests : IAsyncDisposable
{
    private static readonly string[] Copies = ["archivolt-keyring-1", "archivolt-keyring-2"];

    private readonly MemoryStore _store = new("archive");

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Each_change_is_a_generation_and_each_key_tells_when_it_was_made()
    {
        var clock = new TestClock();
        using var keyring = await Keyring.OpenAsync(_store, [Sample.MasterKey()], clock: clock);
        var (first, made) = (keyring.ActiveKey, clock.GetUtcNow());
        keyring.Generation.ShouldBe(0);
        clock.Advance(TimeSpan.FromHours(30));
        var second = await keyring.RotateAsync();
        keyring.Keys.ShouldBe([new DataKeyInfo(first, made), new DataKeyInfo(second, made.AddHours(30))]);
        keyring.Generation.ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Of_two_changes_at_one_time_one_is_refused_and_no_key_is_lost(int copy)
    {
        using var other = await OpenAsync(Sample.MasterKey());
        await using var meeting = new MeetingStore(_store);
        using var keyring = await Keyring.OpenAsync(meeting, [Sample.MasterKey()]);
        var theirs = "";
        meeting.BeforeWriting = async key =>
        {
            if (key != Copies[copy])
                return;
            meeting.BeforeWriting = null;
            try
            {
                theirs = await other.RotateAsync();
            }
            catch (BlobException exception) when (exception.Error == BlobError.Conflict)
            {
                theirs = "refused";
            }
        };
        var ours = "refused";
        try
        {
            ours = await keyring.RotateAsync();
        }
        catch (BlobException exception) when (exception.Error == BlobError.Conflict)
        {
            exception.Message.ShouldContain("try again");
        }

        new[] { ours, theirs }.ShouldContain("refused");
        var last = await other.RotateAsync();
        using var opened = await OpenAsync(Sample.MasterKey());
        new[] { ours, theirs, last }.Where(key => key != "refused").Except(opened.KeyIds).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_is_made_while_an_export_is_restored_is_not_lost()
    {
        using var other = await OpenAsync(Sample.MasterKey());
        var export = other.Export();
        await using var meeting = new MeetingStore(_store);
        var made = "";
        meeting.BeforeWriting = async _ =>
        {
            meeting.BeforeWriting = null;
            made = await other.RotateAsync();
        };
        (await Sample.FailsAsync(BlobError.Conflict, () => Keyring.RestoreAsync(meeting, export))).Message.ShouldContain("try again");
        using var opened = await OpenAsync(Sample.MasterKey());
        opened.KeyIds.ShouldContain(made);
    }

    [Fact]
    public async Task An_export_is_not_restored_over_a_keyring_with_keys_that_it_lacks()
    {
        using var keyring = await OpenAsync(Sample.MasterKey());
        var old = keyring.Export();
        var lost = await keyring.RotateAsync();
        var grown = keyring.Export();
        // One copy that is read is enough.
        foreach (var copy in Copies)
        {
            await _store.PutAsync(Copies[0], [], replace: true);
            await _store.PutAsync(Copies[1], [], replace: true);
            await _store.PutAsync(copy, grown, replace: true);
            (await Sample.FailsAsync(BlobError.Conflict, () => Keyring.RestoreAsync(_store, old))).Message.ShouldContain($"({lost})");
            (await _store.GetAsync(copy)).ShouldBe(grown);
        }
        await Keyring.RestoreAsync(_store, grown);
        (await OpenAsync(Sample.MasterKey())).KeyIds.ShouldBe(keyring.KeyIds);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Master_keys_of_a_restored_export_count_also_where_others_were_set_since(int older)
    {
        using var running = await OpenAsync(Sample.MasterKey(1));
        var export = running.Export();
        await running.SetMasterAsync(Sample.MasterKey(2));
        await _store.PutAsync(Copies[older], export, replace: true);

        await Keyring.RestoreAsync(_store, export);

        await running.RotateAsync();
        running.MasterIds.ShouldBe(["key-1"]);
        running.Generation.ShouldBe(3);
        await Sample.FailsAsync(BlobError.Configuration, () => OpenAsync(Sample.MasterKey(2)));
    }

    [Fact]
    public async Task A_change_that_comes_after_half_of_another_one_writes_nothing()
    {
        using var other = await OpenAsync(Sample.MasterKey());
        var before = other.Export();
        await other.RotateAsync();
        foreach (var copy in Copies)
            await _store.PutAsync(copy, before, replace: true);
        await using var meeting = new MeetingStore(_store);
        using var keyring = await Keyring.OpenAsync(meeting, [Sample.MasterKey()]);
        meeting.BeforeWriting = async _ =>
        {
            meeting.BeforeWriting = null;
            await _store.PutAsync(Copies[0], other.Export(), replace: true);
        };
        await Sample.FailsAsync(BlobError.Conflict, () => keyring.RotateAsync());
        (await _store.GetAsync(Copies[1])).ShouldBe(before);
    }

    [Theory]
    [InlineData(BlobError.IO)]
    [InlineData(BlobError.Damaged)]
    public async Task Nothing_is_written_over_a_copy_that_cannot_be_read_at_present(BlobError error)
    {
        using var other = await OpenAsync(Sample.MasterKey());
        var export = other.Export();
        using var keyring = await Keyring.OpenAsync(new FaultyStore(new Borrowed(_store), $"open: fail {error} from 3rd"), [Sample.MasterKey()]);
        var made = await other.RotateAsync();
        (await Sample.FailsAsync(BlobError.IO, () => keyring.RotateAsync())).Message.ShouldContain("cannot be read");
        for (var reading = 1; reading <= 2; reading++)
        {
            var store = new FaultyStore(new Borrowed(_store), $"open: fail {error} from {reading}th 1 times");
            await Should.ThrowAsync<BlobException>(() => Keyring.RestoreAsync(store, export));
            store.VerifyAllFaultsHappened();
        }
        foreach (var copy in Copies)
            (await _store.GetAsync(copy)).ShouldBe(other.Export());
        other.ActiveKey.ShouldBe(made);
    }

    [Fact]
    public async Task A_restored_keyring_of_a_lower_generation_reaches_processes_that_run_and_their_changes_keep_its_keys()
    {
        using var first = await OpenAsync(Sample.MasterKey());
        var old = first.Export();
        var made = await first.RotateAsync();
        var export = first.Export();
        // A backup of the whole store brought back a keyring from before.
        foreach (var copy in Copies)
            await _store.PutAsync(copy, old, replace: true);
        using var running = await OpenAsync(Sample.MasterKey());
        await running.SetMasterAsync(Sample.MasterKey());
        await running.SetMasterAsync(Sample.MasterKey());
        running.Generation.ShouldBeGreaterThan(first.Generation);

        await Keyring.RestoreAsync(_store, export);

        await running.RotateAsync();
        running.KeyIds.ShouldContain(made);
        (await OpenAsync(Sample.MasterKey())).KeyIds.ShouldBe(running.KeyIds);
    }

    [Fact]
    public async Task A_master_key_that_was_set_serves_the_next_change_in_place_of_the_old_one()
    {
        var (old, other, changed) = (new Watched(Sample.MasterKey(1)), new Watched(Sample.MasterKey(2)), new Watched(Sample.MasterKey(1)));
        using (var keyring = await OpenAsync(old, other))
        {
            await keyring.SetMasterAsync(changed);
            (old.IsDisposed, other.IsDisposed, changed.IsDisposed).ShouldBe((true, false, false));
            await keyring.RotateAsync();
            await keyring.SetMasterAsync(changed);
            changed.IsDisposed.ShouldBeFalse("it replaced itself");
            await keyring.SetMasterAsync(Sample.MasterKey(3));
            await keyring.RotateAsync();
            keyring.MasterIds.ShouldBe(["key-2", "key-1", "key-3"], ignoreOrder: true);
        }
        (other.IsDisposed, changed.IsDisposed).ShouldBe((true, true));
        for (byte seed = 1; seed <= 3; seed++)
            (await OpenAsync(Sample.MasterKey(seed))).KeyIds.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_change_needs_a_store_that_replaces_what_it_holds()
    {
        (await OpenAsync(Sample.MasterKey())).Dispose();
        using var keyring = await Keyring.OpenAsync(new Kept(_store), [Sample.MasterKey()]);
        await Sample.FailsAsync(BlobError.Unsupported, () => keyring.RotateAsync());
    }

    [Fact]
    public async Task A_change_keeps_what_another_process_changed_before()
    {
        using var here = await OpenAsync(Sample.MasterKey());
        using var there = await OpenAsync(Sample.MasterKey());
        var keys = new[] { here.ActiveKey, await there.RotateAsync(), await here.RotateAsync(), await there.RotateAsync() };
        there.KeyIds.ShouldBe(keys);
        (await OpenAsync(Sample.MasterKey())).KeyIds.ShouldBe(keys);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public async Task A_key_counts_only_once_both_copies_are_known_to_hold_it(int lost, bool replaced)
    {
        var store = new Losing(_store);
        using var keyring = await Keyring.OpenAsync(store, [Sample.MasterKey()]);
        var active = keyring.ActiveKey;
        if (replaced)
            await _store.PutAsync(Losing.Instead, keyring.Export());
        store.Lost = Copies[lost];
        await Sample.FailsAsync(BlobError.Conflict, () => keyring.RotateAsync());
        keyring.ActiveKey.ShouldBe(active);
        store.Lost = null;
        // A change that failed stands in the way of no other.
        (await keyring.RotateAsync()).ShouldNotBe(active);
    }

    [Fact]
    public async Task A_writer_looks_for_changes_once_a_minute_and_mends_a_copy_that_was_lost()
    {
        var (clock, counting) = (new TestClock(), new CountingStore(new Borrowed(_store), seeks: true));
        var keyring = await Keyring.OpenAsync(counting, [Sample.MasterKey()], clock: clock);
        await using var store = new Encrypted(counting, keyring);
        foreach (var copy in Copies)
        {
            await _store.DeleteAsync(copy, DeletionProof.ForTest);
            clock.Advance(Keyring.ScanEvery);
            await store.PutAsync("first", Sample.Content(10), replace: true);
            (await _store.GetAsync(copy)).ShouldBe(keyring.Export());
            counting.Forget();
            await store.PutAsync("second", Sample.Content(10), replace: true);
            counting.Opened.ShouldBe(0, "it looked just now");
        }
    }

    [Fact]
    public async Task A_write_during_a_change_goes_on_with_the_key_it_knows()
    {
        var (clock, counting) = (new TestClock(), new CountingStore(new Borrowed(_store), seeks: true));
        var keyring = await Keyring.OpenAsync(counting, [Sample.MasterKey()], clock: clock);
        await using var store = new Encrypted(counting, keyring);
        var (old, isWritten) = (keyring.ActiveKey, false);
        clock.Advance(Keyring.ScanEvery);
        counting.Opening = async () =>
        {
            if (!isWritten && (isWritten = true))
                await store.PutAsync("blob", Sample.Content(10));
        };
        (await keyring.RotateAsync()).ShouldNotBe(old);
        (await _store.GetAsync("blob")).AsSpan().IndexOf(Convert.FromHexString(old)).ShouldBePositive();
    }

    [Fact]
    public async Task Who_learned_of_a_key_by_reading_can_make_another()
    {
        var here = await OpenAsync(Sample.MasterKey());
        await using var mine = new Encrypted(new Borrowed(_store), here);
        await using var theirs = await Sample.EncryptAsync(new Borrowed(_store));
        await ((Keyring)theirs.GetService(typeof(Keyring))!).RotateAsync();
        await theirs.PutAsync("blob", Sample.Content(10));
        (await mine.GetAsync("blob")).ShouldBe(Sample.Content(10));
        await here.RotateAsync();
        here.KeyIds.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Keys_of_every_generation_are_gone_with_the_keyring()
    {
        var keyring = await OpenAsync(Sample.MasterKey());
        await using var store = new Encrypted(new Borrowed(_store), keyring);
        await store.PutAsync("old", Sample.Content(10));
        await keyring.RotateAsync();
        await store.PutAsync("new", Sample.Content(10));
        keyring.Dispose();
        await Should.ThrowAsync<ObjectDisposedException>(() => store.GetAsync("old"));
        await Should.ThrowAsync<ObjectDisposedException>(() => store.GetAsync("new"));
    }

    [Fact]
    public async Task A_concealed_digest_stays_the_same_after_a_rotation_and_differs_between_keyrings()
    {
        using var keyring = await OpenAsync(Sample.MasterKey());
        using var other = await Keyring.OpenAsync(new MemoryStore(), [Sample.MasterKey()]);
        var digest = Digest.OfKey(new string('a', 64)).ShouldNotBeNull();
        var concealed = keyring.Conceal(digest);
        await keyring.RotateAsync();
        keyring.Conceal(digest).ShouldBe(concealed);
        other.Conceal(digest).ShouldNotBe(concealed);
        concealed.Length.ShouldBe(60);
    }

    private Task<Keyring> OpenAsync(params IMasterKey[] masters) => Keyring.OpenAsync(_store, masters);

    private sealed class Kept(IBlobStore inner) : StoreLayer(inner)
    {
        public override StoreTraits Traits => base.Traits with { CanReplace = false };
    }

    /// <summary>Acknowledges a write that somebody else undoes, or writes over.</summary>
    private sealed class Losing(IBlobStore inner) : StoreLayer(inner)
    {
        public const string Instead = "instead";

        public string? Lost { get; set; }

        public override ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) =>
            Inner.OpenAsync(key == Lost ? Instead : key, range, cancellationToken);
    }

    private sealed class Watched(RawMasterKey key) : IMasterKey
    {
        public bool IsDisposed { get; private set; }

        public string Id => key.Id;

        public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> keys, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default) =>
            key.WrapAsync(keys, context, cancellationToken);

        public ValueTask<byte[]?> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default) =>
            key.UnwrapAsync(wrapped, context, cancellationToken);

        public void Dispose()
        {
            IsDisposed = true;
            key.Dispose();
        }
    }

    // Somebody else comes between.
    private sealed class MeetingStore(IBlobStore inner) : StoreLayer(inner)
    {
        public Func<string?, Task>? BeforeWriting { get; set; }

        public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (BeforeWriting is { } before)
                await before(options?.Key);
            return await Inner.BeginWriteAsync(options, cancellationToken);
        }

        protected override IReadOnlyList<Type> PassedAbilities => [];
    }
}
