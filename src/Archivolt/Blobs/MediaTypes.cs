using System.Collections.Frozen;

namespace Archivolt.Blobs;

/// <summary>Media types by file name extension and by the first bytes of content, for senders that gave none.</summary>
public static class MediaTypes
{
    /// <summary>The type of content nothing is known of.</summary>
    public const string Unknown = "application/octet-stream";

    private static readonly FrozenDictionary<string, string> ByExtension = new Dictionary<string, string>
    {
        ["7z"] = "application/x-7z-compressed",
        ["aac"] = "audio/aac",
        ["avi"] = "video/x-msvideo",
        ["avif"] = "image/avif",
        ["bmp"] = "image/bmp",
        ["bz2"] = "application/x-bzip2",
        ["css"] = "text/css",
        ["csv"] = "text/csv",
        ["doc"] = "application/msword",
        ["docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ["eml"] = "message/rfc822",
        ["eps"] = "application/postscript",
        ["epub"] = "application/epub+zip",
        ["flac"] = "audio/flac",
        ["gif"] = "image/gif",
        ["gz"] = "application/gzip",
        ["heic"] = "image/heic",
        ["htm"] = "text/html",
        ["html"] = "text/html",
        ["ics"] = "text/calendar",
        ["jar"] = "application/java-archive",
        ["jpeg"] = "image/jpeg",
        ["jpg"] = "image/jpeg",
        ["js"] = "text/javascript",
        ["json"] = "application/json",
        ["m4a"] = "audio/mp4",
        ["m4v"] = "video/x-m4v",
        ["md"] = "text/x-web-markdown",
        ["mkv"] = "video/x-matroska",
        ["mov"] = "video/quicktime",
        ["mp3"] = "audio/mpeg",
        ["mp4"] = "video/mp4",
        ["mpeg"] = "video/mpeg",
        ["mpg"] = "video/mpeg",
        ["msg"] = "application/vnd.ms-outlook",
        ["odp"] = "application/vnd.oasis.opendocument.presentation",
        ["ods"] = "application/vnd.oasis.opendocument.spreadsheet",
        ["odt"] = "application/vnd.oasis.opendocument.text",
        ["ogg"] = "audio/ogg",
        ["ogv"] = "video/ogg",
        ["pdf"] = "application/pdf",
        ["png"] = "image/png",
        ["ppt"] = "application/vnd.ms-powerpoint",
        ["pptx"] = "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ["ps"] = "application/postscript",
        ["psd"] = "image/vnd.adobe.photoshop",
        ["rtf"] = "application/rtf",
        ["svg"] = "image/svg+xml",
        ["tar"] = "application/x-tar",
        ["tgz"] = "application/gzip",
        ["tif"] = "image/tiff",
        ["tiff"] = "image/tiff",
        ["txt"] = "text/plain",
        ["wav"] = "audio/x-wav",
        ["webm"] = "video/webm",
        ["webp"] = "image/webp",
        ["wmv"] = "video/x-ms-wmv",
        ["xls"] = "application/vnd.ms-excel",
        ["xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ["xml"] = "text/xml",
        ["yaml"] = "application/yaml",
        ["yml"] = "application/yaml",
        ["zip"] = "application/zip",
        ["zst"] = "application/zstd",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The sender's type where it says something; otherwise by extension, then by content, then <see cref="Unknown"/>.</summary>
    public static string Choose(string? given, string? fileName, ReadOnlySpan<byte> firstBytes) =>
        string.IsNullOrWhiteSpace(given) || given.StartsWith(Unknown, StringComparison.OrdinalIgnoreCase)
            ? OfFileName(fileName) ?? OfContent(firstBytes) ?? Unknown
            : Normalize(given);

    /// <summary>The type that <see cref="Choose"/> gives whatever the bytes are; null where they decide.</summary>
    internal static string? Told(string? given, string? fileName) => Choose(given, fileName, []) is var type && type != Unknown ? type : null;

    /// <summary>The type an extension stands for, or null.</summary>
    public static string? OfFileName(string? fileName)
    {
        var dot = fileName?.LastIndexOf('.') ?? -1;
        return dot < 0 ? null : ByExtension.GetValueOrDefault(fileName![(dot + 1)..]);
    }

    /// <summary>The type that well-known first bytes stand for, or null.</summary>
    public static string? OfContent(ReadOnlySpan<byte> bytes) => bytes switch
    {
        _ when bytes.StartsWith("%PDF-"u8) => "application/pdf",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        _ when bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8) => "image/gif",
        [(byte)'I', (byte)'I', 0x2A, 0, ..] or [(byte)'M', (byte)'M', 0, 0x2A, ..] => "image/tiff",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'A', (byte)'V', (byte)'E', ..] => "audio/x-wav",
        [(byte)'P', (byte)'K', 3, 4, ..] => "application/zip",
        [0x1F, 0x8B, ..] => "application/gzip",
        [(byte)'7', (byte)'z', 0xBC, 0xAF, ..] => "application/x-7z-compressed",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "video/mp4",
        [0x1A, 0x45, 0xDF, 0xA3, ..] => "video/x-matroska",
        [(byte)'I', (byte)'D', (byte)'3', ..] => "audio/mpeg",
        _ when bytes.StartsWith("OggS"u8) => "audio/ogg",
        _ when bytes.StartsWith("fLaC"u8) => "audio/flac",
        _ when bytes.StartsWith("{\\rtf"u8) => "application/rtf",
        _ when bytes.StartsWith("<?xml"u8) => "text/xml",
        _ => null,
    };

    // A bare 'pdf' is what some clients send for application/pdf (the platform's request filter does the same).
    private static string Normalize(string given)
    {
        var type = given.Trim();
        return type.Contains('/', StringComparison.Ordinal) ? type : ByExtension.GetValueOrDefault(type) ?? $"application/{type}";
    }
}
