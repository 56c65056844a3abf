using Archivolt.Blobs;

namespace Archivolt.Work;

/// <summary>What a holder is told whose work is somebody else's by now.</summary>
public static class LostWork
{
    /// <summary>The error for <see cref="IWorkLedger.RenewAsync"/>.</summary>
    public static BlobException To(WorkTerm term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return new BlobException(BlobError.Conflict, $"The work '{term.Work}' was not renewed in time and is somebody else's now.");
    }
}
