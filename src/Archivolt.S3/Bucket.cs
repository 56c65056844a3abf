using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.S3;

/// <summary>Requests to one bucket, by object names. Every failure is a <see cref="BlobException"/>; what the options say of encryption goes into every request.</summary>
internal sealed partial class Bucket(IAmazonS3 client, S3StoreOptions options, ObjectNames names, string store) : IDisposable
{
    private volatile bool _disposed;
    private volatile bool _cannotCopy;

    public IAmazonS3 Client => client;

    public S3StoreOptions Options => options;

    public ObjectNames Names => names;

    /// <summary>What messages call the store.</summary>
    public string Store => store;

    /// <summary>What the server is asked to encrypt with by keys of its own.</summary>
    public ServerSideEncryptionMethod? EncryptionHeader => Method;

    /// <summary>The name and the version of an object, where the store has versions.</summary>
    public (string Name, string? Version) Split(string name) =>
        options.Versions && name.LastIndexOf('@') is > 0 and var at ? (name[..at], name[(at + 1)..]) : (name, null);

    /// <summary>Fails once the store was disposed, or the caller gave up.</summary>
    public void Check(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>An object without its content; null only where the server says that there is none.</summary>
    public async ValueTask<StoredObject?> FindAsync(string name, string? key = null, CancellationToken cancellationToken = default) =>
        await HeadAsync(name, key, cancellationToken) is { } head ? StoredObject.Of(head) : null;

    /// <summary>All that the server says of an object; null only where it says that there is none.</summary>
    public ValueTask<GetObjectMetadataResponse?> HeadAsync(string name, string? key, CancellationToken cancellationToken) => TryAsync(key, async () =>
    {
        try
        {
            var (own, version) = Split(name);
            var request = new GetObjectMetadataRequest { BucketName = options.Bucket, Key = own, VersionId = version };
            (request.ServerSideEncryptionCustomerMethod, request.ServerSideEncryptionCustomerProvidedKey) = Customer;
            return await client.GetObjectMetadataAsync(request, cancellationToken);
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            // An answer to HEAD has no body that could tell a missing object from a missing bucket.
            using var content = await GetAsync(name, range: null, cancellationToken);
            throw new BlobException(BlobError.Unavailable, "The server knows the object and does not know it: it was written this very moment.", store, key);
        }
    }, S3Failure.IsNoSuchKey, cancellationToken);

    /// <summary>An object and its content, or the range of it that the header says; null only where the server says that there is none.</summary>
    public ValueTask<GetObjectResponse?> OpenAsync(string name, string? range, string? key = null, CancellationToken cancellationToken = default) =>
        TryAsync(key, () => GetAsync(name, range, cancellationToken), S3Failure.IsNoSuchKey, cancellationToken);

    /// <summary>Writes an object in one request. Null when the condition does not hold.</summary>
    /// <param name="name">The object.</param>
    /// <param name="content">The bytes, which the request may read more than once.</param>
    /// <param name="condition">On what it depends.</param>
    /// <param name="unchanged">The ETag of what is replaced; null for anything.</param>
    /// <param name="key">The key, for messages.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<string?> PutAsync(
        string name, Stream content, WriteCondition condition = WriteCondition.None, string? unchanged = null, string? key = null, CancellationToken cancellationToken = default)
    {
        var written = await TryAsync(key, async () =>
        {
            var request = new PutObjectRequest
            {
                BucketName = options.Bucket,
                Key = name,
                InputStream = content,
                AutoCloseStream = false,
                // The signature covers the digest of the bytes, so the server notices what was changed on the way; streamed signatures are not understood everywhere.
                UseChunkEncoding = false,
                DisablePayloadSigning = false,
                IfNoneMatch = condition == WriteCondition.IsNew ? "*" : null,
                IfMatch = unchanged,
                ServerSideEncryptionMethod = Method,
                ServerSideEncryptionKeyManagementServiceKeyId = KmsKey,
            };
            if (options.StorageClass is { } storageClass)
                request.StorageClass = storageClass;
            (request.ServerSideEncryptionCustomerMethod, request.ServerSideEncryptionCustomerProvidedKey) = Customer;
            var answer = await client.PutObjectAsync(request, cancellationToken);
            CheckEncryption(answer.ServerSideEncryptionMethod, answer.ServerSideEncryptionCustomerMethod);
            return answer.ETag.Trim('"');
        }, S3Failure.IsOvertaken, cancellationToken);
        if (written is not null || unchanged is null)
            return written;
        // The request may have been repeated after an answer that was lost.
        content.Position = 0;
        var own = Convert.ToHexStringLower(await MD5.HashDataAsync(content, cancellationToken));
        return (await FindAsync(name, key, cancellationToken))?.ETag == own ? own : null;
    }

