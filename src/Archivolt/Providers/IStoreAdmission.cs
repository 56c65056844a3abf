using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Providers;

/// <summary>
/// Says whether a store may be used. It is asked for each configured store when it opens, for mirrors and old stores too, before any layer is put
/// around it. A host registers any number of them.
/// </summary>
public interface IStoreAdmission
{
    /// <summary>True when the store is known to hold content, so that it must not be made anew where it is missing.</summary>
    ValueTask<bool> MustExistAsync(BlobStoreContext context, CancellationToken cancellationToken = default);

    /// <summary>Lets the store be used.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: it must not be used; the message says why, and what to do.</exception>
    ValueTask AdmitAsync(BlobStoreContext context, IBlobStore store, CancellationToken cancellationToken = default);
}
