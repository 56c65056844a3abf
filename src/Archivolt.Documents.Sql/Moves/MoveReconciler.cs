using Archivolt.Blobs;

namespace Archivolt.Documents.Sql.Moves;

/// <summary>
/// Keeps moved content where it is now when a document is stored that was read before the move: to whoever changed it, key and provider were
/// none of their business.
/// </summary>
internal static class MoveReconciler
{
    /// <summary>Gives every blob whose content the stored document has under another key that key.</summary>
    public static void Follow(Document changed, Document stored)
    {
        var present = new Dictionary<(string, long), BlobKey>();
        var keys = new HashSet<BlobKey>();
        foreach (var (_, blob) in stored.Blobs())
        {
            keys.Add(blob.Key);
            if (blob is { Digest: { } digest, Length: { } length })
                present.TryAdd((digest, length), blob.Key);
        }
        foreach (var (path, blob) in changed.Blobs().ToList())
        {
            if (!keys.Contains(blob.Key) && blob is { Digest: { } digest, Length: { } length } && present.TryGetValue((digest, length), out var key))
                changed.Properties.Set(path, blob with { Key = key });
        }
    }
}
