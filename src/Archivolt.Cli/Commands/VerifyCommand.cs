using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt verify [PROVIDER...]</c></summary>
internal sealed class VerifyCommand : ArchivoltCommand
{
    private readonly ProvidersArgument _providers = new();

    public VerifyCommand()
        : base("verify", "Read every blob again and report each damaged key; exit code 1 when there is one.",
            "archivolt verify",
            "archivolt verify default --store /srv/binaries")
    {
        Note = "Each content is compared with the digest its key spells. Where a key is no digest, the content is only read to its end.";
        Add(_providers);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenToRead(invocation);
        var providers = await _providers.OfAsync(invocation, services, cancellationToken);
        long? total = invocation.ShowsProgress ? await providers.SumAsync(cancellationToken) : null;
        var tally = await ProgressBar.RunAsync(invocation, "verify", total, progress => VerifyAsync(invocation, providers, services.GetRequiredService<StrayContent>(), progress, cancellationToken));
        invocation.Output.Write(tally, sums => sums.ToString());
        return tally switch
        {
            { Damaged: > 0 } or { Misplaced: > 0 } => ExitCode.Finding,
            { Unreadable: > 0 } => ExitCode.Failure,
            _ => ExitCode.Ok,
        };
    }

    private static async Task<Tally> VerifyAsync(
        Invocation invocation, IReadOnlyList<BlobProvider> providers, StrayContent strays, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var tally = new Tally();
        var bytes = new SharedProgress(progress);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        foreach (var provider in providers)
        {
            await Parallel.ForEachAsync(
                provider.ListAsync(cancellationToken: cancellationToken).ToldAtEnd(failure => Tell(invocation, provider, tally, failure), cancellationToken), parallel, async (stat, cancelled) =>
            {
                var share = bytes.Begin();
                var (health, detail) = await VerifyAsync(provider, stat, share, cancelled);
                share.Report(stat.Length); // also what could not be read is done with
                lock (tally)
                {
                    tally.Add(health, stat.Length);
                    if (detail is not null)
                        invocation.Output.Write(new Finding(new BlobKey(provider.Id, stat.Key).ToString(), health, detail), finding => finding.ToString());
                }
            });
            await foreach (var stray in strays.ListAsync(provider.Id, cancellationToken))
            {
                tally.Add(stray.Reason);
                invocation.Output.Write(StrayLine.Of(provider.Id, stray), line => line.ToString());
            }
        }
        return tally;
    }

    // What cannot be listed must not keep the rest from being read.
    private static void Tell(Invocation invocation, BlobProvider provider, Tally tally, BlobException failure)
    {
        lock (tally)
        {
            tally.NotListed();
            invocation.Output.Write(new Finding(provider.Id, Health.Unreadable, failure.Message), finding => finding.ToString());
        }
    }

    // One blob that cannot be read must not hide the state of the others.
    private static async Task<(Health Health, string? Detail)> VerifyAsync(
        BlobProvider provider, BlobStat stat, IProgress<long> progress, CancellationToken cancellationToken)
    {
        try
        {
            var verification = await provider.VerifyAsync(stat.Key, progress, cancellationToken);
            return verification.Health switch
            {
                BlobHealth.Sound => (Health.Sound, null),
                BlobHealth.Readable or BlobHealth.Archived => (Health.NotVerifiable, null),
                BlobHealth.Missing => (Health.Gone, null),
                _ => (Health.Damaged, verification.Detail ?? "The content does not match its key."),
            };
        }
        catch (BlobException exception)
        {
            return (Health.Unreadable, exception.Message);
        }
    }

    private enum Health
    {
        Sound,
        NotVerifiable,
        Gone,
        Damaged,
        Unreadable,
    }

    private sealed record Finding(string Key, Health Health, string Detail)
    {
        public override string ToString() => $"{Key}\t{(Health == Health.Damaged ? "damaged" : "unreadable")}\t{Detail}";
    }

    /// <summary>How many blobs were found in which state.</summary>
    private sealed class Tally
    {
        public long Blobs { get; private set; }

        public long Bytes { get; private set; }

        public long Sound { get; private set; }

        /// <summary>Readable to the end, but the key is no digest, so nothing says what the content should be.</summary>
        public long NotVerifiable { get; private set; }

        /// <summary>Deleted between listing and reading.</summary>
        public long Gone { get; private set; }

        public long Damaged { get; private set; }

        /// <summary>Could not be opened, for want of permission or a store that does not answer.</summary>
        public long Unreadable { get; private set; }

        /// <summary>Files and directories that are no blobs.</summary>
        public long Stray { get; private set; }

        /// <summary>Files named like blobs that are not where blobs are.</summary>
        public long Misplaced { get; private set; }

        public void Add(StrayReason reason)
        {
            _ = reason switch
            {
                StrayReason.WrongPlace => Misplaced++,
                StrayReason.Unreadable => Unreadable++,
                _ => Stray++,
            };
        }

        public void NotListed() => Unreadable++;

        public void Add(Health health, long length)
        {
            Blobs++;
            Bytes += length;
            _ = health switch
            {
                Health.Sound => Sound++,
                Health.NotVerifiable => NotVerifiable++,
                Health.Gone => Gone++,
                Health.Damaged => Damaged++,
                _ => Unreadable++,
            };
        }

        public override string ToString()
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{Blobs} blob{(Blobs == 1 ? "" : "s")}, {Bytes} bytes: {Sound} sound, {Damaged} damaged");
            if (NotVerifiable > 0)
                text += string.Create(CultureInfo.InvariantCulture, $", {NotVerifiable} readable but not verifiable");
            if (Gone > 0)
                text += string.Create(CultureInfo.InvariantCulture, $", {Gone} deleted meanwhile");
            if (Unreadable > 0)
                text += string.Create(CultureInfo.InvariantCulture, $", {Unreadable} unreadable");
            if (Misplaced > 0)
                text += string.Create(CultureInfo.InvariantCulture, $", {Misplaced} misplaced");
            if (Stray > 0)
                text += string.Create(CultureInfo.InvariantCulture, $", {Stray} stray");
            return $"{text}.";
        }
    }
}
