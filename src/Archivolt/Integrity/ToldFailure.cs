using System.Runtime.CompilerServices;
using Archivolt.Blobs;

namespace Archivolt.Integrity;

/// <summary>Lets work go on when a listing fails at its end.</summary>
internal static class ToldFailure
{
    /// <summary>The items up to a failure of the store, which is told and ends them.</summary>
    public static async IAsyncEnumerable<T> ToldAtEnd<T>(
        this IAsyncEnumerable<T> items, Action<BlobException> told, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var each = items.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await each.MoveNextAsync())
                    yield break;
            }
            catch (BlobException exception)
            {
                told(exception);
                yield break;
            }
            yield return each.Current;
        }
    }
}
