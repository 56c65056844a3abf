using System.Collections.Concurrent;
using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Jobs;
using Archivolt.Layers.Migration;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Archivolt.Tests.Layers.Migration;

/// <summary>A whole provider from one store to another, while it is used.</summary>
[Trait("Speed", "Slow")]
public sealed class MigrationTests : IAsyncDisposable
{
    private readonly MemoryStore _old = new("old");
    private readonly MemoryStore _new = new("new");
    private readonly MemoryJobLedger _ledger = new(TimeProvider.System);
    private BlobProvider? _provider;

    public async ValueTask DisposeAsync()
    {
        if (_provider is not null)
            await _provider.DisposeAsync();
    }

    [Fact]
    public async Task Everything_is_copied_read_twice_and_purged()
    {
        var keys = await AddContentsAsync(_old, 300);
        var migrations = Open();

        (await RunAsync(migrations, MigrationAction.Start)).Phase.ShouldBe(MigrationPhase.Verified);

        var status = await migrations.FindAsync("default");
        (status.Blobs, status.TotalBlobs, status.Failed, status.IsRunning).ShouldBe((300, 300, 0, false));
        (await KeysAsync(_new)).ShouldBe(keys);
        (await KeysAsync(_provider!.Store)).ShouldBe(keys);
        (await RunAsync(migrations, MigrationAction.Verify)).Phase.ShouldBe(MigrationPhase.Verified);
        (await RunAsync(migrations, MigrationAction.Purge)).Phase.ShouldBe(MigrationPhase.Purged);
        (await KeysAsync(_old)).ShouldBeEmpty();
        (await KeysAsync(_provider.Store)).ShouldBe(keys);
        foreach (var key in keys)
            (await _provider.VerifyAsync(key)).Health.ShouldBe(BlobHealth.Sound);
    }

    [Fact]
    public async Task It_takes_nothing_that_either_store_would_not()
    {
        await using var old = new Described(_old.Traits with { MaxKeyLength = 20, MaxLength = 5, Durability = Durability.File, Listing = Listing.Unordered });
        await using var stores = new Migrating(_new, old);
        var traits = stores.Traits;
        (traits.MaxKeyLength, traits.MaxLength, traits.Durability, traits.Listing).ShouldBe((20, 5, Durability.None, Listing.Unordered));
        var exception = await Should.ThrowAsync<BlobException>(async () => await stores.StatAsync(new string('k', 21)));
        exception.Error.ShouldBe(BlobError.InvalidKey);
        stores.GetService(typeof(MemoryStore)).ShouldBeNull("what the new store can do alone is not what both can");
    }

    [Fact]
    public async Task Readers_and_writers_notice_nothing_and_two_kills_lose_nothing()
    {
        var present = await AddContentsAsync(_old, 2000);
        var meanwhile = new ConcurrentBag<string>();
        var migrations = Open();
        await migrations.AskAsync("default", MigrationAction.Start, "tester");
        using var done = new CancellationTokenSource();
        var read = 0;
        var users = Enumerable.Range(0, 4).Select(user => Task.Run(async () =>
        {
            for (var number = 0; !done.IsCancellationRequested; number++)
            {
                if (user == 0 && number < 500)
                    meanwhile.Add((await _provider!.WriteAsync(BlobSource.FromText($"written meanwhile {number}"))).Key.Key);
                (await _provider!.VerifyAsync(present[Random.Shared.Next(present.Count)])).Health.ShouldBe(BlobHealth.Sound);
                Interlocked.Increment(ref read);
                await Task.Yield();
            }
        })).ToList();

        foreach (var at in new[] { 500, 1200 })
        {
            using var kill = new CancellationTokenSource();
            var run = migrations.RunAsync("default", cancellationToken: kill.Token);
            while (!run.IsCompleted && (await KeysAsync(_new)).Count < at)
                await Task.Yield();
            await kill.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => run);
            migrations = Open(again: true);
        }
        var status = (await migrations.RunAsync("default")).ShouldNotBeNull();
        status.Phase.ShouldBe(MigrationPhase.Verified, status.LastProblem);
        (await RunAsync(migrations, MigrationAction.Purge)).Phase.ShouldBe(MigrationPhase.Purged);
        await done.CancelAsync();
        await Task.WhenAll(users);

