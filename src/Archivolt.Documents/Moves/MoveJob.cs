using Archivolt.Jobs;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Moves;

/// <summary>Makes the moves that are due.</summary>
internal sealed class MoveJob(MoveRun moves, IBlobMoves waiting, MoveSignal signal, IOptions<MoveOptions> options) : Job
{
    public override string Name => MoveRun.Work;

    public override JobSchedule Schedule { get; } = new(options.Value.Poll) { Signal = signal };

    public override async ValueTask<bool> IsDueAsync(JobStatus? status, CancellationToken cancellationToken) =>
        options.Value.Parallel > 0 && (await waiting.FindDueAsync(1, cancellationToken)).Count > 0;

    public override Task RunAsync(JobRun run) => moves.RunAsync(run);

    public override JobProgress? ProgressOf(string checkpoint) => MoveProgress.Of(checkpoint)?.ToProgress();
}
