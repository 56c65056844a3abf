using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.Drive;

/// <summary>A page of a list, by <c>pageSize</c> and <c>pageToken</c>.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    private const string Prefix = "~page!";

    public static Page<T> Of(IEnumerable<T> all, IQueryCollection query, int byDefault)
    {
        var size = SizeOf(query, byDefault);
        var start = 0;
        if (FilesApi.Parameter(query, "pageToken") is { } token &&
            !(token.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(token.AsSpan(Prefix.Length), CultureInfo.InvariantCulture, out start)))
            throw DriveErrors.Invalid("pageToken", token);
        var items = all.Skip(start).Take(size + 1).ToArray();
        return new(items.Length > size ? items[..size] : items, items.Length > size ? $"{Prefix}{start + size}" : null);
    }

    public static int SizeOf(IQueryCollection query, int byDefault)
    {
        if (FilesApi.Parameter(query, "pageSize") is not { } text)
            return byDefault;
        return int.TryParse(text, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= 1000 ? size : throw DriveErrors.Invalid("pageSize", text);
    }

    public void AddTo(JsonObject answer)
    {
        if (Next is not null)
            answer["nextPageToken"] = Next;
    }
}
