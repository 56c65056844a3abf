using Archivolt.Blobs;

namespace Archivolt.Jobs;

/// <summary>What a holder is told whose work is somebody else's by now.</summary>
public static class LeaseLost
{
    /// <summary>The error for <see cref="IJobLedger.RenewAsync"/>.</summary>
    public static BlobException To(Lease term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return new BlobException(BlobError.Conflict, $"The work '{term.Work}' was not renewed in time and is somebody else's now.");
    }
}
