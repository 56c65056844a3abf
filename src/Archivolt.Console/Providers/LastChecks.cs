using System.Collections.Concurrent;
using Archivolt.Integrity;

namespace Archivolt.WebConsole.Providers;

/// <summary>The last check of each provider by this server, so that the page which asked for one shows it after it was led back.</summary>
internal sealed class LastChecks(ProviderProbe probe, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, ProviderCheck> _checks = new(StringComparer.Ordinal);

    /// <summary>The last one; null where this server made none.</summary>
    public ProviderCheck? Find(string provider) => _checks.GetValueOrDefault(provider);

    /// <summary>Makes one.</summary>
    /// <param name="provider">Id of a provider that is there.</param>
    /// <param name="cancellationToken">Cancels; the last one stays.</param>
    public async Task MakeAsync(string provider, CancellationToken cancellationToken) =>
        _checks[provider] = new ProviderCheck(clock.GetUtcNow(), await probe.RunAsync(provider, cancellationToken).ToListAsync(cancellationToken));
}

/// <summary>A check that was made.</summary>
/// <param name="Began">When.</param>
/// <param name="Steps">What was tried, in order.</param>
internal sealed record ProviderCheck(DateTimeOffset Began, IReadOnlyList<ProbeStep> Steps)
{
    /// <summary>True where nothing failed.</summary>
    public bool IsSound => Steps.All(step => step.Outcome != ProbeOutcome.Failed);
}
