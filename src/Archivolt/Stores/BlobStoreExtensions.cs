using System.Runtime.CompilerServices;
namespace Archivolt.Stores;

/// <summary>What can be asked of every store.</summary>
public static class BlobStoreExtensions
{
    /// <summary>An ability of the store, such as <see cref="ITouch"/>; null when it does not have it.</summary>
    public static T? Ability<T>(this IBlobStore store)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.GetService(typeof(T)) as T;
    }

    /// <summary>Number of all blobs and sum of their lengths in bytes, by listing them.</summary>
    public static async Task<(long Blobs, long Bytes)> MeasureAsync(this IBlobStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var (blobs, bytes) = (0L, 0L);
        await foreach (var stat in store.ListAsync(cancellationToken: cancellationToken))
            (blobs, bytes) = (blobs + 1, bytes + stat.Length);
        return (blobs, bytes);
    }

    /// <summary>Cleans every store that can (<see cref="ICleansTempFiles"/>); returns how many files were deleted in all.</summary>
    internal static async ValueTask<long> CleanUpAsync(this IEnumerable<IBlobStore> stores, CancellationToken cancellationToken)
    {
        var swept = 0L;
        foreach (var store in stores)
            swept += store.Ability<ICleansTempFiles>() is { } able ? await able.CleanUpAsync(cancellationToken) : 0;
        return swept;
    }

    internal static async IAsyncEnumerable<StrayFile> ListStrayFilesAsync(
        this IEnumerable<IBlobStore> stores, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var able in stores.Select(store => store.Ability<IFindsStrayFiles>()).OfType<IFindsStrayFiles>())
        {
            await foreach (var stray in able.ListStrayFilesAsync(cancellationToken))
                yield return stray;
        }
    }

    internal static bool IsOwn(this IEnumerable<IBlobStore> stores, string path, Predicate<string> isKey) =>
        stores.Any(store => store.Ability<IFindsStrayFiles>()?.IsOwn(path, isKey) == true);
}
