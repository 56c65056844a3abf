using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Downloads;
using Archivolt.Providers;
using Archivolt.Renditions;
using Microsoft.Extensions.Logging;

namespace Archivolt.Documents.Renditions;

/// <summary>
/// Renditions of the content of documents: made once however many ask at the same time, stored beside the content they are made of, so that what is
/// encrypted stays encrypted, and collected with it.
/// </summary>
public sealed partial class DocumentRenditions(
    ConversionService conversions, IRenditionLedger ledger, DownloadService downloads, BlobManager manager, IBlobDispatcher dispatcher,
    TimeProvider clock, ILogger<DocumentRenditions> logger)
{
    private readonly SharedRuns<RenditionKey, BlobInfo> _running = new();
    private readonly RecentFailures _failures = new(clock);

    /// <summary>The converters.</summary>
    public ConverterRegistry Converters => conversions.Converters;

    /// <summary>A rendition of the content of an allowed download, as a download of its own.</summary>
    /// <param name="source">The download of the content, which permissions allowed.</param>
    /// <param name="recipe">What to make of it.</param>
    /// <param name="cancellationToken">Gives up; the conversion ends when nobody else wants it.</param>
    /// <exception cref="ConversionException">It cannot be made.</exception>
    /// <exception cref="DownloadException">The content is missing.</exception>
    /// <exception cref="BlobException">The store failed.</exception>
    public async Task<DownloadTicket> GetAsync(DownloadTicket source, RenditionRecipe recipe, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(recipe);
        var key = await KeyAsync(source, recipe, cancellationToken);
        return AsDownload(source, await FindAsync(key, cancellationToken)
            ?? await _running.RunAsync(key, stop => MakeAsync(source, key, recipe, stop), cancellationToken));
    }

    /// <summary>Begins to make a rendition, or goes on, and does not wait for it; a failure is told by the next call.</summary>
    /// <exception cref="ConversionException">It failed a moment ago.</exception>
    public async Task BeginAsync(DownloadTicket source, RenditionRecipe recipe, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(recipe);
        var key = await KeyAsync(source, recipe, cancellationToken);
        _failures.Throw(key);
        _ = MakeAloneAsync(source, key, recipe);
    }

    /// <summary>The same where it is stored already; null where it is not.</summary>
    public async Task<DownloadTicket?> FindAsync(DownloadTicket source, RenditionRecipe recipe, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(recipe);
        return await FindAsync(await KeyAsync(source, recipe, cancellationToken), cancellationToken) is { } found ? AsDownload(source, found) : null;
    }

    private DownloadTicket AsDownload(DownloadTicket source, BlobInfo rendition) => source with
    {
        Blob = rendition,
        Provider = manager[rendition.Key.Provider!],
        FileName = Path.ChangeExtension(source.FileName, Path.GetExtension(rendition.FileName)),
        Redirect = null,
        Linked = null,
    };

    private async Task<RenditionKey> KeyAsync(DownloadTicket source, RenditionRecipe recipe, CancellationToken cancellationToken) => new(
        source.Document.Repository, source.Document.Id, new BlobKey(source.Provider.Id, source.Blob.Key.Key),
        source.Linked?.File?.Version ?? source.EntityTag ?? source.EntityTagOf(await downloads.StatAsync(source, cancellationToken)), recipe.Text);

    // A rendition that its store lost is made again.
    private async Task<BlobInfo?> FindAsync(RenditionKey key, CancellationToken cancellationToken) =>
        await ledger.FindAsync(key, cancellationToken) is { } found && await IsStoredAsync(found, cancellationToken) ? found : null;

    private async Task<bool> IsStoredAsync(BlobInfo rendition, CancellationToken cancellationToken) =>
        manager.TryGet(rendition.Key.Provider!, out var provider) && await provider.StatAsync(rendition.Key.Key, cancellationToken) is not null;

    private async Task MakeAloneAsync(DownloadTicket source, RenditionKey key, RenditionRecipe recipe)
    {
        try
        {
            await _running.RunAsync(key, stop => MakeAsync(source, key, recipe, stop), CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogFailed(exception, recipe.Text, key.DocumentId);
        }
    }

    private async Task<BlobInfo> MakeAsync(DownloadTicket source, RenditionKey key, RenditionRecipe recipe, CancellationToken cancellationToken)
    {
        if (await FindAsync(key, cancellationToken) is { } found)
            return found;
        var target = await TargetAsync(source, cancellationToken);
        var stored = await ledger.FindOfAnyAsync(key, cancellationToken) is { } others && await IsStoredAsync(others, cancellationToken)
            ? await target.WriteAsync(ContentOf(others), cancellationToken: cancellationToken)
            : await ConvertAsync(source, key, target, recipe, cancellationToken);
        if (!await ledger.AddAsync(key, stored, cancellationToken))
            throw new DownloadException(DownloadError.NotFound, $"No blob found: the content of document '{key.DocumentId}' was replaced or deleted meanwhile.");
        return stored;
    }

    private async Task<BlobInfo> ConvertAsync(
        DownloadTicket source, RenditionKey key, BlobProvider target, RenditionRecipe recipe, CancellationToken cancellationToken)
    {
        _failures.Throw(key);
        if (recipe.Converter is VendorRendition vendor)
            return await vendor.MakeAsync(source.Linked!, target, cancellationToken);
        var content = BlobSource.FromFactory(async stop => (await downloads.OpenAsync(source, cancellationToken: stop)).Body, source.Blob.Length);
        try
        {
            return await conversions.ConvertAsync(content, source.Blob.MediaType ?? MediaTypes.Unknown, recipe.Converter, recipe.Parameters,
                file => target.WriteAsync(
                    BlobSource.FromFile(file.Path).With(fileName: "rendition" + file.Extension, mediaType: file.MediaType), cancellationToken: cancellationToken),
                cancellationToken);
        }
        catch (ConversionException exception)
        {
            _failures.Add(key, exception);
            throw;
        }
    }

    private BlobSource ContentOf(BlobInfo rendition) => BlobSource.FromFactory(
        async stop => await manager[rendition.Key.Provider!].OpenAsync(rendition.Key.Key, cancellationToken: stop), rendition.Length)
        .With(fileName: rendition.FileName, mediaType: rendition.MediaType);

    // Beside the content where that takes what is no document's; otherwise where the repository's content goes.
    private async ValueTask<BlobProvider> TargetAsync(DownloadTicket source, CancellationToken cancellationToken)
    {
        await source.Provider.EnsureOpenAsync(cancellationToken);
        return source.Provider is { Options.KeyStrategy.NeedsOwner: false, Store.Traits.CanWrite: true }
            ? source.Provider
            : manager[dispatcher.ProviderOfUnprefixed(source.Document.Repository)];
    }

    [LoggerMessage(1, LogLevel.Warning, "The rendition {Recipe} of document {DocumentId} could not be made.")]
    private partial void LogFailed(Exception exception, string recipe, string documentId);
}
