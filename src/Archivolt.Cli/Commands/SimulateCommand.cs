using System.CommandLine;
using System.Globalization;
using Archivolt.Documents.Dispatch;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt simulate --rules NEW.xml</c></summary>
internal sealed class SimulateCommand : ArchivoltCommand
{
    private readonly Option<string> _rules = new("--rules")
    {
        Description = "The new rules: an XML contribution with a blobdispatcher, or JSON like the section Archivolt:Dispatch of the configuration.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<bool> _details = new("--details") { Description = "Print each blob that would move." };

    public SimulateCommand()
        : base("simulate", "Report what would move if other rules were in use. Nothing is changed.",
            "archivolt simulate --rules new-rules.xml --data /srv/archivolt",
            "archivolt simulate --rules new-rules.json --details --json")
    {
        Note = "A blob that several documents hold counts for each. Exit code 2 with the reason when the rules could not be used.";
        Add(_rules);
        Add(_details);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var file = invocation.Get(_rules)!;
        if (!File.Exists(file))
            throw CommandException.Usage($"There is no file '{file}'.");
        await using var services = Application.OpenHomeToRead(invocation);
        await services.BlobsAsync(cancellationToken);
        var simulation = services.GetRequiredService<RuleSimulation>();
        var proposed = simulation.Propose(await File.ReadAllTextAsync(file, cancellationToken), Path.GetFileName(file));
        foreach (var finding in proposed.Findings)
            invocation.Output.WriteFailure(new Failure(ExitCode.Ok, "Warning", $"Warning: {finding}"));
        var tally = new SimulationTally();
        long? total = invocation.ShowsProgress ? await simulation.CountAsync(cancellationToken) : null;
        await ProgressBar.RunAsync(invocation, "simulate", total, inBytes: false, work: async progress =>
        {
            await foreach (var moves in simulation.RunAsync(proposed, tally, cancellationToken))
            {
                progress?.Report(tally.Documents);
                foreach (var move in invocation.Get(_details) ? moves : [])
                    invocation.Output.Write(move, line => $"{line.From}\t{line.To}\t{line.Length}\t{line.Document}\t{line.XPath}\t{line.Path}");
            }
            return tally;
        });
        invocation.Output.Write(tally, Describe);
        return ExitCode.Ok;
    }

    private static string Describe(SimulationTally tally)
    {
        var seen = string.Create(CultureInfo.InvariantCulture, $"{tally.Documents} documents, {tally.Blobs} blobs");
        return tally.Moves.Count == 0
            ? $"{seen}: nothing would move."
            : $"{seen}; would move: " + string.Join(", ", tally.Moves.Select(sum =>
                string.Create(CultureInfo.InvariantCulture, $"{sum.Blobs} from {sum.From} to {sum.To} ({sum.Bytes} bytes)"))) + ".";
    }
}
