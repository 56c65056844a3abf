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

    public int Offset => Size * Index;

    public static Paging Of(HttpRequest request)
    {
        var size = Number(request, "pageSize", DefaultSize);
        var index = Number(request, "currentPageIndex", 0);
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
    public void Write(Utf8JsonWriter writer, int shown, long total)
    {
        var pages = (total + Size - 1) / Size;
        writer.WriteBoolean("isPaginable"u8, true);
        writer.WriteNumber("resultsCount"u8, total);
        writer.WriteNumber("pageSize"u8, Size);
        writer.WriteNumber("maxPageSize"u8, MaxSize);
        writer.WriteNumber("resultsCountLimit"u8, MaxOffset);
        writer.WriteNumber("currentPageSize"u8, shown);
        writer.WriteNumber("currentPageIndex"u8, Index);
        writer.WriteNumber("currentPageOffset"u8, Offset);
        writer.WriteNumber("numberOfPages"u8, pages);
        writer.WriteBoolean("isPreviousPageAvailable"u8, Index > 0);
        writer.WriteBoolean("isNextPageAvailable"u8, Index + 1 < pages);
        writer.WriteBoolean("isLastPageAvailable"u8, pages > 0);
        writer.WriteBoolean("isSortable"u8, false);
        writer.WriteBoolean("hasError"u8, false);
        writer.WriteNull("errorMessage"u8);
        writer.WriteNumber("totalSize"u8, total);
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
