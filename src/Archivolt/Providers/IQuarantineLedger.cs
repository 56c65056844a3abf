
namespace Archivolt.Providers;

/// <summary>Which blobs were found damaged, kept where every node sees it. <c>Quarantine</c> is what applications use.</summary>
public interface IQuarantineLedger
{
    /// <summary>The open case of a key, or null. Costs next to nothing while the provider has none, which is nearly always.</summary>
    ValueTask<QuarantinedBlob?> FindAsync(string provider, string key, CancellationToken cancellationToken = default);

    /// <summary>Opens a case, durably; where the key has an open one, that one gets the new facts and keeps the time it was found.</summary>
    Task PutAsync(QuarantinedBlob blob, CancellationToken cancellationToken = default);

    /// <summary>Ends the open case of a key; false when there is none.</summary>
    ValueTask<bool> EndAsync(string provider, string key, QuarantineEnd end, CancellationToken cancellationToken = default);

    /// <summary>Number of open cases by provider; providers without any are left out.</summary>
    ValueTask<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Cases in the order of provider, key (<see cref="Stores.KeyOrder"/>) and time found; memory does not grow with their number.</summary>
    /// <param name="provider">Those of one provider; null for all.</param>
    /// <param name="ended">True to list ended cases too.</param>
    /// <param name="cancellationToken">Cancels.</param>
    IAsyncEnumerable<QuarantinedBlob> ListAsync(string? provider = null, bool ended = false, CancellationToken cancellationToken = default);
}
