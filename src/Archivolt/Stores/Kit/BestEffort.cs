using Archivolt.Blobs;

namespace Archivolt.Stores.Kit;

/// <summary>Tidying after something that has failed or is done. Where it fails too, the caller's own outcome counts, and the clean-up finds what is left.</summary>
public static class BestEffort
{
    /// <summary>Tidies, and leaves it at that where a store fails.</summary>
    public static async ValueTask TryAsync(Func<ValueTask> tidy)
    {
        ArgumentNullException.ThrowIfNull(tidy);
        try
        {
            await tidy();
        }
        catch (Exception exception) when (exception is BlobException or ObjectDisposedException)
        {
            // Cleared away by age.
        }
    }
}
