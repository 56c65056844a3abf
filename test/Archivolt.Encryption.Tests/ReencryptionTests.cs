using System.Collections.Concurrent;
using Archivolt.Blobs;
using Archivolt.Jobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Archivolt.Encryption.Tests;

[Trait("Speed", "Slow")]
public sealed class ReencryptionTests : IAsyncDisposable
{
    private static readonly byte[][] Contents = [[], Sample.Content(1), Sample.Content(Sample.Segment), Sample.Content(3 * Sample.Segment + 5), Sample.Content(900_000)];

    private readonly MemoryStore _below = new();

    public ValueTask DisposeAsync() => _below.DisposeAsync();

    [Fact]
    public async Task After_a_rotation_everything_comes_under_the_new_key_and_nothing_twice()
    {
        await using var provider = new BlobProvider("default", await Sample.EncryptAsync(_below));
        foreach (var content in Contents)
            await provider.WriteAsync(BlobSource.FromBytes(content));
        var old = provider.Ability<Keyring>()!.ActiveKey;
        var active = await provider.Ability<Keyring>()!.RotateAsync();

        (await RunAsync(provider)).ShouldAllBe(blob => blob.Outcome == ReencryptionOutcome.Rewritten);

        await foreach (var blob in _below.ListAsync())
        {
            if (ReservedKeys.Contains(blob.Key))
                continue;
            Convert.ToHexStringLower((await _below.GetAsync(blob.Key))[^80..^72]).ShouldBe(active, $"and no more {old}");
            (await provider.VerifyAsync(blob.Key)).Health.ShouldBe(BlobHealth.Sound);
        }
        (await RunAsync(provider)).ShouldAllBe(blob => blob.Outcome == ReencryptionOutcome.Current);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("""{"provider":"default","isFinished":true}""", false)]
    [InlineData("""{"provider":"default","after":"a"}""", true)]
    [InlineData("""{"provider":["of","a","later","version"]}""", true)]
    public async Task What_an_earlier_run_left_unfinished_or_unreadable_is_due(string? checkpoint, bool isDue)
    {
        await using var provider = new BlobProvider("default", await Sample.EncryptAsync(_below));
        var job = new ReencryptionJob(provider, TimeProvider.System, NullLogger<ReencryptionJob>.Instance);
        (await job.IsDueAsync(new JobStatus(job.Name, null, null, checkpoint, null, DateTimeOffset.UnixEpoch), default)).ShouldBe(isDue);
    }

    [Fact]
    public async Task A_store_in_clear_becomes_an_encrypted_one_while_it_is_read_and_written()
    {
        List<string> keys = [];
        await using (var clear = new BlobProvider("default", new Borrowed(_below)))
        {
            foreach (var content in Contents)
                keys.Add((await clear.WriteAsync(BlobSource.FromBytes(content))).Key.Key);
        }
        await using var provider = new BlobProvider("default", await FromClearAsync());
        var written = await provider.WriteAsync(BlobSource.FromText("written meanwhile"));
        SealedContent.LooksSealed(await _below.GetAsync(written.Key.Key)).ShouldBeTrue("new content has the new form");
        (await provider.WriteAsync(BlobSource.FromBytes(Contents[4]))).Length.ShouldBe(Contents[4].Length, "what is there already keeps its length");

        using var enough = new CancellationTokenSource();
        var reading = Task.Run(() => ReadUntilAsync(provider, keys, enough.Token));
        (await RunAsync(provider)).Count(blob => blob.Outcome == ReencryptionOutcome.Rewritten).ShouldBe(Contents.Length);
        await enough.CancelAsync();
        (await reading).ShouldBeGreaterThan(0);

        await using var strict = await Encrypted.OpenAsync(new Borrowed(_below), [Sample.MasterKey()]);
        for (var i = 0; i < keys.Count; i++)
            (await strict.GetAsync(keys[i])).ShouldBe(Contents[i]);
    }

