using Archivolt.Stores;

namespace Archivolt.WebConsole.Providers;

/// <summary>How much room a disk has.</summary>
/// <param name="Place">The place on it.</param>
/// <param name="Free">Bytes that the server may still write.</param>
/// <param name="Total">Bytes of all.</param>
internal sealed record Capacity(string Place, long Free, long Total)
{
    // A disk on a network may not answer at all.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The disks of a store; none for places that do not tell.</summary>
    public static async Task<IReadOnlyList<Capacity>> OfAsync(StoreTraits traits, CancellationToken cancellationToken)
    {
        var places = traits.Locations.Where(place => place.IsFile).Select(place => place.LocalPath).ToList();
        try
        {
            return [.. (await Task.WhenAll(places.Select(place => Task.Run(() => Find(place), cancellationToken)))
                .WaitAsync(Patience, cancellationToken)).OfType<Capacity>()];
        }
        catch (TimeoutException)
        {
            return [];
        }
    }

    private static Capacity? Find(string place)
    {
        try
        {
            var disk = new DriveInfo(place);
            return new Capacity(place, disk.AvailableFreeSpace, disk.TotalSize);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
