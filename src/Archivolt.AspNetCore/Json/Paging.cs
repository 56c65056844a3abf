using System.Globalization;
using System.Text.Json;
using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Json;

/// <summary>Which page of a list is wanted, and the platform's fields about it.</summary>
internal sealed record Paging(int Size, int Index)
{
    public const int MaxSize = 1000;

    private const int DefaultSize = 50;

    // Further in, a list is read by its own position, not by page number.
    private const int MaxOffset = 10_000_000;

    // As the platform says that it did not count.
    private const long Uncounted = -2;

    public int Offset => Size * Index;

    public static Paging Of(HttpRequest request) => Of(Number(request, "pageSize", DefaultSize), Number(request, "currentPageIndex", 0));

    /// <summary>A page of a size, 0 for the largest, null for the usual one.</summary>
    public static Paging Of(int? pageSize, int? currentPageIndex)
    {
        var (size, index) = (pageSize ?? DefaultSize, currentPageIndex ?? 0);
        size = size == 0 ? MaxSize : Math.Min(size, MaxSize);
        return (long)size * index <= MaxOffset
            ? new Paging(size, index)
            : throw RequestException.BadRequest($"'currentPageIndex' is too large; pages end at item {MaxOffset}.");
    }

    /// <summary>Refuses a query <c>limit</c> of a list that has no pages.</summary>
    public static int CheckLimit(int limit) => limit is >= 0 and <= MaxSize
        ? limit
        : throw RequestException.BadRequest($"'limit' is to be a number from 0 to {MaxSize}.");

    /// <summary>Writes the fields.</summary>
    /// <param name="writer">Receives them.</param>
    /// <param name="shown">How many items are on the page.</param>
    /// <param name="total">How many there are on all pages; null where nobody counted them.</param>
    /// <param name="hasMore">True when another page follows, where that is known.</param>
    public void Write(Utf8JsonWriter writer, int shown, long? total, bool? hasMore = null)
    {
        var pages = total is { } counted ? (counted + Size - 1) / Size : 0;
        writer.WriteBoolean("isPaginable"u8, true);
        writer.WriteNumber("resultsCount"u8, total ?? Uncounted);
        writer.WriteNumber("pageSize"u8, Size);
        writer.WriteNumber("maxPageSize"u8, MaxSize);
        writer.WriteNumber("resultsCountLimit"u8, MaxOffset);
        writer.WriteNumber("currentPageSize"u8, shown);
        writer.WriteNumber("currentPageIndex"u8, Index);
        writer.WriteNumber("currentPageOffset"u8, Offset);
        writer.WriteNumber("numberOfPages"u8, pages);
        writer.WriteBoolean("isPreviousPageAvailable"u8, Index > 0);
        writer.WriteBoolean("isNextPageAvailable"u8, hasMore ?? Index + 1 < pages);
        writer.WriteBoolean("isLastPageAvailable"u8, pages > 0);
        writer.WriteBoolean("isSortable"u8, false);
        writer.WriteBoolean("hasError"u8, false);
        writer.WriteNull("errorMessage"u8);
        writer.WriteNumber("totalSize"u8, total ?? Uncounted);
        writer.WriteNumber("pageIndex"u8, Index);
        writer.WriteNumber("pageCount"u8, pages);
    }

    private static int Number(HttpRequest request, string name, int otherwise)
    {
        if (request.Query[name].ToString() is not { Length: > 0 } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw RequestException.BadRequest($"'{name}' is to be a whole number from 0, not '{text}'.");
    }
}
