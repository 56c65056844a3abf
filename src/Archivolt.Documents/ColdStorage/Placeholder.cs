using Archivolt.Blobs;

namespace Archivolt.Documents.ColdStorage;

/// <summary>
/// What is shown in place of content in cold storage: the view <c>Small</c> of a picture, the conversion <c>MP4 480p</c> of a video, the thumbnail
/// of everything else and of those that have no such view. (The platform's choice.)
/// </summary>
internal static class Placeholder
{
    public static BlobInfo? Of(Document document) =>
        Named(document, "picture:views", "title", "Small")
        ?? Named(document, "vid:transcodedVideos", "name", "MP4 480p")
        ?? document.Properties.Get("thumb:thumbnail") as BlobInfo;

    private static BlobInfo? Named(Document document, string list, string field, string name) =>
        (document.Properties.Get(list) as List<object?>)?.OfType<Dictionary<string, object?>>()
            .FirstOrDefault(item => item.GetValueOrDefault(field) is string text && text == name)?.GetValueOrDefault("content") as BlobInfo;
}
