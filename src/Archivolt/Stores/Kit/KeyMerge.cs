using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Archivolt.Blobs;

namespace Archivolt.Stores.Kit;

/// <summary>Sequences in <see cref="KeyOrder"/> as one, in one pass and in constant memory.</summary>
public static class KeyMerge
{
    /// <summary>
    /// Every element of two sequences in key order: those of one key together, the others alone. Where a key occurs several times on the left, each of
    /// its elements comes with the one on the right, on which a key occurs once.
    /// </summary>
    /// <param name="left">Elements in <see cref="KeyOrder"/>.</param>
    /// <param name="leftKey">Key of such an element.</param>
    /// <param name="right">Elements in <see cref="KeyOrder"/>, each key once.</param>
    /// <param name="rightKey">Key of such an element.</param>
    /// <param name="cancellationToken">Cancels both sequences.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Unsupported"/>: a sequence is in another order, so that matches would be missed.</exception>
    public static async IAsyncEnumerable<KeyMatch<TLeft, TRight>> JoinAsync<TLeft, TRight>(
        IAsyncEnumerable<TLeft> left, Func<TLeft, string> leftKey, IAsyncEnumerable<TRight> right, Func<TRight, string> rightKey,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var lefts = left.GetAsyncEnumerator(cancellationToken);
        await using var rights = right.GetAsyncEnumerator(cancellationToken);
        var key = await NextAsync(lefts, leftKey, before: null);
        var other = await NextAsync(rights, rightKey, before: null);
        while (key is not null || other is not null)
        {
            var order = key is null ? 1 : other is null ? -1 : KeyOrder.Comparer.Compare(key, other);
            if (order > 0)
            {
                yield return new KeyMatch<TLeft, TRight>(other!) { HasRight = true, Right = rights.Current };
            }
            else
            {
                var passed = key!;
                do
                {
                    yield return new KeyMatch<TLeft, TRight>(passed)
                    {
                        HasLeft = true,
                        Left = lefts.Current,
                        HasRight = order == 0,
                        Right = order == 0 ? rights.Current : default,
                    };
                    key = await NextAsync(lefts, leftKey, before: passed);
                }
                while (key == passed);
            }
            if (order >= 0)
                other = await NextAsync(rights, rightKey, before: other);
        }
    }

    private static async ValueTask<string?> NextAsync<T>(IAsyncEnumerator<T> elements, Func<T, string> keyOf, string? before)
    {
        if (!await elements.MoveNextAsync())
            return null;
        var key = keyOf(elements.Current);
        return before is null || KeyOrder.Compare(key, before) >= 0 ? key : throw new BlobException(BlobError.Unsupported,
            $"Keys were listed in an order of their own: this one came after '{before}'. Without the order nobody knows what both sides have.", store: null, key);
    }

    /// <summary>The keys of several sequences in one order; a key that is in several of them comes as often.</summary>
    /// <param name="sources">Sequences of keys, each in <see cref="KeyOrder"/>.</param>
    public static IEnumerable<string> Merge(IEnumerable<IEnumerable<string>> sources)
    {
        var heads = new PriorityQueue<IEnumerator<string>, string>(KeyOrder.Comparer);
        try
        {
            foreach (var head in sources.Select(source => source.GetEnumerator()))
                Enqueue(head);
            while (heads.TryPeek(out var head, out var key))
            {
                yield return key;
                if (head.MoveNext())
                    heads.DequeueEnqueue(head, head.Current);
                else
                    heads.Dequeue().Dispose();
            }
        }
        finally
        {
            foreach (var (head, _) in heads.UnorderedItems)
                head.Dispose();
        }

        void Enqueue(IEnumerator<string> head)
        {
            var isQueued = false;
            try
            {
                if (isQueued = head.MoveNext())
                    heads.Enqueue(head, head.Current);
            }
            finally
            {
                if (!isQueued)
                    head.Dispose();
            }
        }
    }
}

/// <summary>What two sequences have under one key.</summary>
/// <param name="Key">The key.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct KeyMatch<TLeft, TRight>(string Key)
{
    /// <summary>True when the left sequence has the key.</summary>
    [MemberNotNullWhen(true, nameof(Left))]
    public bool HasLeft { get; init; }

    /// <summary>The element of the left sequence; the default value without <see cref="HasLeft"/>.</summary>
    public TLeft? Left { get; init; }

    /// <summary>True when the right sequence has the key.</summary>
    [MemberNotNullWhen(true, nameof(Right))]
    public bool HasRight { get; init; }

    /// <summary>The element of the right sequence; the default value without <see cref="HasRight"/>.</summary>
    public TRight? Right { get; init; }
}
