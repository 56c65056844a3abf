using System.Globalization;
using Archivolt.Documents;
using Archivolt.Documents.Query;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Documents;

/// <summary>Which page of a folder is shown, and in which order.</summary>
/// <param name="Column">The column that it is sorted by.</param>
/// <param name="IsDescending">True for the greatest first.</param>
/// <param name="Page">Number of the page, from 0.</param>
internal sealed record Listing(Column Column, bool IsDescending, int Page)
{
    public const int PageSize = 50;

    /// <summary>Of more documents nobody is told how many they are.</summary>
    public const int MostCounted = 1000;

    // Further in, a folder is read by sorting it otherwise.
    private const int MaxPage = 100_000;

    public int Offset => Page * PageSize;

    /// <summary>What a request asks for; what cannot be understood is as if it were left out.</summary>
    public static Listing Of(HttpRequest request)
    {
        var column = Column.All.FirstOrDefault(column => column.Key == request.Query["sort"]) ?? Column.All[0];
        var page = int.TryParse(request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaxPage ? number : 0;
        return new Listing(column, request.Query["order"] == "desc", page);
    }

    /// <summary>What is in a folder.</summary>
    public NxqlQuery In(Document folder) => Where("ecm:parentId = ?", folder.Id);

    /// <summary>What has a text in its name or title.</summary>
    public NxqlQuery Named(string text) => Where("(ecm:name ILIKE ? OR dc:title ILIKE ?)", Containing(text), Containing(text));

    /// <summary>What is in the trash below a folder, or at all.</summary>
    public NxqlQuery TrashedIn(Document? folder) => folder is null ? Of("ecm:isTrashed = 1") : Of("ecm:ancestorId = ? AND ecm:isTrashed = 1", folder.Id);

    private NxqlQuery Where(string condition, params IReadOnlyList<string> values) => Of(condition + " AND ecm:isTrashed = 0", values);

    private NxqlQuery Of(string condition, params IReadOnlyList<string> values)
    {
        var query = NxqlParser.Parse(NxqlParser.WithParameters($"SELECT * FROM Document WHERE {condition} AND ecm:isVersion = 0", values));
        return query with { OrderBy = [new NxqlOrder(Column.Property, IsDescending, Position: 0) { IgnoresCase = Column.IsText }] };
    }

    // Whatever is in it means itself.
    private static string Containing(string text) => $"%{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";

    /// <summary>The part of a URL's query that asks for this.</summary>
    public string Query => string.Create(CultureInfo.InvariantCulture, $"sort={Column.Key}{(IsDescending ? "&order=desc" : "")}{(Page > 0 ? $"&page={Page}" : "")}");
}

/// <summary>A column of a folder.</summary>
/// <param name="Key">Its name in URLs.</param>
/// <param name="Heading">Its heading, as a phrase in English.</param>
/// <param name="Property">What it shows, as a query names it.</param>
/// <param name="IsText">True for text, which is ordered as people read it.</param>
internal sealed record Column(string Key, string Heading, string Property, bool IsText = false)
{
    public static IReadOnlyList<Column> All { get; } =
    [
        new("name", Phrase.Key("Name"), "dc:title", IsText: true),
        new("type", Phrase.Key("Type"), "ecm:primaryType"),
        new("size", Phrase.Key("Size"), "file:content/length"),
        new("changed", Phrase.Key("Changed"), "dc:modified"),
        new("by", Phrase.Key("By"), "dc:lastContributor", IsText: true),
    ];
}
