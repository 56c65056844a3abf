using Archivolt.Blobs;
using Archivolt.Documents;

namespace Archivolt.WebDav;

/// <summary>What is at a path: a document that is shown, one that is not, or none.</summary>
/// <param name="Path">The path.</param>
/// <param name="Document">The document that is shown there; null for none.</param>
/// <param name="Hidden">The document that has the path and is not shown: in the trash, not readable, or neither file nor folder.</param>
/// <param name="Above">The documents above it, the nearest first; none where the folder is not there or not shown.</param>
internal sealed record Resource(DavPath Path, Document? Document, Document? Hidden, IReadOnlyList<Document> Above)
{
    /// <summary>True for a folder.</summary>
    public bool IsFolder { get; init; }

    /// <summary>The folder that it is in, or would be; null for none.</summary>
    public Document? Folder => Above is [var nearest, ..] ? nearest : null;

    /// <summary>The file's entity tag in quotes; null for a folder, an empty document, and content whose digest nobody knows.</summary>
    public string? EntityTag => !IsFolder && Document is not null && MainBlobOf(Document) is { } blob && (blob.KnownDigest ?? Digest.OfKey(blob.Key.Key)) is { } digest ? $"\"{digest.Hex}\"" : null;

    /// <summary>The file of a document; null for an empty one.</summary>
    public static BlobInfo? MainBlobOf(Document document) => document.Properties.Get(AspNetCore.Documents.ImportedFile.Content) as BlobInfo;
}
