using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Documents.Integrity;
using Archivolt.Integrity;
using Archivolt.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt check [PROVIDER...]</c></summary>
internal sealed class CheckCommand : ArchivoltCommand
{
    private readonly ProvidersArgument _providers = new();

    public CheckCommand()
        : base("check", "Compare what documents refer to with what is stored; exit code 1 when something is missing, misplaced or of wrong length.",
            "archivolt check --data /srv/archivolt",
            "archivolt check default --json | jq 'select(.inconsistency == \"missing\")'")
    {
        Note = "Content is not read: 'archivolt scrub' does that. What no document refers to is no fault, a collection takes it after its grace.";
        Add(_providers);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToRead(invocation);
        var check = services.GetRequiredService<ConsistencyCheck>();
        var strays = services.GetRequiredService<StrayContent>();
        var sums = new Dictionary<Inconsistency, long>();
        var (stray, misplaced, isComplete, isConfigured) = (0L, 0L, true, true);
        foreach (var provider in await _providers.OfAsync(invocation, services, cancellationToken))
        {
            await foreach (var finding in check.RunAsync(provider.Id, cancellationToken: cancellationToken).ToldAtEnd(Tell, cancellationToken))
            {
                sums[finding.Inconsistency] = sums.GetValueOrDefault(finding.Inconsistency) + 1;
                invocation.Output.Write(
                    new Line(finding.Key.ToString(), finding.Inconsistency, finding.Detail, finding.Length, finding.Modified, finding.Documents), line => line.ToString());
            }
            await foreach (var file in strays.ListAsync(provider.Id, cancellationToken).ToldAtEnd(Tell, cancellationToken))
            {
                _ = file.Reason == StrayReason.NotAKey ? stray++ : misplaced++;
                invocation.Output.Write(StrayLine.Of(provider.Id, file), line => line.ToString());
            }
        }
        if (invocation.Get(_providers).Length == 0 && await services.GetRequiredService<MissingProviders>().DescribeAsync(cancellationToken) is { } missing)
        {
            isConfigured = false;
            invocation.Output.Write(new Problem("-", "provider missing", missing), line => line.ToString());
        }
        invocation.Output.Write(
            new Summary(sums.GetValueOrDefault(Inconsistency.Missing), sums.GetValueOrDefault(Inconsistency.Unreferenced), sums.GetValueOrDefault(Inconsistency.WrongLength), stray, misplaced),
            summary => summary.ToString());
        if (!isComplete)
            return ExitCode.Failure;
        return isConfigured && misplaced == 0 && sums.Keys.All(found => found == Inconsistency.Unreferenced) ? ExitCode.Ok : ExitCode.Finding;

        // One store that cannot be listed keeps no other from being compared.
        void Tell(BlobException failure)
        {
            isComplete = false;
            invocation.Output.Write(new Problem(failure.Store ?? "-", "not checked", failure.Message), line => line.ToString());
        }
    }

    private sealed record Line(
        string Key, Inconsistency Inconsistency, string Detail, long? Length, DateTimeOffset? Modified, IReadOnlyList<DamagedDocument> Documents)
    {
        public override string ToString()
        {
            var what = Inconsistency switch { Inconsistency.WrongLength => "wrong length", Inconsistency.Missing => "missing", _ => "unreferenced" };
            return Documents.Count == 0 ? $"{Key}\t{what}\t{Detail}" : $"{Key}\t{what}\t{Detail}\t{string.Join(", ", Documents)}";
        }
    }

    private sealed record Problem(string Provider, string What, string Detail)
    {
        public override string ToString() => $"{Provider}\t{What}\t{Detail}";
    }

    private sealed record Summary(long Missing, long Unreferenced, long WrongLength, long Stray, long Misplaced)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Missing} missing, {Unreferenced} unreferenced, {WrongLength} of wrong length{(Misplaced > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Misplaced} misplaced or unreadable") : "")}{(Stray > 0 ? string.Create(CultureInfo.InvariantCulture, $", {Stray} stray") : "")}.");
    }
}
