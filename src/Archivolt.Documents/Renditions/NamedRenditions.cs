using Archivolt.Blobs;
using Archivolt.Renditions;

namespace Archivolt.Documents.Renditions;

/// <summary>
/// The renditions that have a name of their own: <c>thumbnail</c>, <c>pdf</c>, and the views of pictures with the platform's names and sizes. They are made of
/// a document's main blob.
/// </summary>
public sealed class NamedRenditions(ConverterRegistry converters)
{
    /// <summary>The views of pictures and their longest sides in pixels; 0 for the size of the original.</summary>
    public static IReadOnlyList<(string Name, int Side)> PictureViews { get; } =
        [("Thumbnail", 100), ("Small", 560), ("Medium", 1000), ("FullHD", 1920), ("OriginalJpeg", 0)];

    private const string Pdf = "application/pdf";

    /// <summary>The names that a content has renditions under, made or not.</summary>
    /// <param name="content">A document's main blob; null where it has none.</param>
    public IReadOnlyList<string> Of(BlobInfo? content) => content?.MediaType is not { } type ? [] :
    [
        .. PictureViews.Select(view => view.Name).Where(name => Find(name, type) is not null),
        .. FindAvailable("pdf", type) is null ? Array.Empty<string>() : ["pdf"],
    ];

    /// <summary>How a rendition is made of content of a media type; null where it has none of this name.</summary>
    public RenditionRecipe? Find(string name, string mediaType)
    {
        ArgumentNullException.ThrowIfNull(name);
        var type = ConverterRegistry.Essence(mediaType);
        return name switch
        {
            "thumbnail" => By("anyToThumbnail"),
            "pdf" => converters.TryFind(type, Pdf, out var pdf) ? new RenditionRecipe(pdf) : null,
            _ when PictureViews.FirstOrDefault(view => view.Name == name) is ({ }, var side) => By("pictureResize", Box(side)),
            _ => null,
        };

        RenditionRecipe? By(string converter, Dictionary<string, string>? parameters = null) =>
            converters.Find(converter) is var found && found.Accepts(type) ? new RenditionRecipe(found, parameters) : null;
    }

    /// <summary>As <see cref="Find"/>; null too where what makes it cannot run here.</summary>
    public RenditionRecipe? FindAvailable(string name, string mediaType) =>
        Find(name, mediaType) is { } recipe && recipe.Converter.FindObstacle(ConverterRegistry.Essence(mediaType)) is null ? recipe : null;

    private static Dictionary<string, string>? Box(int side) => side == 0 ? null
        : new(StringComparer.Ordinal) { ["width"] = $"{side}", ["height"] = $"{side}" };
}
