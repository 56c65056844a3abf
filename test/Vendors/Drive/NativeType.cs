namespace Archivolt.Vendors.Drive;

/// <summary>A kind of document that only Google's editors know. It has no content of its own, and is exported to other formats.</summary>
/// <remarks>https://developers.google.com/workspace/drive/api/guides/ref-export-formats</remarks>
public sealed record NativeType(string MimeType, IReadOnlyList<string> ExportTypes)
{
    private const string Pdf = "application/pdf";
    private const string Office = "application/vnd.openxmlformats-officedocument.";
    private const string OpenDocument = "application/vnd.oasis.opendocument.";

    public static readonly NativeType Document = new("application/vnd.google-apps.document", [Pdf, Office + "wordprocessingml.document",
        OpenDocument + "text", "application/rtf", "text/plain", "application/zip", "application/epub+zip", "text/markdown"]);

    public static readonly NativeType Spreadsheet = new("application/vnd.google-apps.spreadsheet", [Pdf, Office + "spreadsheetml.sheet",
        "application/x-vnd.oasis.opendocument.spreadsheet", "application/zip", "text/csv", "text/tab-separated-values"]);

    public static readonly NativeType Presentation = new("application/vnd.google-apps.presentation", [Pdf,
        Office + "presentationml.presentation", OpenDocument + "presentation", "text/plain"]);

    public static readonly NativeType Drawing = new("application/vnd.google-apps.drawing", [Pdf, "image/jpeg", "image/png", "image/svg+xml"]);

    /// <summary>A form: Drive exports it to nothing that holds its content.</summary>
    public static readonly NativeType Form = new("application/vnd.google-apps.form", []);

    internal static readonly NativeType Folder = new("application/vnd.google-apps.folder", []);
}