    /// <summary>
    /// Copies an object inside the bucket, of any size, also onto itself; where the server cannot, through this process. False when it is not there or is another by now, or the condition does
    /// not hold.
    /// </summary>
    public async ValueTask<bool> CopyAsync(
        string from, string to, StoredObject seen, WriteCondition condition = WriteCondition.None, string? storageClass = null, string? key = null, CancellationToken cancellationToken = default)
    {
        if (_cannotCopy && storageClass is null)
            return await CopyThroughAsync(from, to, seen, condition, key, cancellationToken);
        try
        {
            var isCopied = seen.Length > options.CopyPartSize
                ? await CopyPartsAsync(from, to, seen, condition, storageClass, key, cancellationToken)
                : await CopyWholeAsync(from, to, seen, condition, storageClass, key, cancellationToken);
            if (isCopied)
                await KeepRetentionAsync(to, seen.Retention, key, cancellationToken);
            return isCopied;
        }
        catch (BlobException exception) when (exception.Error == BlobError.Unsupported && seen.Retention == Retention.None && storageClass is null)
        {
            // Some servers cannot copy what they encrypt.
            _cannotCopy = true;
            return await CopyThroughAsync(from, to, seen, condition, key, cancellationToken);
        }
    }

    /// <summary>Sets what protects an object, where it is not so already.</summary>
    public async ValueTask SetRetentionAsync(string name, Retention present, Retention wanted, string? key, CancellationToken cancellationToken)
    {
        if (wanted.Until is { } until && until != present.Until)
        {
            await RunAsync(key, () => client.PutObjectRetentionAsync(new PutObjectRetentionRequest
            {
                BucketName = options.Bucket,
                Key = name,
                Retention = new ObjectLockRetention
                {
                    Mode = options.Compliance ? ObjectLockRetentionMode.Compliance : ObjectLockRetentionMode.Governance,
                    RetainUntilDate = until.UtcDateTime,
                },
            }, cancellationToken), cancellationToken);
        }
        if (wanted.LegalHold != present.LegalHold)
        {
            await RunAsync(key, () => client.PutObjectLegalHoldAsync(new PutObjectLegalHoldRequest
            {
                BucketName = options.Bucket,
                Key = name,
                LegalHold = new ObjectLockLegalHold { Status = wanted.LegalHold ? ObjectLockLegalHoldStatus.On : ObjectLockLegalHoldStatus.Off },
            }, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Asks for an object in cold storage to be readable for some days; one that is asked for already does no harm.</summary>
    public async ValueTask RestoreAsync(string name, StoredObject found, int days, string? key, CancellationToken cancellationToken) => await TryAsync(key, async () =>
        await client.RestoreObjectAsync(new RestoreObjectRequest
        {
            BucketName = options.Bucket,
            Key = name,
            // What this class archived comes back for good.
            Days = found.StorageClass == "INTELLIGENT_TIERING" ? null : days,
            RetrievalTier = options.RestoreTier is { } tier ? new GlacierJobTier(tier.ToString()) : null,
        }, cancellationToken), S3Failure.IsRestoring, cancellationToken);

    /// <summary>Deletes an object; one that is not there does no harm.</summary>
    public async ValueTask DeleteAsync(string name, string? key = null, CancellationToken cancellationToken = default) => await TryAsync(key, async () =>
        await client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = options.Bucket, Key = name }, cancellationToken), S3Failure.IsNoSuchKey, cancellationToken);

    /// <summary>Objects by name, in the order of their UTF-8 bytes.</summary>
    public async IAsyncEnumerable<(string Name, StoredObject Object)> ListAsync(
        string prefix, string? after = null, int pageSize = 1000, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var isMore = true; isMore;)
        {
            var start = after;
            var page = await RunAsync(null, async () => await client.ListObjectsV2Async(
                new ListObjectsV2Request { BucketName = options.Bucket, Prefix = prefix, StartAfter = start, MaxKeys = pageSize, Encoding = EncodingType.Url }, cancellationToken), cancellationToken);
            foreach (var each in page.S3Objects ?? [])
            {
                cancellationToken.ThrowIfCancellationRequested();
                ObjectDisposedException.ThrowIf(_disposed, this);
                after = page.Encoding == EncodingType.Url ? WebUtility.UrlDecode(each.Key) : each.Key;
                yield return (after, StoredObject.Of(each.ETag, each.Size ?? 0, each.LastModified?.ToUniversalTime(), each.StorageClass?.Value));
            }
            isMore = page.IsTruncated == true;
        }
    }

    /// <summary>Makes a request and translates its failure.</summary>
    public async ValueTask<T> RunAsync<T>(string? key, Func<Task<T>> request, CancellationToken cancellationToken) =>
        (await TryAsync(key, request, static _ => false, cancellationToken))!;

    // Default where the failure is one that the caller expects.
    private async ValueTask<T?> TryAsync<T>(string? key, Func<Task<T>> request, Predicate<AmazonS3Exception> isExpected, CancellationToken cancellationToken)
    {
        Check(cancellationToken);
        try
        {
            return await request();
        }
        catch (AmazonS3Exception exception) when (isExpected(exception))
        {
            return default;
        }
        catch (Exception exception) when (exception is not BlobException && !(exception is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            throw S3Failure.ToBlobException(exception, store, key);
        }
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        client.Dispose();
    }

    private ServerSideEncryptionMethod? Method => options.ServerEncryption switch
    {
        S3Encryption.Aes256 => ServerSideEncryptionMethod.AES256,
        S3Encryption.Kms => ServerSideEncryptionMethod.AWSKMS,
        _ => null,
    };

    private ObjectLockMode LockMode => options.Compliance ? ObjectLockMode.Compliance : ObjectLockMode.Governance;

    private string? KmsKey => options.ServerEncryption == S3Encryption.Kms ? options.KmsKey : null;

    private (ServerSideEncryptionCustomerMethod? Method, string? Key) Customer => options.ServerEncryption == S3Encryption.CustomerKey
        ? (ServerSideEncryptionCustomerMethod.AES256, options.CustomerKey)
        : (null, null);

    // Some servers take the request for encryption and store the content in clear.
    private void CheckEncryption(ServerSideEncryptionMethod? method, ServerSideEncryptionCustomerMethod? customer)
    {
        var isEncrypted = options.ServerEncryption switch
        {
            S3Encryption.None => true,
            S3Encryption.CustomerKey => customer?.Value == "AES256",
            _ => method?.Value == Method!.Value,
        };
        if (!isEncrypted)
        {
            throw new BlobException(BlobError.Configuration,
                $"The server ignored the request to encrypt ({options.ServerEncryption}): choose another ServerEncryption, or encrypt before it leaves by a section Encryption.", store);
        }
    }

    private Task<GetObjectResponse> GetAsync(string name, string? range, CancellationToken cancellationToken)
    {
        var (own, version) = Split(name);
        var request = new GetObjectRequest { BucketName = options.Bucket, Key = own, VersionId = version, ByteRange = range is null ? null : new Amazon.S3.Model.ByteRange(range) };
        (request.ServerSideEncryptionCustomerMethod, request.ServerSideEncryptionCustomerProvidedKey) = Customer;
        return client.GetObjectAsync(request, cancellationToken);
    }

    private async ValueTask<bool> CopyWholeAsync(
        string from, string to, StoredObject seen, WriteCondition condition, string? storageClass, string? key, CancellationToken cancellationToken) =>
        await TryAsync(key, async () =>
        {
            var request = new CopyObjectRequest
            {
                SourceBucket = options.Bucket,
                SourceKey = from,
                DestinationBucket = options.Bucket,
                DestinationKey = to,
                ETagToMatch = Quoted(seen.ETag),
                IfNoneMatch = condition == WriteCondition.IsNew ? "*" : null,
                // Onto itself a server copies only what changes.
                MetadataDirective = S3MetadataDirective.REPLACE,
                ServerSideEncryptionMethod = Method,
                ServerSideEncryptionKeyManagementServiceKeyId = KmsKey,
            };
            if (seen.Retention.Until is { } until)
                (request.ObjectLockMode, request.ObjectLockRetainUntilDate) = (LockMode, until.UtcDateTime);
            if (seen.Retention.LegalHold)
                request.ObjectLockLegalHoldStatus = ObjectLockLegalHoldStatus.On;
            if ((storageClass ?? seen.StorageClass ?? options.StorageClass) is { } kept)
                request.StorageClass = kept;
            (request.ServerSideEncryptionCustomerMethod, request.ServerSideEncryptionCustomerProvidedKey) = Customer;
            (request.CopySourceServerSideEncryptionCustomerMethod, request.CopySourceServerSideEncryptionCustomerProvidedKey) = Customer;
            var answer = await client.CopyObjectAsync(request, cancellationToken);
            CheckEncryption(answer.ServerSideEncryptionMethod, answer.ServerSideEncryptionCustomerMethod);
            return true;
        }, exception => S3Failure.IsNoSuchKey(exception) || S3Failure.IsOvertaken(exception), cancellationToken);

    // Not every server gives a copy what protects the original.
    private async ValueTask KeepRetentionAsync(string name, Retention wanted, string? key, CancellationToken cancellationToken)
    {
        if (wanted != Retention.None && await FindAsync(name, key, cancellationToken) is { } copy)
            await SetRetentionAsync(name, copy.Retention, wanted, key, cancellationToken);
    }

    private async ValueTask<bool> CopyThroughAsync(string from, string to, StoredObject seen, WriteCondition condition, string? key, CancellationToken cancellationToken)
    {
        var answer = await OpenAsync(from, range: null, key, cancellationToken);
        if (answer is null)
            return false;
        await using var body = new ReceivedBody(answer.ResponseStream, answer, answer.ContentLength, options.IdleTimeout, store, key);
        if (answer.ETag?.Trim('"') != seen.ETag)
            return false;
        var part = new PartBuffer(options.PartSize);
        await using var upload = new MultipartWriter(this, to, key, store);
        try
        {
            while (await part.FillAsync(body, cancellationToken))
            {
                await upload.SendAsync(part, cancellationToken);
                part = new PartBuffer(upload.NextPartSize(options.PartSize), isLarge: true);
            }
            if (upload.Length == 0)
            {
                using var bytes = part.Read();
                return await PutAsync(to, bytes, condition, key: key, cancellationToken: cancellationToken) is not null;
            }
            if (part.Length > 0)
            {
                await upload.SendAsync(part, cancellationToken);
                part = new PartBuffer(0);
            }
            return await upload.CompleteAsync(condition, unchanged: null, cancellationToken);
        }
        finally
        {
            part.Dispose();
        }
    }

    private static string? Quoted(string? eTag) => eTag is null ? null : $"\"{eTag}\"";
}
