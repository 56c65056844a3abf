using Archivolt.Blobs;
using Archivolt.Jobs;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Encryption.Tests;

public sealed class ReencryptionProgressTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_blob_counts_and_the_last_problem_stays()
    {
        var status = new[]
        {
            new ReencryptedBlob("a", 1, ReencryptionOutcome.Rewritten),
            new ReencryptedBlob("b", 10, ReencryptionOutcome.Failed, "cannot be read"),
            new ReencryptedBlob("c", 100, ReencryptionOutcome.Current),
            new ReencryptedBlob("d", 1000, ReencryptionOutcome.Gone),
            new ReencryptedBlob("e", 10_000, ReencryptionOutcome.Rewritten),
        }.Aggregate(new ReencryptionStatus { Provider = "default", Started = Now }, (status, blob) => status.With(blob));
        status.ShouldBe(new ReencryptionStatus
        {
            Provider = "default",
            Started = Now,
            After = "e",
            Blobs = 5,
            Bytes = 11_111,
            Rewritten = 2,
            Failed = 1,
            LastProblem = "b: cannot be read",
        });
        var (running, finished) = (status.ToProgress(), (status with { IsFinished = true }).ToProgress());
        (running.Started, running.Items, running.Bytes, running.Failed, running.LastProblem).ShouldBe((Now, 5, 11_111, 1, "b: cannot be read"));
        (running.Phase is null, finished.Phase is null).ShouldBe((true, false));
    }

    [Fact]
    public async Task What_is_passed_and_what_is_written_adds_up_to_all_bytes_and_a_run_goes_on_behind_a_key()
    {
        var options = new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) };
        await using var provider = new BlobProvider("default", await Sample.EncryptAsync(new MemoryStore()), options);
        foreach (var (key, length) in new[] { ("a", 300_000), ("b", 10), ("c", 0), ("d", 70_000), ("e", 1), ("f", 200_000) })
            await provider.Store.PutAsync(key, Sample.Content(length));
        await provider.Ability<Keyring>()!.RotateAsync();
        await provider.Store.PutAsync("g", Sample.Content(5));
        var heard = new Heard();
        (await RunAsync(provider, "d", progress: null)).ShouldBe(["e Rewritten", "f Rewritten", "g Current"]);
        (await RunAsync(provider, after: null, heard)).ShouldBe(["a Rewritten", "b Rewritten", "c Rewritten", "d Rewritten", "e Current", "f Current", "g Current"]);
        heard.Values.Max().ShouldBe(570_016);
        heard.Values.ShouldAllBe(value => value >= 0);
    }

    [Fact]
    public async Task A_re_encryption_runs_while_somebody_holds_its_work_and_is_known_from_its_start()
    {
        var ledger = new MemoryJobLedger(TimeProvider.System);
        (await ReencryptionStatus.FindAsync(ledger, "default")).ShouldBeNull();
        var lease = (await ledger.TryTakeAsync(ReencryptionStatus.WorkOf("default"), "node", TimeSpan.FromMinutes(1))).ShouldNotBeNull();
        var begun = (await ReencryptionStatus.FindAsync(ledger, "default")).ShouldNotBeNull();
        (begun.Provider, begun.IsRunning, begun.Blobs).ShouldBe(("default", true, 0));
        await ledger.RenewAsync(lease, """{"provider":"default","blobs":7,"started":"2030-01-01T00:00:00Z"}""", TimeSpan.FromMinutes(1));
        await ledger.ReleaseAsync(lease);
        (await ReencryptionStatus.FindAsync(ledger, "default")).ShouldBe(new ReencryptionStatus { Provider = "default", Blobs = 7, Started = Now });
    }

    private static async Task<List<string>> RunAsync(BlobProvider provider, string? after, IProgress<long>? progress)
    {
        var told = new List<string>();
        await foreach (var blob in new Reencryption(provider).RunAsync(after, progress))
            told.Add($"{blob.Key} {blob.Outcome}");
        return told;
    }

    private sealed class Heard : IProgress<long>
    {
        public System.Collections.Concurrent.ConcurrentBag<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }
}
