
namespace Archivolt.Stores;

/// <summary>Two listings as one, in their order; what is in both appears once, with the younger age.</summary>
internal static class MergedListing
{
    public static async IAsyncEnumerable<BlobStat> OfAsync(IAsyncEnumerable<BlobStat> first, IAsyncEnumerable<BlobStat> second)
    {
        await using var left = first.GetAsyncEnumerator();
        await using var right = second.GetAsyncEnumerator();
        var (hasLeft, hasRight) = (await left.MoveNextAsync(), await right.MoveNextAsync());
        while (hasLeft || hasRight)
        {
            var order = !hasLeft ? 1 : !hasRight ? -1 : KeyOrder.Comparer.Compare(left.Current.Key, right.Current.Key);
            yield return order switch
            {
                < 0 => left.Current,
                > 0 => right.Current,
                _ => left.Current with { Modified = left.Current.Modified > right.Current.Modified ? left.Current.Modified : right.Current.Modified },
            };
            if (order <= 0)
                hasLeft = await left.MoveNextAsync();
            if (order >= 0)
                hasRight = await right.MoveNextAsync();
        }
    }
}
