using Archivolt.Documents.Access;

namespace Archivolt.Documents.Dispatch;

/// <summary>The rules that were taken into use while the servers run, oldest ones included. Each change is in the audit (<see cref="RuleEvents"/>).</summary>
public interface IRuleHistory
{
    /// <summary>The newest rules, if their number is above another one; null otherwise.</summary>
    /// <param name="number">The number that is known; 0 for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<AppliedRules?> FindNewerAsync(long number, CancellationToken cancellationToken = default);

    /// <summary>The rules with a number; null where there are none.</summary>
    Task<AppliedRules?> FindAsync(long number, CancellationToken cancellationToken = default);

    /// <summary>The newest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<AppliedRules>> ListAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>Adds rules, durably.</summary>
    /// <param name="rules">The rules; null to return to those of the configuration.</param>
    /// <param name="expected">The number that has to be the newest, 0 for none yet; null for any.</param>
    /// <param name="by">Who does it; null for the system.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What was added; null where the newest number is another one.</returns>
    Task<AppliedRules?> AddAsync(IReadOnlyList<DispatchRule>? rules, long? expected, Principal? by, CancellationToken cancellationToken = default);
}
