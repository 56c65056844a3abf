using Archivolt.Documents.Dispatch;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands.Rules;

/// <summary><c>archivolt rules show</c></summary>
internal sealed class RulesShowCommand() : ArchivoltCommand("show", "Show the rules in use, in the order in which they are tried.", "archivolt rules show --data /srv/archivolt")
{
    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToRead(invocation);
        await services.BlobsAsync(cancellationToken);
        var rules = services.GetRequiredService<RulesInUse>();
        await rules.RefreshAsync(cancellationToken);
        if (rules.Problem is { } problem)
            invocation.Output.WriteFailure(new Failure(ExitCode.Ok, "Warning", $"Warning: {problem}"));
        RuleLines.Write(invocation.Output, rules.Applied, (services.GetRequiredService<LiveDispatcher>().Current as RuleDispatcher)?.Rules ?? []);
        return ExitCode.Ok;
    }
}
