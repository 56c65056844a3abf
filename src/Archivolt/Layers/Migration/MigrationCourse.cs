using Archivolt.Jobs;

namespace Archivolt.Layers.Migration;

/// <summary>Which way the migration of a provider goes, as every node and command asks at every write; known for a moment once it was asked.</summary>
internal sealed class MigrationCourse(string provider, Func<IJobLedger> ledger, TimeProvider clock)
{
    /// <summary>How long an answer counts; by then every node writes the new way.</summary>
    public static readonly TimeSpan Counts = TimeSpan.FromSeconds(2);

    private volatile Answer? _answer;

    public async ValueTask<bool> GoesBackAsync(CancellationToken cancellationToken)
    {
        if (_answer is { } known && clock.GetElapsedTime(known.Asked) < Counts)
            return known.GoesBack;
        var asked = clock.GetTimestamp();
        var work = await ledger().FindAsync(MigrationStatus.WorkOf(provider), cancellationToken);
        var goesBack = MigrationStatus.Parse(provider, work?.Checkpoint) is { Phase: MigrationPhase.RollingBack or MigrationPhase.RolledBack };
        _answer = new Answer(goesBack, asked);
        return goesBack;
    }

    private sealed record Answer(bool GoesBack, long Asked);
}
