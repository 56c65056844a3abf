namespace Archivolt.Integrity;

/// <summary>Knows who loses content when a blob is damaged; implemented by what keeps documents.</summary>
public interface IBlobOwners
{
    /// <summary>The places in documents that hold a blob; none where nothing refers to it.</summary>
    /// <param name="provider">Id of the provider.</param>
    /// <param name="key">Key inside the provider.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<DamagedDocument>> FindAsync(string provider, string key, CancellationToken cancellationToken = default);
}
