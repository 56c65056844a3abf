using Archivolt.Blobs;

namespace Archivolt.Documents;

/// <summary>
/// What may not be done to the content of a document under retention or legal hold, or in cold storage. Every document store asks before it
/// changes or deletes, inside the transaction; the writer of content asks before content is written. Nobody is exempt.
/// </summary>
public static class ContentGuard
{
    /// <summary>Refuses an update that changes a blob which is kept as it is.</summary>
    /// <param name="present">The document as stored.</param>
    /// <param name="changed">What is to be stored.</param>
    /// <param name="now">The time of the change.</param>
    /// <exception cref="DocumentException"><see cref="DocumentError.ContentLocked"/>.</exception>
    public static void CheckUpdate(Document present, Document changed, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(changed);
        if (present.Retention.HoldsAt(now) && !Retained(present, present).SequenceEqual(Retained(present, changed)))
            throw UnderRetention(present);
        ColdContent.CheckUpdate(present, changed);
    }

    /// <summary>Refuses to write content to a place whose blob is kept as it is.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.ContentLocked"/>.</exception>
    public static void CheckWrite(Document document, PropertyPath path, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.Retention.HoldsAt(now) && IsRetained(document, path))
            throw UnderRetention(document);
        if (ColdContent.IsCold(document) && path == ColdContent.MainPath)
            throw ColdContent.Locked(document);
    }

    /// <summary>Refuses to let content that is kept as it is be replaced by a copy with another digest or length.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.ContentLocked"/>.</exception>
    public static void CheckCopy(Document document, PropertyPath path, BlobInfo copy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(copy);
        if (!document.Retention.HoldsAt(now) || !IsRetained(document, path) || document.Properties.Get(path) is not BlobInfo blob)
            return;
        if (blob.Digest is not null && blob.Digest != copy.Digest || blob.Length is not null && blob.Length != copy.Length)
            throw UnderRetention(document);
    }

    /// <summary>True when a path is one of those that are retained with the document.</summary>
    public static bool IsRetained(Document document, PropertyPath path)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(path);
        return document.RetainedProperties.Any(retained => Matches(PropertyPath.Parse(retained), path));
    }

    /// <summary>The refusal to delete.</summary>
    /// <param name="id">The document that was to be deleted.</param>
    /// <param name="retainedPath">Path of the one that is retained.</param>
    public static DocumentException CannotRemove(string id, string retainedPath) =>
        new(DocumentError.Retained, $"Cannot remove {id}, it is under retention / hold: {retainedPath}");

    /// <summary>Another parent's access entries would decide who may end what keeps it.</summary>
    public static DocumentException CannotMove(string id, string retainedPath) => new(DocumentError.Retained,
        $"Cannot move {id} to another folder, it is under retention / hold: {retainedPath}. Who has the permissions SetRetention and ManageLegalHold on it may.");

    private static IEnumerable<(PropertyPath, BlobInfo)> Retained(Document keeping, Document document) =>
        document.Blobs().Where(held => IsRetained(keeping, held.Path))
            .Select(held => (held.Path, held.Blob with { Upload = null }))
            .OrderBy(held => held.Path.ToString(), StringComparer.Ordinal);

    private static bool Matches(PropertyPath retained, PropertyPath path) => retained.Segments.Count == path.Segments.Count
        && retained.Segments.Zip(path.Segments).All(pair => pair.First == pair.Second || pair.First == "*" && PropertyPath.TryIndex(pair.Second, out _));

    private static DocumentException UnderRetention(Document document) =>
        new(DocumentError.ContentLocked, $"Cannot change blob from document {document.Id}, it is under retention / hold");
}
