using Archivolt.Blobs;
using Archivolt.Documents.Renditions;

namespace Archivolt.Cmis.Objects;

/// <summary>A rendition of an object.</summary>
/// <param name="StreamId">The id that its stream is asked for by.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Title">What people call it.</param>
internal sealed record CmisRendition(string StreamId, string Kind, string MediaType, string Title);

/// <summary>The renditions of objects: an icon, and what is made of the content. (The platform's ids of their streams.)</summary>
internal sealed class CmisRenditions(NamedRenditions named)
{
    public const string IconStream = "nuxeo:icon";
    public const string StreamPrefix = "nuxeo:rendition:";

    private const string Thumbnail = "thumbnail";
    private const string ThumbnailKind = "cmis:thumbnail";
    private const string OtherKind = "nuxeo:rendition";

    /// <summary>The renditions that a filter wants: <c>*</c>, or kinds and media types with commas; none for <c>cmis:none</c> or null.</summary>
    public IReadOnlyList<CmisRendition> Of(CmisObject found, string? filter)
    {
        var wanted = (filter ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return wanted is [] or ["cmis:none"] ? [] : [.. All(found).Where(rendition => wanted.Any(filter => Matches(rendition, filter)))];
    }

    /// <summary>How a stream is made; null where the object has none of this id.</summary>
    public RenditionRecipe? RecipeOf(CmisObject found, string streamId) => streamId.StartsWith(StreamPrefix, StringComparison.Ordinal) && found.Content is { } content
        ? RecipeOf(content, streamId[StreamPrefix.Length..])
        : null;

    private IEnumerable<CmisRendition> All(CmisObject found)
    {
        yield return new CmisRendition(IconStream, ThumbnailKind, "image/svg+xml", "Icon");
        if (found.Content is not { } content)
            yield break;
        foreach (var name in named.Of(content).Prepend(Thumbnail))
        {
            if (RecipeOf(content, name) is { } recipe)
                yield return new CmisRendition(StreamPrefix + name, name == Thumbnail ? ThumbnailKind : OtherKind, recipe.Converter.Result, name);
        }
    }

    private RenditionRecipe? RecipeOf(BlobInfo content, string name) => named.FindAvailable(name, content.MediaType ?? MediaTypes.Unknown);

    private static bool Matches(CmisRendition rendition, string filter) => filter == "*" || filter == rendition.Kind || filter == rendition.MediaType
        || (filter.EndsWith("/*", StringComparison.Ordinal) && rendition.MediaType.StartsWith(filter[..^1], StringComparison.Ordinal));
}
