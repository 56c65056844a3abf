using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Documents;

/// <summary>The property that an <c>@blob</c> URL means.</summary>
internal sealed class BlobPlaces(SchemaRegistry schemas, DocumentBlobs blobs)
{
    /// <summary>
    /// The canonical path: without any the main blob's, <c>blobholder:N</c> as the property it stands for, a head without prefix with that of
    /// the first schema that has it.
    /// </summary>
    public PropertyPath Of(DocumentRequest request)
    {
        var text = request.Address.RestText;
        if (request.Address.Rest.FirstOrDefault(segment => segment.StartsWith('@')) is { } adapter)
            throw RequestException.NotFound($"There is no adapter '{adapter}' for blobs.");
        if (text.Length == 0 || text.StartsWith(BlobHolder.Prefix, StringComparison.Ordinal))
            return OfHolder(request.Document, text);
        return schemas.Canonical(PropertyPath.Parse(text))
            ?? throw RequestException.NotFound($"Invalid xpath: {text}. No schema has this property; write it with prefix, like 'file:content'.");
    }

    /// <summary>The path for the download service, which knows <c>blobholder:N</c> itself; null for the main blob.</summary>
    public string? Asked(DocumentRequest request) => request.Address.RestText switch
    {
        "" => null,
        var text when text.StartsWith(BlobHolder.Prefix, StringComparison.Ordinal) => text,
        _ => Of(request).ToString(),
    };

    /// <summary>The document as it would be with the blob taken away; refuses where no blob can be.</summary>
    public Document Without(Document document, PropertyPath path)
    {
        var copy = document.Copy();
        copy.Properties.Set(blobs.PlaceOf(document, path), null);
        return copy;
    }

    /// <summary>Takes a blob out of a document: an item that is itself the blob leaves its list, everything else becomes null.</summary>
    public void Empty(Document document, PropertyPath path)
    {
        if (!document.Properties.TryGet(path, out var value))
        {
            // Declared and never set is as good as empty; anything else is a mistake.
            if (path.Segments.Count > 1 || schemas.TypeOf(path) is not FieldType.BlobField)
                throw RequestException.BadRequest($"The document has no property '{path}'.");
            return;
        }
        if (value is not (null or BlobInfo))
            throw RequestException.BadRequest($"The property '{path}' does not hold a blob.");
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
            ?? throw RequestException.NotFound("No BlobHolder found: this document has no main blob; name a property, like 'file:content'.");
        return (address is "" or BlobHolder.Prefix + "0" ? holder.MainPath : holder.Find(address))
            ?? throw RequestException.NotFound($"Invalid xpath: {address}. The document has no such blob.");
    }
}
