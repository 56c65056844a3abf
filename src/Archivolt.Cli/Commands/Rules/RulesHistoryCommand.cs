using System.CommandLine;
using Archivolt.Documents.Dispatch;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands.Rules;

/// <summary><c>archivolt rules history</c></summary>
internal sealed class RulesHistoryCommand : ArchivoltCommand
{
    private const int Newest = 20;

    private readonly Option<long> _limit = new("--limit") { Description = "At most so many entries.", HelpName = "N", DefaultValueFactory = _ => Newest };

    public RulesHistoryCommand()
        : base("history", "List the rules that were applied so far, the newest first.", "archivolt rules history --data /srv/archivolt") => Add(_limit);

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (invocation.Get(_limit) is var limit && limit is < 1 or > int.MaxValue)
            throw CommandException.Usage($"--limit is to be a number from 1, not {limit}.");
        await using var services = Application.OpenHomeToRead(invocation);
        await services.BlobsAsync(cancellationToken);
        var rules = services.GetRequiredService<RulesInUse>();
        await rules.RefreshAsync(cancellationToken);
        var versions = await rules.ListAsync((int)limit, cancellationToken);
        if (versions.Count == 0)
            await invocation.Terminal.Error.WriteLineAsync("No rules were applied yet.");
        foreach (var version in versions)
        {
            var isInUse = rules.IsInUse(version);
            invocation.Output.Write(
                new { version.Number, version.By, version.Applied, Rules = version.Rules?.Count, InUse = isInUse },
                line => $"{line.Number}\t{line.Applied.ToText()}\t{line.By}\t{(line.Rules is { } count ? count == 1 ? "1 rule" : $"{count} rules" : "back to the configuration")}{(line.InUse ? ", in use" : "")}");
        }
        return ExitCode.Ok;
    }
}
