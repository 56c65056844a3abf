using Archivolt.Documents.Dispatch;
using Archivolt.Jobs;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Moves;

/// <summary>Writes noted accesses down from time to time, and when the host stops; each node its own.</summary>
internal sealed class AccessJob(AccessRecorder recorder, IBlobAccess access, IOptions<TieringOptions> options) : Job
{
    public override string Name => "access";

    public override JobSchedule Schedule { get; } =
        new(options.Value.WriteAccessesEvery) { FirstAfter = options.Value.WriteAccessesEvery, IsOnEveryNode = true };

    public override Task RunAsync(JobRun run) => recorder.WriteAsync(access, run.Token);
}
