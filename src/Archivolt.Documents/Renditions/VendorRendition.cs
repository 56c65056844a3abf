using Archivolt.Blobs;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Linked;
using Archivolt.Providers;
using Archivolt.Renditions;

namespace Archivolt.Documents.Renditions;

/// <summary>What the vendor of a linked file makes of it: its small picture, or a conversion. It is stored like other renditions, and given to whoever may see the file.</summary>
public sealed class VendorRendition : IConverter
{
    private const string Picture = "image/*";

    private const int ThumbnailSize = 1000;

    private VendorRendition(string result) => Result = result;

    /// <inheritdoc/>
    public string Name => Result == Picture ? "vendorThumbnail" : $"vendor {Result}";

    /// <inheritdoc/>
    public string Result { get; }

    /// <summary>The small picture of a linked file; null where the vendor has none, or the content is stored here.</summary>
    public static RenditionRecipe? Thumbnail(DownloadTicket source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Linked?.File is { HasThumbnail: true } ? new RenditionRecipe(new VendorRendition(Picture)) : null;
    }

    /// <summary>The conversion of a linked file to a media type; null where the vendor does not make it.</summary>
    public static RenditionRecipe? Conversion(DownloadTicket source, string mediaType)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Linked?.File?.Conversions.Contains(mediaType, StringComparer.OrdinalIgnoreCase) is true ? new RenditionRecipe(new VendorRendition(mediaType)) : null;
    }

    /// <inheritdoc/>
    public bool Accepts(string mediaType) => true;

    /// <inheritdoc/>
    public string? FindObstacle(string? mediaType = null) => null;

    /// <inheritdoc/>
    public Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken) =>
        throw new ConversionException(ConversionError.NoConverter, "Only the vendor of a linked file makes this, and not of content that is stored here.");

    internal async Task<BlobInfo> MakeAsync(LinkedAccess linked, BlobProvider target, CancellationToken cancellationToken)
    {
        var (files, who, file) = (linked.Provider.Files, linked.Credentials!, linked.File!);
        await using var made = Result == Picture ? await files.OpenThumbnailAsync(who, file, ThumbnailSize, cancellationToken) : await files.ConvertAsync(who, file, Result, cancellationToken);
        if (made is null)
            throw new ConversionException(ConversionError.Failed, "The vendor has no small picture of the file.");
        var bytes = await made.ReadAsync(cancellationToken);
        return await target.WriteAsync(BlobSource.FromStream(bytes, bytes.Length).With(fileName: "rendition" + ExtensionOf(made.MediaType), mediaType: made.MediaType), cancellationToken: cancellationToken);
    }

    private static string ExtensionOf(string mediaType) => LinkedNames.ExtensionOf(mediaType);
}
