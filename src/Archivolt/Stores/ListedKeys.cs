using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Archivolt.Blobs;

namespace Archivolt.Stores;

/// <summary>Looks at keys that a store listed.</summary>
internal static class ListedKeys
{
    /// <summary>The blobs of the keys. One that cannot be looked at hides no other; it fails the listing at its end.</summary>
    public static async IAsyncEnumerable<BlobStat> StatEach(
        this IAsyncEnumerable<string> keys, Func<string, CancellationToken, ValueTask<BlobStat?>> stat, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ExceptionDispatchInfo? failure = null;
        await foreach (var key in keys.WithCancellation(cancellationToken))
        {
            BlobStat? found = null;
            try
            {
                found = await stat(key, cancellationToken);
            }
            catch (BlobException exception) when (!exception.IsTransient)
            {
                failure ??= ExceptionDispatchInfo.Capture(exception);
            }
            if (found is { } blob)
                yield return blob;
        }
        failure?.Throw();
    }
}