        (await KeysAsync(_old)).ShouldBeEmpty();
        var stored = await KeysAsync(_new);
        stored.ShouldBe(present.Concat(meanwhile).Order(StringComparer.Ordinal));
        read.ShouldBeGreaterThan(0);
        meanwhile.ShouldNotBeEmpty();
        foreach (var key in stored)
            (await _provider!.VerifyAsync(key)).Health.ShouldBe(BlobHealth.Sound);
    }

    [Fact]
    public async Task What_cannot_be_copied_halts_the_migration_and_nothing_can_be_purged()
    {
        var keys = await AddContentsAsync(_old, 100);
        await PutAsync(_old, keys[40], "not what the key says"u8.ToArray(), replace: true);
        var migrations = Open();

        var halted = await RunAsync(migrations, MigrationAction.Start);

        (halted.Phase, halted.IsHalted, halted.Failed).ShouldBe((MigrationPhase.Copying, true, 1));
        halted.LastProblem.ShouldNotBeNull().ShouldContain(keys[40]);
        (await KeysAsync(_new)).ShouldBe(keys.Where(key => key != keys[40]));
        await RefusedAsync(migrations, MigrationAction.Purge, "purge when every copy is verified");
        await PutAsync(_old, keys[40], ContentOf(keys, 40), replace: true);
        (await RunAsync(migrations, MigrationAction.Resume)).Phase.ShouldBe(MigrationPhase.Verified);
    }

    [Fact]
    public async Task A_damaged_copy_is_made_again_and_a_purge_never_believes_one()
    {
        var keys = await AddContentsAsync(_old, 50);
        var migrations = Open();
        await RunAsync(migrations, MigrationAction.Start);
        await PutAsync(_new, keys[7], "damaged since"u8.ToArray(), replace: true);

        (await RunAsync(migrations, MigrationAction.Purge)).Phase.ShouldBe(MigrationPhase.Purged);

        (await _provider!.VerifyAsync(keys[7])).Health.ShouldBe(BlobHealth.Sound);
    }

    [Theory]
    [InlineData("open: fail Unavailable 5 times")]
    [InlineData("read: fail Timeout after 50 3 times")]
    [InlineData("stat: fail Unavailable 4 times")]
    public async Task Passing_faults_of_the_old_store_are_tried_again(string faults)
    {
        var keys = await AddContentsAsync(_old, 100);
        var faulty = new FaultyStore(_old, faults);
        var migrations = Open(old: faulty);
        var status = await RunAsync(migrations, MigrationAction.Start);
        for (var attempt = 0; status.IsHalted && attempt < 5; attempt++)
            status = await RunAsync(migrations, MigrationAction.Resume);
        status.Phase.ShouldBe(MigrationPhase.Verified, status.LastProblem);
        faulty.VerifyAllFaultsHappened();
        (await KeysAsync(_new)).ShouldBe(keys);
    }

    [Fact]
    public async Task A_full_disk_halts_at_once_and_resuming_goes_on()
    {
        var keys = await AddContentsAsync(_old, 200);
        var migrations = Open(target: new FaultyStore(_new, "commit: fail NoSpace once"));
        var halted = await RunAsync(migrations, MigrationAction.Start);
        (halted.IsHalted, halted.Phase).ShouldBe((true, MigrationPhase.Copying));
        (await RunAsync(migrations, MigrationAction.Resume)).Phase.ShouldBe(MigrationPhase.Verified);
        (await KeysAsync(_new)).ShouldBe(keys);
    }

    [Fact]
    public async Task A_rollback_takes_what_was_written_meanwhile_back_to_the_old_store()
    {
        var keys = await AddContentsAsync(_old, 100);
        var migrations = Open();
        await RunAsync(migrations, MigrationAction.Start);
        var meanwhile = (await _provider!.WriteAsync(BlobSource.FromText("written to the new store"))).Key.Key;
        (await _old.StatAsync(meanwhile)).ShouldBeNull();

        (await RunAsync(migrations, MigrationAction.Rollback)).Phase.ShouldBe(MigrationPhase.RolledBack);

        var later = (await _provider.WriteAsync(BlobSource.FromText("written after the way back"))).Key.Key;
        (await KeysAsync(_old)).ShouldBe(keys.Append(meanwhile).Append(later).Order(StringComparer.Ordinal));
        // The old store alone, as it is configured again.
        await using var alone = new BlobProvider("default", new Unowned(_old));
        foreach (var key in await KeysAsync(_old))
            (await alone.VerifyAsync(key)).Health.ShouldBe(BlobHealth.Sound);
        await RefusedAsync(migrations, MigrationAction.Purge, "purge when every copy is verified");
    }

    [Fact]
    public async Task Replaced_content_is_the_replaced_one_in_both_directions()
    {
        await PutAsync(_old, "doc-1", "first"u8.ToArray());
        await PutAsync(_old, "doc-2", "kept"u8.ToArray());
        var migrations = Open(new KeyStrategy.ByDocument(DigestAlgorithm.Sha256));
        var owner = new BlobOwner("default", "doc-1", "content");
        await _provider!.WriteAsync(BlobSource.FromText("second"), owner);
        (await _old.StatAsync("doc-1")).ShouldBeNull();
        (await RunAsync(migrations, MigrationAction.Start)).Phase.ShouldBe(MigrationPhase.Verified);
        (await TextAsync("doc-1")).ShouldBe("second");

        await RunAsync(migrations, MigrationAction.Rollback);
        (await TextAsync("doc-1")).ShouldBe("second");
        await _provider.WriteAsync(BlobSource.FromText("third"), owner);
        (await TextAsync("doc-1")).ShouldBe("third");
        (await _new.StatAsync("doc-1")).ShouldBeNull();
        (await KeysAsync(_provider.Store)).ShouldBe(["doc-1", "doc-2"]);
    }

    [Fact]
    public async Task After_the_purge_there_is_no_way_back()
    {
        await AddContentsAsync(_old, 5);
        var migrations = Open();
        await RefusedAsync(migrations, MigrationAction.Purge, "purge when every copy is verified");
        await RefusedAsync(migrations, MigrationAction.Verify, "makes no sense now");
        await RunAsync(migrations, MigrationAction.Start);
        await RefusedAsync(migrations, MigrationAction.Start, "makes no sense now");
        await RunAsync(migrations, MigrationAction.Purge);
        await RefusedAsync(migrations, MigrationAction.Rollback, "no way back");
    }

    [Fact]
    public async Task A_pause_waits_until_it_is_taken_back()
    {
        await AddContentsAsync(_old, 50);
        var migrations = Open();
        await migrations.AskAsync("default", MigrationAction.Start, "tester");
        await migrations.AskAsync("default", MigrationAction.Pause, "tester");
        var paused = (await migrations.RunAsync("default")).ShouldNotBeNull();
        (paused.IsPaused, paused.Phase).ShouldBe((true, MigrationPhase.Copying));
        (await KeysAsync(_new)).ShouldBeEmpty();
        (await RunAsync(migrations, MigrationAction.Resume)).Phase.ShouldBe(MigrationPhase.Verified);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("""{"provider":"default","phase":"ofALaterVersion"}""")]
    public async Task A_checkpoint_that_cannot_be_read_is_reported_and_left_as_it_is(string checkpoint)
    {
        var lease = (await _ledger.TryTakeAsync("migrate/default", "earlier", TimeSpan.FromMinutes(1))).ShouldNotBeNull();
        await _ledger.RenewAsync(lease, checkpoint, TimeSpan.FromMinutes(1));
        await _ledger.ReleaseAsync(lease);
        var migrations = Open();
        (await Should.ThrowAsync<BlobException>(() => migrations.RunAsync("default"))).Error.ShouldBe(BlobError.Unsupported);
        (await Should.ThrowAsync<BlobException>(() => migrations.AskAsync("default", MigrationAction.Start, "tester"))).Message.ShouldContain("migrate/default");
        var kept = (await _ledger.FindAsync("migrate/default")).ShouldNotBeNull();
        (kept.Holder, kept.Checkpoint).ShouldBe((null, checkpoint));
    }

    [Fact]
    public async Task A_store_that_asks_for_a_wait_gets_it()
    {
        var clock = new TestClock { AutoAdvance = true };
        await AddContentsAsync(_old, 1);
        var busy = new Busy(_old, TimeSpan.FromMinutes(7));
        _provider = new BlobProvider("default", new Migrating(_new, busy, _ => ValueTask.FromResult(false)),
            new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDigest(DigestAlgorithm.Sha256) });
        var leases = new JobLeases(_ledger, Options.Create(new ArchivoltOptions()), TimeProvider.System);
        var migrations = new ProviderMigrations(new BlobManager([_provider]), leases, clock, NullLogger<ProviderMigrations>.Instance);
        var began = clock.GetUtcNow();
        (await RunAsync(migrations, MigrationAction.Start)).Phase.ShouldBe(MigrationPhase.Verified);
        (clock.GetUtcNow() - began).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(7));
    }

    [Fact]
    public async Task Only_one_process_works_on_it()
    {
        var migrations = Open();
        await migrations.AskAsync("default", MigrationAction.Start, "tester");
        (await _ledger.TryTakeAsync("migrate/default", "somebody", TimeSpan.FromMinutes(1))).ShouldNotBeNull();
        (await migrations.RunAsync("default")).ShouldBeNull();
        await RefusedAsync(migrations, MigrationAction.Start, "is being worked on");
        (await migrations.FindAsync("default")).IsRunning.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_asks_as_a_phase_ends_waits_until_its_worker_lets_go()
    {
        await RunAsync(Open(), MigrationAction.Start);
        (await WhileHeldAsync(MigrationAction.Purge)).Phase.ShouldBe(MigrationPhase.Purging);
    }

    [Fact]
    public async Task Who_asks_as_a_migration_halts_waits_until_its_worker_lets_go()
    {
        var keys = await AddContentsAsync(_old, 3);
        await PutAsync(_old, keys[1], "not what the key says"u8.ToArray(), replace: true);
        (await RunAsync(Open(), MigrationAction.Start)).IsHalted.ShouldBeTrue();
        (await WhileHeldAsync(MigrationAction.Resume)).IsHalted.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_asks_as_a_migration_is_paused_waits_until_its_worker_lets_go()
    {
        var migrations = Open();
        await migrations.AskAsync("default", MigrationAction.Start, "tester");
        await migrations.AskAsync("default", MigrationAction.Pause, "tester");
        (await WhileHeldAsync(MigrationAction.Resume)).IsPaused.ShouldBeFalse();
    }

    // The worker lets go as soon as somebody waits.
    private async Task<MigrationStatus> WhileHeldAsync(MigrationAction action)
    {
        var worker = (await _ledger.TryTakeAsync("migrate/default", "worker", TimeSpan.FromMinutes(1))).ShouldNotBeNull();
        return await Open(again: true, clock: new Awaited(() => _ledger.ReleaseAsync(worker))).AskAsync("default", action, "tester");
    }

    private ProviderMigrations Open(KeyStrategy? keys = null, IBlobStore? target = null, IBlobStore? old = null, bool again = false, TimeProvider? clock = null)
    {
        if (!again)
        {
            var course = new MigrationCourse("default", () => _ledger, TimeProvider.System);
            _provider = new BlobProvider("default", new Migrating(target ?? _new, old ?? _old, course.GoesBackAsync),
                new BlobProviderOptions { KeyStrategy = keys ?? new KeyStrategy.ByDigest(DigestAlgorithm.Sha256) });
        }
        var leases = new JobLeases(_ledger, Options.Create(new ArchivoltOptions()), TimeProvider.System);
        return new ProviderMigrations(new BlobManager([_provider!]), leases, clock ?? TimeProvider.System, NullLogger<ProviderMigrations>.Instance);
    }

    private static async Task<MigrationStatus> RunAsync(ProviderMigrations migrations, MigrationAction action)
    {
        await migrations.AskAsync("default", action, "tester");
        return (await migrations.RunAsync("default")).ShouldNotBeNull();
    }

    private static async Task RefusedAsync(ProviderMigrations migrations, MigrationAction action, string reason)
    {
        var refusal = await Should.ThrowAsync<BlobException>(() => migrations.AskAsync("default", action, "tester"));
        refusal.Error.ShouldBe(BlobError.Conflict);
        refusal.Message.ShouldContain(reason);
    }

    // Contents that their number tells, under their digests; answers the keys in order.
    private static async Task<List<string>> AddContentsAsync(IBlobStore store, int count)
    {
        foreach (var content in Enumerable.Range(0, count).Select(Content))
            await PutAsync(store, KeyOf(content), content);
        return [.. Enumerable.Range(0, count).Select(number => KeyOf(Content(number))).Order(StringComparer.Ordinal)];
    }

    private static byte[] ContentOf(List<string> keys, int index) =>
        Enumerable.Range(0, keys.Count).Select(Content).First(content => KeyOf(content) == keys[index]);

    private static string KeyOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] Content(int number)
    {
        var content = new byte[100 + number * 7];
        new Random(number).NextBytes(content);
        return content;
    }

    private static async Task PutAsync(IBlobStore store, string key, byte[] content, bool replace = false)
    {
        await using var draft = await store.BeginWriteAsync(new WriteOptions { Replace = replace });
        await draft.Body.WriteAsync(content);
        await draft.CommitAsync(key);
    }

    private static async Task<List<string>> KeysAsync(IBlobStore store)
    {
        var keys = new List<string>();
        await foreach (var stat in store.ListAsync())
            keys.Add(stat.Key);
        return keys;
    }

    private async Task<string> TextAsync(string key)
    {
        using var reader = new StreamReader(await _provider!.OpenAsync(key));
        return await reader.ReadToEndAsync();
    }

    /// <summary>Says once, when it is asked for a blob, how long to wait.</summary>
    private sealed class Busy(IBlobStore inner, TimeSpan wait) : StoreLayer(inner)
    {
        private int _asked;

        public override ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) => Interlocked.Increment(ref _asked) == 1
            ? throw new BlobException(BlobError.Unavailable, "Too many requests.") { RetryAfter = wait }
            : base.StatAsync(key, cancellationToken);
    }

    /// <summary>Does something whenever somebody waits.</summary>
    private sealed class Awaited(Func<ValueTask> action) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            action().AsTask().Wait();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private sealed class Unowned(IBlobStore inner) : StoreLayer(inner)
    {
        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Described(StoreTraits traits) : StoreLayer(new MemoryStore())
    {
        public override StoreTraits Traits => traits;
    }
}
