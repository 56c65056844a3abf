using System.CommandLine;
using System.Globalization;
using Archivolt.Integrity;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt scrub [PROVIDER...]</c></summary>
internal sealed class ScrubCommand : ArchivoltCommand
{
    private readonly ProvidersArgument _providers = new();

    private readonly Option<long?> _rate = new("--rate")
    {
        Description = "Most bytes to read in a second, such as 50MB. Default: the configuration's Scrub:BytesPerSecond, else no limit.",
        HelpName = "BYTES",
        CustomParser = result =>
        {
            if (ByteSize.TryParse(result.Tokens[0].Value, out var bytes))
                return bytes;
            result.AddError($"'{result.Tokens[0].Value}' is no number of bytes; write it like 50MB.");
            return null;
        },
    };

    public ScrubCommand()
        : base("scrub", "Read all content again, put damaged blobs into quarantine or heal them from a mirror; exit code 1 when one is damaged.",
            "archivolt scrub --data /srv/archivolt",
            "archivolt scrub default --rate 50MB --json")
    {
        Note = "Servers go on reading and writing meanwhile. Interrupted, the next run goes on where this one was.\n"
            + "A damaged blob is not served any more, and healed by uploading the same content again: see 'archivolt quarantine list'.";
        Add(_providers);
        Add(_rate);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToWrite(invocation);
        var providers = await _providers.OfAsync(invocation, services, cancellationToken);
        var scrubber = services.GetRequiredService<Scrubber>();
        var exitCode = ExitCode.Ok;
        foreach (var provider in providers)
            exitCode = Worse(exitCode, await ScrubAsync(invocation, scrubber, provider.Id, cancellationToken));
        return exitCode;
    }

    private async Task<ExitCode> ScrubAsync(Invocation invocation, Scrubber scrubber, string provider, CancellationToken cancellationToken)
    {
        var report = await ProgressBar.RunAsync(invocation, $"scrub {provider}", Parts, progress => scrubber.RunAsync(provider, new ScrubRun
        {
            BytesPerSecond = invocation.Get(_rate),
            Found = finding => invocation.Output.Write(Line.Of(finding), line => line.ToString()),
            Progress = state => progress?.Report(state.TotalBytes == 0 ? Parts : (long)((double)state.Bytes / state.TotalBytes * Parts)),
        }, cancellationToken));
        if (report.State is not { } state)
            throw new CommandException(ExitCode.Failure, nameof(ScrubEnd.Busy), $"Provider '{provider}' is being scrubbed already.");
        invocation.Output.Write(new Summary(provider, report.End, state.Pass, state.Blobs, state.Bytes, state.Damaged, state.Healed, state.NotChecked, state.Unverifiable),
            summary => summary.ToString());
        return state.Damaged > 0 || report.End == ScrubEnd.TooMuchDamage ? ExitCode.Finding : state.NotChecked > 0 ? ExitCode.Failure : ExitCode.Ok;
    }

    // The bar begins before it is known how many bytes there are.
    private const long Parts = 1_000_000;

    private static ExitCode Worse(ExitCode one, ExitCode other) => one == ExitCode.Finding || other == ExitCode.Finding ? ExitCode.Finding
        : one == ExitCode.Failure ? one : other;

    private sealed record Line(string Key, ScrubOutcome Outcome, string? Damage, string Detail, IReadOnlyList<DamagedDocument> Documents)
    {
        public static Line Of(ScrubFinding finding) =>
            new(finding.Key.ToString(), finding.Outcome, finding.Damage?.ToString(), finding.Detail, finding.Documents);

        public override string ToString()
        {
            var outcome = Outcome switch { ScrubOutcome.Quarantined => "damaged", ScrubOutcome.Healed => "healed", _ => "not checked" };
            return Documents.Count == 0 ? $"{Key}\t{outcome}\t{Detail}" : $"{Key}\t{outcome}\t{Detail}\t{string.Join(", ", Documents)}";
        }
    }

    private sealed record Summary(
        string Provider, ScrubEnd End, long Pass, long Blobs, long Bytes, long Damaged, long Healed, long NotChecked, long Unverifiable)
    {
        public override string ToString()
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{Provider}: {Blobs} blob{(Blobs == 1 ? "" : "s")}, {Bytes} bytes: {Damaged} damaged");
            if (Healed > 0)
                text += string.Create(CultureInfo.InvariantCulture, $", {Healed} healed");
            if (NotChecked > 0)
                text += string.Create(CultureInfo.InvariantCulture, $", {NotChecked} not checked");
            if (Unverifiable > 0)
                text += string.Create(CultureInfo.InvariantCulture, $", {Unverifiable} readable but not verifiable");
            return End switch
            {
                ScrubEnd.TooMuchDamage => $"{text}. Stopped: so much damage is rather a failing disk or key; look at the storage first.",
                ScrubEnd.Stopped => $"{text}. Stopped; the next run goes on from here.",
                _ => $"{text}.",
            };
        }
    }
}
