using Archivolt.Documents.Moves;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt moves pause</c> and <c>archivolt moves resume</c></summary>
internal sealed class MovesPauseCommand(string name, string description, bool pause) : ArchivoltCommand(name, description, $"archivolt moves {name}")
{
    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToRead(invocation);
        await services.GetRequiredService<MoveRun>().PauseAsync(pause, cancellationToken);
        invocation.Output.Write(new { Paused = pause }, _ => pause ? "Moves are paused." : "Moves go on.");
        return ExitCode.Ok;
    }
}
