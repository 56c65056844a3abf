using Archivolt.Blobs;

namespace Archivolt.Documents.Editing;

/// <summary>Which property an address of a blob means, and what becomes of the property when the blob goes.</summary>
public sealed class BlobPlaces(SchemaRegistry schemas, DocumentBlobs blobs)
{
    /// <summary>
    /// The canonical path of an address: the main blob's for an empty one, the property that <c>blobholder:N</c> stands for, for a head without
    /// prefix that of the first schema that has it.
    /// </summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.NotFound"/>: nothing has this address.</exception>
    public PropertyPath Of(Document document, string address)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(address);
        if (address.Length == 0 || address.StartsWith(BlobHolder.Prefix, StringComparison.Ordinal))
            return OfHolder(document, address);
        return schemas.Canonical(PropertyPath.Parse(address))
            ?? throw NotFound($"Invalid xpath: {address}. No schema has this property; write it with prefix, like 'file:content'.");
    }

    /// <summary>The document as it would be with the blob taken away; refuses where no blob can be.</summary>
    internal Document Without(Document document, PropertyPath path)
    {
        var copy = document.Copy();
        copy.Properties.Set(blobs.PlaceOf(document, path), null);
        return copy;
    }

    /// <summary>Takes a blob out of a document: an item that is itself the blob leaves its list, everything else becomes null.</summary>
    internal void Empty(Document document, PropertyPath path)
    {
        if (!document.Properties.TryGet(path, out var value))
        {
            // Declared and never set is as good as empty; anything else is a mistake.
            if (path.Segments.Count > 1 || schemas.TypeOf(path) is not FieldType.BlobField)
                throw new DocumentException(DocumentError.Invalid, $"The document has no property '{path}'.");
            return;
        }
        if (value is not (null or BlobInfo))
            throw new DocumentException(DocumentError.Invalid, $"The property '{path}' does not hold a blob.");
        if (path.Segments.Count > 1 && PropertyPath.TryIndex(path.Segments[^1], out var index)
            && document.Properties.Get(path.Parent!) is List<object?> list)
        {
            list.RemoveAt(index);
        }
        else
        {
            document.Properties.Set(path, null);
        }
    }

    // The main blob has its place also while it is empty.
    private PropertyPath OfHolder(Document document, string address)
    {
        var holder = BlobHolder.Of(document, schemas)
            ?? throw NotFound("No BlobHolder found: this document has no main blob; name a property, like 'file:content'.");
        return (address is "" or BlobHolder.Prefix + "0" ? holder.MainPath : holder.Find(address))
            ?? throw NotFound($"Invalid xpath: {address}. The document has no such blob.");
    }

    private static DocumentException NotFound(string message) => new(DocumentError.NotFound, message);
}
