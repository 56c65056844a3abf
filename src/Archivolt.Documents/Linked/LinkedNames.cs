using Archivolt.Blobs;

namespace Archivolt.Documents.Linked;

/// <summary>What the content of a linked file is called.</summary>
public static class LinkedNames
{
    private static readonly Dictionary<string, string> Extensions = new(StringComparer.Ordinal)
    {
        ["application/pdf"] = ".pdf",
        ["text/plain"] = ".txt",
        ["text/html"] = ".html",
        ["image/png"] = ".png",
        ["image/jpeg"] = ".jpg",
        ["application/vnd.google-apps.script+json"] = ".json",
    };

    /// <summary>Name and media type of what a reader gets: of a file without bytes, those of the conversion that stands for it.</summary>
    public static (string Name, string? MediaType) Of(LinkedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        // A slash is a part of names at vendors, and none of file names.
        var name = file.Name.Replace('/', '-');
        if (file.Length is not null || file.Conversions.Count == 0)
            return (name, file.MediaType ?? MediaTypes.OfFileName(file.Name));
        var (mediaType, extension) = (file.Conversions[0], ExtensionOf(file.Conversions[0]));
        return (name.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? name : name + extension, mediaType);
    }

    /// <summary>The file name extension of what vendors make, with its dot; empty where none is usual.</summary>
    public static string ExtensionOf(string mediaType) => Extensions.GetValueOrDefault(mediaType, "");
}
