using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Providers;

namespace Archivolt.Documents.Editing;

/// <summary>Puts content into blob properties and finds it again: dispatcher, provider and property together.</summary>
public sealed class DocumentBlobs(BlobManager manager, IBlobDispatcher dispatcher, SchemaRegistry schemas, TimeProvider? clock = null)
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>
    /// Stores content where the dispatcher says and sets it on the document's property. The content is durable when this returns; the
    /// document is stored by the caller (<see cref="IDocumentStore"/>), which writes the reference in the same transaction.
    /// </summary>
    /// <param name="source">The content.</param>
    /// <param name="document">The document; its property is set.</param>
    /// <param name="path">The property. A path that names a list appends an item to it, in the shape the schema declares.</param>
    /// <param name="progress">Receives the number of bytes written so far.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.Invalid"/>: no blob belongs there; <see cref="DocumentError.ContentLocked"/>: the blob that is there is kept by
    /// retention, a legal hold or cold storage.
    /// </exception>
    public Task<BlobInfo> WriteAsync(
        BlobSource source, Document document, PropertyPath path, IProgress<long>? progress = null, CancellationToken cancellationToken = default) =>
        WriteAsync(source, document, path, ContentOwner.Next, progress, cancellationToken);

    /// <summary>Stores content of a document that is being created under an id that nothing else has.</summary>
    internal Task<BlobInfo> WriteFirstAsync(BlobSource source, Document document, PropertyPath path, CancellationToken cancellationToken) =>
        WriteAsync(source, document, path, ContentOwner.First, progress: null, cancellationToken);

    private async Task<BlobInfo> WriteAsync(
        BlobSource source, Document document, PropertyPath path, Func<string, string, string, BlobOwner> ownerOf, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(document);
        var target = PlaceOf(document, path);
        // A path that does not fit is to fail before the content is stored.
        document.Properties.Copy().Set(target, null);
        var now = _clock.GetUtcNow();
        ContentGuard.CheckWrite(document, target, now);
        var decision = dispatcher.Decide(BlobFacts.Of(source) with { LastAccess = now, Now = now }, document, target);
        var owner = ownerOf(document.Repository, document.Id, schemas.LowLevel(target));
        var stored = await manager[decision.Provider].WriteAsync(source, owner, progress, cancellationToken);
        var blob = decision.PrefixesKey ? stored : stored with { Key = new BlobKey(null, stored.Key.Key) };
        document.Properties.Set(target, blob);
        return blob;
    }

    /// <summary>The key with its provider: a key stored without prefix belongs to the provider that the dispatcher names for the repository.</summary>
    public BlobKey Resolve(BlobKey key, string repository) =>
        key.Provider is null ? new BlobKey(dispatcher.ProviderOfUnprefixed(repository), key.Key) : key;

    /// <summary>The provider that holds a document's blob.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.NotFound"/>: the key names a provider that is not configured.</exception>
    public BlobProvider ProviderOf(BlobInfo blob, string repository)
    {
        ArgumentNullException.ThrowIfNull(blob);
        return manager[Resolve(blob.Key, repository).Provider!];
    }

    /// <summary>
    /// Where content written to a path ends up on a document: the canonical path, or the next item of a list. A list of blobs takes the blob
    /// itself, a list of complex values with one blob field takes that field (the platform's rule for <c>files:files</c>).
    /// </summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Invalid"/>: no blob belongs there.</exception>
    public PropertyPath PlaceOf(Document document, PropertyPath path)
    {
        ArgumentNullException.ThrowIfNull(document);
        var canonical = schemas.Canonical(path)
            ?? throw new DocumentException(DocumentError.Invalid, $"No schema declares a property '{path}'; write it with prefix, like 'file:content'.");
        var type = schemas.TypeOf(canonical);
        var meant = type is null && !document.Properties.TryGet(canonical, out _) ? schemas.Nearest(canonical) : null;
        switch (type)
        {
            case FieldType.BlobField:
            case null when schemas.SchemaOf(canonical) is null && meant is null:
                return canonical;
            case FieldType.ListOf { Item: var item }:
                var next = canonical.Append((document.Properties.Get(canonical) as List<object?>)?.Count ?? 0);
                if (item is FieldType.BlobField)
                    return next;
                if (item is FieldType.Complex { Fields.Count: 1 } complex && complex.Fields.Single() is { Value: FieldType.BlobField } field)
                    return next.Append(field.Key);
                break;
        }
        throw new DocumentException(DocumentError.Invalid, meant is null
            ? $"The property '{canonical}' does not hold a blob."
            : $"No schema declares a property '{canonical}'; did you mean '{meant}'?");
    }
}
