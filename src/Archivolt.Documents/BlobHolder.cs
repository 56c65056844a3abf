using Archivolt.Blobs;

namespace Archivolt.Documents;

/// <summary>
/// The ordered view of a document's blobs that <c>blobholder:N</c> addresses: the main blob is number 0, the others follow in the order of
/// schemas, fields and list indexes. (The platform's blob holders of documents, notes and pictures.)
/// </summary>
/// <remarks>
/// A document has a holder when it has the schema <c>file</c> (main blob <c>file:content</c>) or <c>note</c>. A note's main blob is its text,
/// which is no stored blob: <see cref="Main"/> is null then, and number 0 is not found, but a text that is there counts, so that the
/// attachments have the platform's numbers. The holder of a picture (facet <c>Picture</c>) lists <c>file:content</c> and its views only. An
/// empty main blob has no entry, so number 1 is then the second blob found; number 0 stays empty.
/// </remarks>
public sealed class BlobHolder
{
    /// <summary>What an address of a blob in a holder begins with.</summary>
    public const string Prefix = "blobholder:";

    private static readonly PropertyPath FileContent = PropertyPath.Parse("file:content");
    private static readonly PropertyPath NoteText = PropertyPath.Parse("note:note");

    // Entries before the stored blobs: a note's text.
    private readonly int _unstored;

    private BlobHolder(PropertyPath? mainPath, IReadOnlyList<(PropertyPath Path, BlobInfo Blob)> blobs, int unstored)
    {
        MainPath = mainPath;
        Blobs = blobs;
        _unstored = unstored;
    }

    /// <summary>Where the main blob is or belongs; null for a note, whose main blob is no property with a blob.</summary>
    public PropertyPath? MainPath { get; }

    /// <summary>The main blob, or null when there is none.</summary>
    public BlobInfo? Main => MainPath is not null && Blobs is [var first, ..] && first.Path == MainPath ? first.Blob : null;

    /// <summary>The stored blobs, the main one first.</summary>
    public IReadOnlyList<(PropertyPath Path, BlobInfo Blob)> Blobs { get; }

    /// <summary>A document's holder, or null for a document that has none, such as a folder.</summary>
    public static BlobHolder? Of(Document document, SchemaRegistry schemas)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(schemas);
        var declared = schemas.SchemasOf(document);
        if (IsPicture(document, schemas))
        {
            var ofPicture = Sorted(document, declared, FileContent).Where(blob => IsOfPicture(blob.Path)).ToList();
            return new BlobHolder(FileContent, ofPicture, unstored: 0);
        }
        if (Has(declared, "file") || document.Properties.Get(FileContent) is BlobInfo)
            return new BlobHolder(FileContent, Sorted(document, declared, FileContent), unstored: 0);
        if (Has(declared, "note"))
        {
            var hasText = document.Properties.Get(NoteText) is string { Length: > 0 };
            return new BlobHolder(mainPath: null, Sorted(document, declared, main: null), unstored: hasText ? 1 : 0);
        }
        return null;
    }

    /// <summary>
    /// The real property path of <c>blobholder:N</c>, or null when the holder has no stored blob of that number or the number is not
    /// written canonically (<c>01</c>, <c>+1</c>): two spellings of one blob would let one of them slip past a permission.
    /// </summary>
    public PropertyPath? Find(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.StartsWith(Prefix, StringComparison.Ordinal) || !PropertyPath.TryIndex(address[Prefix.Length..], out var number))
            return null;
        if (number == 0)
            return Main is null ? null : MainPath;
        var position = number - _unstored;
        return position < Blobs.Count ? Blobs[position].Path : null;
    }

    private static List<(PropertyPath Path, BlobInfo Blob)> Sorted(Document document, IReadOnlyList<Schema> schemas, PropertyPath? main)
    {
        var order = schemas.SelectMany(schema => schema.Fields.Keys.Select(field => $"{schema.PathPrefix}:{field}")).ToList();
        return
        [
            .. document.Blobs()
                .OrderByDescending(blob => blob.Path == main)
                .ThenBy(blob => order.IndexOf(blob.Path.Head) is var position and >= 0 ? position : int.MaxValue),
        ];
    }

    private static bool IsPicture(Document document, SchemaRegistry schemas) =>
        document.Facets.Contains("Picture", StringComparer.Ordinal)
        || schemas.Types.TryGetValue(document.Type, out var type) && type.Facets.Contains("Picture", StringComparer.Ordinal);

    private static bool IsOfPicture(PropertyPath path) =>
        path == FileContent || path.Segments is ["picture:views", _, "content"];

    private static bool Has(IReadOnlyList<Schema> schemas, string name) =>
        schemas.Any(schema => string.Equals(schema.Name, name, StringComparison.Ordinal));
}
