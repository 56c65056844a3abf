namespace Archivolt.Stores;

/// <summary>
/// The one order of keys, in every listing and every list of references: by Unicode code points, which is the order of their UTF-8 bytes. Ordinal
/// comparison of .NET texts differs from it for characters beyond U+FFFF.
/// </summary>
public sealed class KeyOrder : IComparer<string>
{
    private KeyOrder() { }

    /// <summary>The comparer.</summary>
    public static KeyOrder Comparer { get; } = new();

    /// <summary>Negative, 0 or positive as <paramref name="x"/> comes before, with or after <paramref name="y"/>; null comes first.</summary>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        return Compare(x.AsSpan(), y.AsSpan());
    }

    /// <summary>Compares parts of keys.</summary>
    public static int Compare(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        var same = x.CommonPrefixLength(y);
        return same == x.Length || same == y.Length ? x.Length - y.Length : Rank(x[same]) - Rank(y[same]);
    }

    /// <summary>True when the key comes after another; everything comes after null.</summary>
    public static bool IsAfter(string key, string? after) => after is null || Compare(key.AsSpan(), after.AsSpan()) > 0;

    // Surrogates stand for code points beyond all others, but their units lie below U+E000.
    private static int Rank(char unit) => unit switch
    {
        < '\uD800' => unit,
        < '\uE000' => unit + 0x2000,
        _ => unit - 0x800,
    };
}
