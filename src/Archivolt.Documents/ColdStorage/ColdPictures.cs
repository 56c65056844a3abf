using Archivolt.Blobs;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Renditions;
using Archivolt.Renditions;

namespace Archivolt.Documents.ColdStorage;

/// <summary>What is shown in place of content in cold storage: what the document has for it, otherwise a thumbnail that is made of its content.</summary>
public sealed class ColdPictures
{
    private const string Thumbnail = "thumbnail";

    private readonly ContentForRenditions _content;
    private readonly DocumentRenditions _renditions;
    private readonly NamedRenditions _names;

    internal ColdPictures(ContentForRenditions content, DocumentRenditions renditions, NamedRenditions names) => (_content, _renditions, _names) = (content, renditions, names);

    /// <summary>The picture of a document; null where none can be made.</summary>
    /// <exception cref="ConversionException"><see cref="ConversionError.Busy"/>: others are being made.</exception>
    internal async Task<BlobInfo?> GetAsync(Document document, CancellationToken cancellationToken)
    {
        if (Placeholder.Of(document) is { } present)
            return present;
        if (_content.Of(document) is not { } ticket || ticket.Path != ColdContent.MainPath || _names.FindAvailable(Thumbnail, ticket.Blob.MediaType ?? MediaTypes.Unknown) is not { } recipe)
            return null;
        try
        {
            return (await _renditions.GetAsync(ticket, recipe, cancellationToken)).Blob;
        }
        catch (Exception exception) when (exception is ConversionException { Error: not ConversionError.Busy } or DownloadException)
        {
            // It cannot be made of this content, or that was replaced meanwhile.
            return null;
        }
    }
}
