using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Archivolt.Azure;

/// <summary>Requests to one container, by blob names. Every failure is a <see cref="BlobException"/>.</summary>
internal sealed partial class Container : IDisposable
{
    private static readonly UploadTransferValidationOptions Verified = new() { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 };

    private readonly HttpClient _http;
    private readonly BlobContainerClient _client;
    private volatile bool _disposed;

    public Container(AzureStoreOptions options, ObjectNames names, string store)
    {
        (Options, Names, Store) = (options, names, store);
        _http = AzureClient.CreateHttp(options);
        try
        {
            var service = AzureClient.Create(options, _http);
            _client = service.GetBlobContainerClient(options.Container);
            Signer = new AzureSigner(service, options);
        }
        catch (FormatException exception)
        {
            _http.Dispose();
            throw AzureFailure.ToBlobException(exception, store, key: null);
        }
    }

    public AzureStoreOptions Options { get; }

    public ObjectNames Names { get; }

    /// <summary>What messages call the store.</summary>
    public string Store { get; }

    public AzureSigner Signer { get; }

    /// <summary>Fails once the store was disposed, or the caller gave up.</summary>
    public void Check(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>The client of one blob.</summary>
    public BlockBlobClient Blob(string name) => _client.GetBlockBlobClient(name);

    /// <summary>Creates the container where there is none.</summary>
    public async ValueTask CreateAsync(CancellationToken cancellationToken) =>
        await RunAsync(null, async () => await _client.CreateIfNotExistsAsync(cancellationToken: cancellationToken) is null, cancellationToken);

    /// <summary>A blob without its content; null only where the server says that there is none.</summary>
    public ValueTask<StoredBlob?> FindAsync(string name, string? key = null, CancellationToken cancellationToken = default) => TryAsync(key, async () =>
        StoredBlob.Of((await Blob(name).GetPropertiesAsync(cancellationToken: cancellationToken)).Value), AzureFailure.IsNoSuchBlob, cancellationToken);

    /// <summary>A blob and its content, or a range of it; null where the server says that there is none, or another by now than the ETag tells.</summary>
    public ValueTask<BlobDownloadStreamingResult?> OpenAsync(
        string name, HttpRange range = default, ETag? eTag = null, string? key = null, CancellationToken cancellationToken = default) => TryAsync(key, async () =>
    {
        var request = new BlobDownloadOptions { Range = range, Conditions = eTag is null ? null : new BlobRequestConditions { IfMatch = eTag } };
        return (await Blob(name).DownloadStreamingAsync(request, cancellationToken)).Value;
    }, exception => AzureFailure.IsNoSuchBlob(exception) || AzureFailure.IsUnmet(exception), cancellationToken);

    /// <summary>All of a small blob; null where there is none.</summary>
    public async ValueTask<byte[]?> ReadAsync(string name, int limit, CancellationToken cancellationToken = default)
    {
        if (await OpenAsync(name, cancellationToken: cancellationToken) is not { } answer)
            return null;
        await using var body = Body(answer, answer.Details.ContentLength);
        if (body.Length > limit)
            throw new BlobException(BlobError.Damaged, $"'{name}' has {body.Length} bytes, more than {limit}.", Store);
        var bytes = new byte[body.Length];
        await body.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>The content of an answer.</summary>
    public ReceivedBody Body(BlobDownloadStreamingResult answer, long length, string? key = null) =>
        new(answer.Content, answer, length, Options.IdleTimeout, Store, key);

    /// <summary>Writes a blob in one request. Null when the conditions do not hold.</summary>
    public async ValueTask<StoredBlob?> PutAsync(
        string name, MemoryStream content, BlobRequestConditions? conditions = null, string? key = null, CancellationToken cancellationToken = default)
    {
        // Azure refuses what was changed on the way.
        var own = await MD5.HashDataAsync(content, cancellationToken);
        var written = await TryAsync(key, async () =>
        {
            content.Position = 0;
            var request = new BlobUploadOptions
            {
                Conditions = conditions,
                AccessTier = Tier,
                HttpHeaders = new BlobHttpHeaders { ContentHash = own },
                // One request is only for what is smaller.
                TransferOptions = new StorageTransferOptions { InitialTransferSize = content.Length + 1, MaximumTransferSize = content.Length + 1 },
            };
            var answer = (await Blob(name).UploadAsync(content, request, cancellationToken)).Value;
            return new StoredBlob(answer.ETag, content.Length, answer.LastModified);
        }, AzureFailure.IsUnmet, cancellationToken);
        if (written is not null || conditions?.IfMatch is null)
            return written;
        // The request may have been repeated after an answer that was lost.
        return await FindAsync(name, key, cancellationToken) is { } found && found.Length == content.Length && own.AsSpan().SequenceEqual(found.Headers.ContentHash) ? found : null;
    }

    /// <summary>
    /// Copies a blob inside the container, of any size, with what was noted beside it. The server copies block by block, and the copy appears whole. Null when it is not there or is another by now, or the
    /// conditions do not hold.
    /// </summary>
    public async ValueTask<StoredBlob?> CopyAsync(
        string from, string to, StoredBlob seen, BlobRequestConditions? conditions = null, string? key = null, CancellationToken cancellationToken = default)
    {
        var source = await RunAsync(key, () => Signer.ReadUrlAsync(Blob(from), cancellationToken), cancellationToken);
        await using var blocks = new BlockList(this, to, key);
        try
        {
            for (var offset = 0L; offset < seen.Length; offset += Options.CopyBlockSize)
            {
                var range = new HttpRange(offset, Math.Min(Options.CopyBlockSize, seen.Length - offset));
                await blocks.AddAsync(async (id, cancelled) => await RunAsync(key, () => Blob(to).StageBlockFromUriAsync(
                    source, id, new StageBlockFromUriOptions { SourceRange = range, SourceConditions = new RequestConditions { IfMatch = seen.ETag } }, cancelled), cancelled), cancellationToken);
            }
            await blocks.ArriveAsync(cancellationToken);
        }
        catch (BlobException exception) when (exception.InnerException is RequestFailedException answer && IsAnother(answer))
        {
            return null;
        }
        return await CommitAsync(to, blocks.Ids, seen.Length, conditions, seen.Headers, seen.Metadata, key, cancellationToken);
    }

    /// <summary>Makes a blob young: what was noted beside it is written again. Null when it is not there, or is another by now.</summary>
    public ValueTask<StoredBlob?> TouchAsync(string name, StoredBlob seen, string? key = null, CancellationToken cancellationToken = default) => TryAsync(key, async () =>
    {
        var answer = (await Blob(name).SetMetadataAsync(seen.Metadata, new BlobRequestConditions { IfMatch = seen.ETag }, cancellationToken)).Value;
        return seen with { ETag = answer.ETag, Modified = answer.LastModified };
    }, exception => AzureFailure.IsUnmet(exception) || AzureFailure.IsNoSuchBlob(exception), cancellationToken);

    /// <summary>Deletes a blob; false when it is not there.</summary>
    public async ValueTask<bool> DeleteAsync(string name, string? key = null, CancellationToken cancellationToken = default) => await TryAsync(key, async () =>
        await Blob(name).DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken), AzureFailure.IsNoSuchBlob, cancellationToken) is not null;

    /// <summary>Deletes a blob that may have blocks only, which cannot be deleted by themselves.</summary>
    public async ValueTask DiscardAsync(string name, CancellationToken cancellationToken = default)
    {
        await PutAsync(name, new MemoryStream(), cancellationToken: cancellationToken);
        await DeleteAsync(name, cancellationToken: cancellationToken);
    }

    /// <summary>Blobs by name, in the server's order.</summary>
    public async IAsyncEnumerable<(string Name, StoredBlob Blob)> ListAsync(
        string prefix, string? from = null, bool withUncommitted = false, int? pageSize = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new GetBlobsOptions { Prefix = prefix, StartFrom = from, States = withUncommitted ? BlobStates.Uncommitted : BlobStates.None };
        await using var pages = _client.GetBlobsAsync(request, cancellationToken).AsPages(pageSizeHint: pageSize).GetAsyncEnumerator(cancellationToken);
        while (await RunAsync(null, async () => await pages.MoveNextAsync(), cancellationToken))
        {
            foreach (var each in pages.Current.Values)
            {
                Check(cancellationToken);
                yield return (each.Name, StoredBlob.Of(each.Properties));
            }
        }
    }

    /// <summary>Makes a request and translates its failure.</summary>
    public async ValueTask<T> RunAsync<T>(string? key, Func<Task<T>> request, CancellationToken cancellationToken) =>
        (await TryAsync(key, request, static _ => false, cancellationToken))!;

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _http.Dispose();
    }

    private AccessTier? Tier => Options.AccessTier is { } tier ? new AccessTier(tier) : default(AccessTier?);

    // The source of a copy is gone, or has changed since it was looked at.
    private static bool IsAnother(RequestFailedException answer) =>
        AzureFailure.IsNoSuchBlob(answer) || AzureFailure.IsUnmet(answer) || answer is { Status: 404, ErrorCode: "CannotVerifyCopySource" };

    // Default where the failure is one that the caller expects.
    private async ValueTask<T?> TryAsync<T>(string? key, Func<Task<T>> request, Predicate<RequestFailedException> isExpected, CancellationToken cancellationToken)
    {
        Check(cancellationToken);
        try
        {
            return await request();
        }
        catch (RequestFailedException exception) when (isExpected(exception))
        {
            return default;
        }
        catch (Exception exception) when (exception is not BlobException && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            throw AzureFailure.ToBlobException(exception, Store, key);
        }
    }
}