    [Fact]
    public async Task Content_in_clear_is_handed_out_only_if_its_key_is_its_digest()
    {
        var content = Sample.Content(700_000);
        var key = DigestAlgorithm.Sha256.Hash(content).Hex;
        await _below.PutAsync(key, content);
        await using var store = await FromClearAsync();
        (await store.GetAsync(key, ByteRange.From(300_000, 10))).ShouldBe(content[300_000..300_010]);

        // Changed after it was proven, then before it is proven, then under a key that proves nothing.
        content[299_999] ^= 1;
        await _below.PutAsync(key, content, replace: true);
        await Sample.FailsAsync(BlobError.Damaged, () => store.GetAsync(key, ByteRange.From(300_000, 10)));
        await using var fresh = await FromClearAsync();
        await Sample.FailsAsync(BlobError.Damaged, async () => await fresh.OpenAsync(key, ByteRange.From(300_000, 10)));
        await _below.PutAsync("slipped in", content);
        await Sample.FailsAsync(BlobError.Damaged, async () => await fresh.OpenAsync("slipped in"));

        await using var provider = new BlobProvider("default", fresh);
        (await RunAsync(provider)).ShouldAllBe(blob => blob.Outcome == ReencryptionOutcome.Failed);
        (await _below.GetAsync(key)).ShouldBe(content, "what is not proven is left alone");
    }

    [Fact]
    public async Task Content_exchanged_for_other_content_of_the_same_store_is_not_rewritten_under_the_wrong_key()
    {
        await using var provider = new BlobProvider("default", await Sample.EncryptAsync(_below));
        var wrong = DigestAlgorithm.Sha256.Hash("another"u8).Hex;
        await provider.Store.PutAsync(wrong, Sample.Content(10));
        await provider.Ability<Keyring>()!.RotateAsync();
        var blob = (await RunAsync(provider)).ShouldHaveSingleItem();
        (blob.Outcome, blob.Key).ShouldBe((ReencryptionOutcome.Failed, wrong));
        blob.Problem!.ShouldContain("should hash to");
    }

