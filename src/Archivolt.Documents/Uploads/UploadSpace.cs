using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Documents.Uploads;

/// <summary>
/// Where parts wait: in the provider that a file would go to as the content of a new document. Where its store has no resumable writes, as through
/// encryption, a part is a blob of that provider.
/// </summary>
internal sealed class UploadSpace(BlobManager manager, IBlobDispatcher dispatcher, TimeProvider clock)
{
    private static readonly PropertyPath MainPath = PropertyPath.Parse("file:content");

    /// <summary>The provider for a file's parts.</summary>
    public async ValueTask<BlobProvider> ProviderOfAsync(string repository, UploadFile file, CancellationToken cancellationToken)
    {
        await manager.EnsureOpenAsync(cancellationToken);
        var document = new Document { Repository = repository, Id = "", Name = file.FileName ?? "", Path = "/", Type = "File" };
        var now = clock.GetUtcNow();
        var facts = new BlobFacts(file.FileName, file.MediaType, file.Encoding, Digest: null, file.Length) { LastAccess = now, Now = now };
        var provider = manager[dispatcher.Decide(facts, document, MainPath).Provider];
        return provider.Options.KeyStrategy is KeyStrategy.Foreign ? manager[dispatcher.ProviderOfUnprefixed(repository)] : provider;
    }

    /// <summary>A provider by its id, open.</summary>
    public async ValueTask<BlobProvider> FindAsync(string id, CancellationToken cancellationToken)
    {
        var provider = manager[id];
        await provider.EnsureOpenAsync(cancellationToken);
        return provider;
    }

    /// <summary>Opens a part that is complete.</summary>
    public async ValueTask<Stream> OpenAsync(UploadPart part, CancellationToken cancellationToken)
    {
        var provider = await FindAsync(part.Provider, cancellationToken);
        if (part.Key is { } key)
            return await provider.OpenAsync(key, cancellationToken: cancellationToken);
        try
        {
            return await WritesOf(provider).OpenAsync(part.Write!, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound && part.Digest is not null)
        {
            // A document took it: it is a blob now.
            return await provider.OpenAsync(provider.Options.KeyStrategy.KeyOf(part.Digest), cancellationToken: cancellationToken);
        }
    }

    /// <summary>Takes a part away; a part that is a blob is left to the collector, and so is one of a provider that is not configured any more.</summary>
    public async ValueTask AbandonAsync(UploadPart part, CancellationToken cancellationToken)
    {
        if (await FindWritesAsync(part, cancellationToken) is { } writes)
            await writes.AbortAsync(part.Write!, cancellationToken);
    }

    /// <summary>Keeps a part that is a write; one that is gone, or of a provider that is not configured any more, is left alone.</summary>
    public async ValueTask ProlongAsync(UploadPart part, CancellationToken cancellationToken)
    {
        if (await FindWritesAsync(part, cancellationToken) is { } writes)
            await writes.ProlongAsync(part.Write!, cancellationToken);
    }

    // Null where the part is no write, or its provider has none any more.
    private async ValueTask<IResumableWrites?> FindWritesAsync(UploadPart part, CancellationToken cancellationToken)
    {
        if (part.Write is null || !manager.TryGet(part.Provider, out var provider))
            return null;
        await provider.EnsureOpenAsync(cancellationToken);
        return provider.Ability<IResumableWrites>();
    }

    /// <summary>The resumable writes of a part's provider.</summary>
    public static IResumableWrites WritesOf(BlobProvider provider) => provider.Ability<IResumableWrites>()
        ?? throw new DocumentException(DocumentError.NotFound, "The storage of this upload does not offer resumable writes any more; upload the file again.");
}
