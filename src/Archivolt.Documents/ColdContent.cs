using Archivolt.Blobs;

namespace Archivolt.Documents;

/// <summary>
/// How a document whose content is in cold storage looks: facet <c>ColdStorage</c>, the content in <c>coldstorage:coldContent</c>, and
/// in <c>file:content</c> a picture in its place. (The platform's.)
/// </summary>
public static class ColdContent
{
    /// <summary>The facet of such a document.</summary>
    public const string Facet = "ColdStorage";

    internal const string BeingRetrieved = "coldstorage:beingRetrieved";
    internal const string ToBeRestored = "coldstorage:toBeRestored";
    internal const string Available = "coldstorage:availableOnColdstorage";
    internal const string DownloadableUntil = "coldstorage:downloadableUntil";

    private const string Prefix = "coldstorage:";

    /// <summary>Where a document's main content is; the only one that goes to cold storage.</summary>
    public static PropertyPath MainPath { get; } = PropertyPath.Parse("file:content");

    /// <summary>Where the content is meanwhile.</summary>
    public static PropertyPath Path { get; } = PropertyPath.Parse("coldstorage:coldContent");

    /// <summary>True when the document's content is in cold storage.</summary>
    public static bool IsCold(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Facets.Contains(Facet, StringComparer.Ordinal);
    }

    /// <summary>True when somebody asked for the content, or it is available for a while: the state changes with time.</summary>
    public static bool IsAwaited(Document document) => IsCold(document) && (document.Has(BeingRetrieved) || document.Has(Available));

    /// <summary>True while content was asked for and cannot be read yet.</summary>
    public static bool IsBeingRetrieved(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Has(BeingRetrieved);
    }

    /// <summary>True where the content comes back for good as soon as it can be read.</summary>
    public static bool IsToBeRestored(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Has(ToBeRestored);
    }

    /// <summary>Until when content in cold storage can be read; null where it cannot.</summary>
    public static DateTimeOffset? ReadableUntil(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Has(Available) ? document.Properties.Get(DownloadableUntil) as DateTimeOffset? : null;
    }

    /// <summary>The content in cold storage, or null.</summary>
    public static BlobInfo? Of(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Properties.Get(Path) as BlobInfo;
    }

    internal static bool Has(this Document document, string flag) => document.Properties.Get(flag) is true;

    /// <summary>Refuses an update that touches what only <c>ColdDocuments</c> changes.</summary>
    internal static void CheckUpdate(Document present, Document changed)
    {
        if (IsCold(present) && !IsCold(changed))
            throw new DocumentException(DocumentError.ContentLocked, $"Cannot remove cold storage facet from document {present.Id}");
        if (IsCold(changed) && !IsCold(present))
            throw new DocumentException(DocumentError.ContentLocked, $"Cannot add cold storage facet to document {present.Id}; move it to cold storage instead.");
        if (IsCold(present) && !Equals(present.Properties.Get(MainPath), changed.Properties.Get(MainPath)) || !Fields(present).SequenceEqual(Fields(changed)))
            throw Locked(present);
    }

    /// <summary>Refuses a new document that says its content is in cold storage.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.ContentLocked"/>.</exception>
    public static void CheckNew(Document document)
    {
        if (IsCold(document) || Fields(document).Any())
            throw new DocumentException(DocumentError.ContentLocked, "A new document is not in cold storage; create it, then move it there.");
    }

    internal static DocumentException Locked(Document document) =>
        new(DocumentError.ContentLocked, $"Cannot edit content of cold storage document {document.Id}");

    private static IEnumerable<(string, object?)> Fields(Document document) => document.Properties.Heads
        .Where(head => head.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(head => (head, document.Properties.Get(head)))
        .Where(field => field.Item2 is not null)
        .OrderBy(field => field.head, StringComparer.Ordinal);
}
