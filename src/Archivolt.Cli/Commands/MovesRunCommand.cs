using System.Globalization;
using Archivolt.Documents.Moves;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt moves run</c></summary>
internal sealed class MovesRunCommand() : ArchivoltCommand(
    "run", "Make the moves that are due, here and now; exit code 1 when one failed.", "archivolt moves run")
{
    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToWrite(invocation);
        await services.BlobsAsync(cancellationToken);
        var run = services.GetRequiredService<MoveRun>();
        var total = (await run.StatusAsync(cancellationToken)).Totals.Bytes;
        var done = await ProgressBar.RunAsync(
            invocation, "moves", total, bar => run.RunAsync(bar.Of<MoveProgress>(done => done.Bytes), cancellationToken));
        if (done is null)
            throw CommandException.Usage("Moves are paused, or a server makes them already; see 'archivolt moves list'.");
        invocation.Output.Write(new { done.Moved, done.Bytes, done.NotNeeded, done.Failed }, _ => string.Create(
            CultureInfo.InvariantCulture, $"{done.Moved} moved, {done.Bytes} bytes; {done.NotNeeded} not needed any more, {done.Failed} failed."));
        return done.Failed > 0 ? ExitCode.Finding : ExitCode.Ok;
    }
}
