using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Documents;

/// <summary>What a file becomes that comes without a document: a picture of an image, else a file.</summary>
internal static class ImportedFile
{
    /// <summary>Where its content goes.</summary>
    public static PropertyPath Content { get; } = PropertyPath.Parse("file:content");

    /// <summary>The media type of a file; that of its name where its sender had none. Null for an unknown one.</summary>
    public static string? MediaTypeOf(BlobSource file, string name) => file.MediaType is null or "application/octet-stream" ? MediaTypes.OfFileName(name) : file.MediaType;

    /// <summary>The document type for a media type.</summary>
    public static string TypeOf(string? mediaType) => mediaType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) is true ? "Picture" : "File";

    /// <summary>Makes the document.</summary>
    public static Task<Document> CreateAsync(DocumentEditor editor, Principal principal, Document parent, string name, string type, BlobSource file, EditOptions? options = null) =>
        editor.CreateAsync(principal, parent, name, type, document =>
        {
            document.Properties.Set("dc:title", name);
            return Task.FromResult<IReadOnlyList<(PropertyPath, BlobSource)>>([(Content, file)]);
        }, options);
}
