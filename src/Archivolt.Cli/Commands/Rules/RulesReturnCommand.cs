using Archivolt.Documents.Dispatch;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands.Rules;

/// <summary><c>archivolt rules return</c></summary>
internal sealed class RulesReturnCommand() : ArchivoltCommand("return", "Take the rules of the configuration into use again, on all servers.", "archivolt rules return --data /srv/archivolt")
{
    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToRead(invocation);
        await services.BlobsAsync(cancellationToken);
        await services.GetRequiredService<RulesInUse>().ReturnAsync(expected: null, by: null, cancellationToken);
        RuleLines.Write(invocation.Output, applied: null, (services.GetRequiredService<LiveDispatcher>().Current as RuleDispatcher)?.Rules ?? [], isInUse: true);
        return ExitCode.Ok;
    }
}
