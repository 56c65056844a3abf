using System.Globalization;
using Archivolt.Documents.Moves;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt moves retry</c></summary>
internal sealed class MovesRetryCommand() : ArchivoltCommand(
    "retry", "Let every failed move be tried again at once.", "archivolt moves retry")
{
    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToRead(invocation);
        var retried = await services.GetRequiredService<IBlobMoves>().RetryAsync(cancellationToken);
        invocation.Output.Write(new { Retried = retried }, _ => string.Create(CultureInfo.InvariantCulture, $"{retried} moves are tried again."));
        return ExitCode.Ok;
    }
}
