using Archivolt.Blobs;

namespace Archivolt.Documents.Dispatch;

/// <summary>Where the blobs of a document belong by now, and which of them are elsewhere. Asks the dispatcher with all it may want to know.</summary>
public sealed class Placement(IBlobDispatcher dispatcher, SchemaRegistry schemas, TimeProvider clock, IBlobAccess? access = null)
{
    /// <summary>True when the place of a blob may change by the passing of time.</summary>
    public bool DependsOnTime => dispatcher.DependsOn(FactReaders.LastAccess);

    /// <summary>The facts of a stored blob for a decision made now.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="lastAccess">When it was last handed out; null when nobody recorded that.</param>
    public BlobFacts FactsOf(BlobInfo blob, DateTimeOffset? lastAccess) =>
        BlobFacts.Of(blob) with { LastAccess = lastAccess, Now = clock.GetUtcNow() };

    /// <summary>When blobs were last handed out, as far as the rules ask for it.</summary>
    public async Task<IReadOnlyDictionary<BlobKey, DateTimeOffset>> LastAccessesAsync(
        IEnumerable<Document> documents, CancellationToken cancellationToken = default) => access is not null && DependsOnTime
        ? await access.FindAsync(
            [.. documents.SelectMany(document => document.Blobs().Select(held => Resolve(held.Blob.Key, document.Repository))).Distinct()], cancellationToken)
        : System.Collections.Immutable.ImmutableDictionary<BlobKey, DateTimeOffset>.Empty;

    /// <summary>The moves that bring every blob of a document where the rules want it, whatever changed.</summary>
    /// <param name="document">The document as it is stored.</param>
    /// <param name="lastAccesses">From <see cref="LastAccessesAsync"/>; null for a document that is being changed, which is a use of its blobs.</param>
    public IReadOnlyList<BlobMove> MovesOf(Document document, IReadOnlyDictionary<BlobKey, DateTimeOffset>? lastAccesses = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        List<BlobMove>? moves = null;
        foreach (var (path, blob) in document.Blobs())
        {
            if (MoveOf(document, path, blob, lastAccesses) is { } move)
                (moves ??= []).Add(move);
        }
        return moves ?? (IReadOnlyList<BlobMove>)[];
    }

    /// <summary>
    /// The moves that a change of a document causes: of blobs that are new in their place, and of all where the rules look at something that
    /// changed.
    /// </summary>
    /// <param name="before">The document as it was; null for a new one.</param>
    /// <param name="after">The document as it is being stored.</param>
    public IReadOnlyList<BlobMove> MovesOf(Document? before, Document after)
    {
        var moves = MovesOf(after);
        if (moves.Count == 0 || before is null || DependsOnAny(DocumentChange.Names(before, after, schemas)))
            return moves;
        return [.. moves.Where(move => before.Properties.Get(move.Path) is not BlobInfo same || same.Key != move.Key)];
    }

    /// <summary>True when the rules look at one of these names.</summary>
    public bool DependsOnAny(IEnumerable<string> names) => names.Any(dispatcher.DependsOn);

    /// <summary>
    /// The move of one blob, or null where it is in its place, or in a provider that the rules never name, whose blobs stay. What is in cold
    /// storage stays too, and what stands in its place, until it comes back.
    /// </summary>
    public BlobMove? MoveOf(Document document, PropertyPath path, BlobInfo blob, IReadOnlyDictionary<BlobKey, DateTimeOffset>? lastAccesses = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(blob);
        var key = Resolve(blob.Key, document.Repository);
        if (!dispatcher.ProviderIds.Contains(key.Provider!, StringComparer.Ordinal))
            return null;
        if (ColdContent.IsCold(document) && (path == ColdContent.MainPath || path == ColdContent.Path))
            return null;
        var facts = FactsOf(blob, lastAccesses is not null && lastAccesses.TryGetValue(key, out var last) ? last : null);
        var decision = dispatcher.Decide(facts, document, path);
        return string.Equals(decision.Provider, key.Provider, StringComparison.Ordinal)
            ? null
            : new BlobMove
            {
                Repository = document.Repository,
                DocumentId = document.Id,
                Path = path,
                Key = blob.Key,
                Source = key.Provider!,
                Target = decision.Provider,
                Rule = decision.Rule,
                Length = blob.Length,
                Queued = facts.Now!.Value,
                Due = facts.Now.Value,
            };
    }

    /// <summary>The key with its provider: a key without one belongs to the provider that the dispatcher names for the repository.</summary>
    public BlobKey Resolve(BlobKey key, string repository) =>
        key.Provider is null ? new BlobKey(dispatcher.ProviderOfUnprefixed(repository), key.Key) : key;
}