    [Fact]
    public async Task What_somebody_writes_or_deletes_meanwhile_counts()
    {
        var watched = new WatchedStore(_below);
        await using var store = await Sample.EncryptAsync(watched);
        await using var other = new Encrypted(new Borrowed(_below), await Keyring.OpenAsync(_below, [Sample.MasterKey()]));
        await store.PutAsync("record", Sample.Content(10, seed: 1));
        await store.PutAsync("shredded", Sample.Content(10, seed: 2));
        await ((Keyring)store.GetService(typeof(Keyring))!).RotateAsync();
        var changed = new ConcurrentDictionary<string, bool>();
        watched.BeforeCommit = async key =>
        {
            if (!changed.TryAdd(key, true))
                return;
            if (key == "record")
                await other.PutAsync(key, Sample.Content(20, seed: 3), replace: true);
            else
                await _below.DeleteAsync(key, DeletionProof.ForTest);
        };
        await using var provider = new BlobProvider("default", store, new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) });

        var outcomes = (await RunAsync(provider)).ToDictionary(blob => blob.Key, blob => blob.Outcome);

        outcomes["shredded"].ShouldBe(ReencryptionOutcome.Gone);
        (await store.StatAsync("shredded")).ShouldBeNull("nothing that was deleted comes back");
        (await store.GetAsync("record")).ShouldBe(Sample.Content(20, seed: 3));
    }

    [Theory]
    [InlineData(FaultPoint.Begin, 0)]
    [InlineData(FaultPoint.Read, 100_000)]
    [InlineData(FaultPoint.Write, 100_000)]
    [InlineData(FaultPoint.Commit, 0)]
    public async Task A_failure_leaves_the_blob_as_it_was_and_the_next_run_does_the_rest(FaultPoint point, long after)
    {
        await using (var store = await Sample.EncryptAsync(new Borrowed(_below)))
        {
            await store.PutAsync("blob", Contents[4]);
            await ((Keyring)store.GetService(typeof(Keyring))!).RotateAsync();
        }
        var before = await _below.GetAsync("blob");
        var keyring = await Keyring.OpenAsync(_below, [Sample.MasterKey()]);
        var faulty = new FaultyStore(new Borrowed(_below), Fault.Fail(point, BlobError.IO, after) with { Times = 1 });
        await using var provider = new BlobProvider("default", new Encrypted(faulty, keyring), ByDocument);
        (await RunAsync(provider)).ShouldHaveSingleItem().Outcome.ShouldBe(ReencryptionOutcome.Failed);
        faulty.VerifyAllFaultsHappened();
        (await _below.GetAsync("blob")).ShouldBe(before);
        (await RunAsync(provider)).ShouldHaveSingleItem().Outcome.ShouldBe(ReencryptionOutcome.Rewritten);
        (await provider.Store.GetAsync("blob")).ShouldBe(Contents[4]);
    }

    [Fact]
    public async Task A_keyring_is_never_made_anew_over_sealed_content_even_on_the_way_from_a_former_form()
    {
        await using (var store = await Sample.EncryptAsync(new Borrowed(_below)))
            await store.PutAsync("blob", Sample.Content(100));
        await _below.PutAsync("clear", Sample.Content(100));
        foreach (var key in new[] { "archivolt-keyring-1", "archivolt-keyring-2" })
            await _below.DeleteAsync(key, DeletionProof.ForTest);
        var exception = await Sample.FailsAsync(BlobError.Configuration, FromClearAsync);
        exception.Message.ShouldContain("restore the keyring");
    }

    [Fact]
    public async Task A_store_without_encryption_has_nothing_to_re_encrypt()
    {
        await using var provider = new BlobProvider("default", new MemoryStore());
        Should.Throw<BlobException>(() => new Reencryption(provider)).Error.ShouldBe(BlobError.Configuration);
    }

    private static BlobProviderOptions ByDocument => new() { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) };

    private async Task<IBlobStore> FromClearAsync()
    {
        var keyring = await Keyring.OpenAsync(_below, [Sample.MasterKey()], NewKeyring.OverForeignContent, logger: null, clock: null, CancellationToken.None);
        return new FormatTransition(new Encrypted(new Borrowed(_below), keyring), new PlaintextVerifiedByDigest(new Borrowed(_below), Digest.OfKey, acceptsUnproven: false));
    }

    private static async Task<List<ReencryptedBlob>> RunAsync(BlobProvider provider)
    {
        var blobs = new List<ReencryptedBlob>();
        await foreach (var blob in new Reencryption(provider).RunAsync())
            blobs.Add(blob);
        blobs.Select(blob => blob.Key).ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
        return blobs;
    }

    private static async Task<int> ReadUntilAsync(BlobProvider provider, List<string> keys, CancellationToken enough)
    {
        for (var reads = 0; ; reads++)
        {
            for (var i = 0; i < keys.Count; i++)
            {
                (await provider.Store.GetAsync(keys[i])).ShouldBe(Contents[i]);
                (await provider.StatAsync(keys[i], CancellationToken.None))!.Value.Length.ShouldBe(Contents[i].Length);
            }
            if (enough.IsCancellationRequested)
                return reads + 1;
        }
    }

    private sealed class WatchedStore(IBlobStore inner) : StoreLayer(inner)
    {
        public Func<string, Task>? BeforeCommit { get; set; }

        public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default) =>
            new Draft(this, await Inner.BeginWriteAsync(options, cancellationToken));

        private sealed class Draft(WatchedStore store, BlobDraft inner) : BlobDraft
        {
            protected override Stream Content => inner.Body;

            protected override async ValueTask<BlobStat> PublishAsync(string key, CancellationToken cancellationToken)
            {
                if (store.BeforeCommit is { } before)
                    await before(key);
                return await inner.CommitAsync(key, cancellationToken);
            }

            public override ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
