using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.S3;

/// <summary>An upload in parts.</summary>
/// <param name="Name">What its object will be called.</param>
/// <param name="Id">The server's id.</param>
/// <param name="Note">The object that tells of it while it is not finished; null where its name tells.</param>
internal sealed record Upload(string Name, string Id, string? Note);

// Objects that are made of parts.
internal sealed partial class Bucket
{
    /// <summary>Folder of the notes about uploads that are not finished.</summary>
    public const string UploadNotes = "uploads/";

    /// <summary>
    /// Begins an upload. One to a key is noted before: after a crash nobody could tell it from others' uploads to the same bucket.
    /// </summary>
    /// <param name="name">What its object will be called.</param>
    /// <param name="like">The object whose retention and storage class it is to have; null for none.</param>
    /// <param name="storageClass">Its storage class; null for that of <paramref name="like"/>, or the store's.</param>
    /// <param name="key">The key, for messages.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<Upload> BeginUploadAsync(
        string name, StoredObject? like = null, string? storageClass = null, string? key = null, CancellationToken cancellationToken = default)
    {
        var note = names.IsOwn(name) ? null : names.Own($"{UploadNotes}{Guid.NewGuid():n}");
        if (note is not null)
            await PutAsync(note, new MemoryStream(Encoding.UTF8.GetBytes(name)), key: key, cancellationToken: cancellationToken);
        return await RunAsync(key, async () =>
        {
            var request = new InitiateMultipartUploadRequest
            {
                BucketName = options.Bucket,
                Key = name,
                ServerSideEncryptionMethod = Method,
                ServerSideEncryptionKeyManagementServiceKeyId = KmsKey,
            };
            if (like?.Retention.Until is { } until)
                (request.ObjectLockMode, request.ObjectLockRetainUntilDate) = (LockMode, until.UtcDateTime);
            if (like?.Retention.LegalHold == true)
                request.ObjectLockLegalHoldStatus = ObjectLockLegalHoldStatus.On;
            if ((storageClass ?? like?.StorageClass ?? options.StorageClass) is { } wanted)
                request.StorageClass = wanted;
            (request.ServerSideEncryptionCustomerMethod, request.ServerSideEncryptionCustomerProvidedKey) = Customer;
            var answer = await client.InitiateMultipartUploadAsync(request, cancellationToken);
            CheckEncryption(answer.ServerSideEncryptionMethod, answer.ServerSideEncryptionCustomerMethod);
            return new Upload(name, answer.UploadId, note);
        }, cancellationToken);
    }

    /// <summary>Sends one part.</summary>
    public ValueTask<PartETag> UploadPartAsync(Upload upload, int number, Stream content, string? key = null, CancellationToken cancellationToken = default) =>
        RunAsync(key, async () =>
        {
            var request = new UploadPartRequest
            {
                BucketName = options.Bucket,
                Key = upload.Name,
                UploadId = upload.Id,
                PartNumber = number,
                InputStream = content,
                PartSize = content.Length,
                UseChunkEncoding = false,
                DisablePayloadSigning = false,
            };
            (request.ServerSideEncryptionCustomerMethod, request.ServerSideEncryptionCustomerProvidedKey) = Customer;
            return new PartETag(number, (await client.UploadPartAsync(request, cancellationToken)).ETag);
        }, cancellationToken);

    /// <summary>Makes a part of a piece of another object.</summary>
    public ValueTask<PartETag> CopyPartAsync(
        string from, StoredObject seen, Upload upload, int number, long first, long last, string? key = null, CancellationToken cancellationToken = default) =>
        RunAsync(key, async () =>
        {
            var request = new CopyPartRequest
            {
                SourceBucket = options.Bucket,
                SourceKey = from,
                DestinationBucket = options.Bucket,
                DestinationKey = upload.Name,
                UploadId = upload.Id,
                PartNumber = number,
                FirstByte = first,
                LastByte = last,
                ETagToMatch = [Quoted(seen.ETag)!],
            };
            (request.ServerSideEncryptionCustomerMethod, request.ServerSideEncryptionCustomerProvidedKey) = Customer;
            (request.CopySourceServerSideEncryptionCustomerMethod, request.CopySourceServerSideEncryptionCustomerProvidedKey) = Customer;
            return new PartETag(number, (await client.CopyPartAsync(request, cancellationToken)).ETag);
        }, cancellationToken);

    /// <summary>Makes an object of the parts. False when the condition does not hold; the upload is still there then.</summary>
    public async ValueTask<bool> CompleteUploadAsync(
        Upload upload, IEnumerable<PartETag> parts, WriteCondition condition = WriteCondition.None, string? unchanged = null, string? key = null,
        CancellationToken cancellationToken = default)
    {
        var ordered = parts.OrderBy(part => part.PartNumber).ToList();
        bool isComplete;
        try
        {
            isComplete = await TryAsync(key, async () =>
            {
                var request = new CompleteMultipartUploadRequest
                {
                    BucketName = options.Bucket,
                    Key = upload.Name,
                    UploadId = upload.Id,
                    PartETags = ordered,
                    IfNoneMatch = condition == WriteCondition.IsNew ? "*" : null,
                    IfMatch = unchanged,
                };
                if (options.ServerEncryption == S3Encryption.CustomerKey)
                    (request.SSECustomerAlgorithm, request.SSECustomerKey) = ("AES256", options.CustomerKey);
                await client.CompleteMultipartUploadAsync(request, cancellationToken);
                return true;
            }, S3Failure.IsUnmet, cancellationToken);
        }
        catch (BlobException exception) when (exception.InnerException is AmazonS3Exception answer && S3Failure.IsNoSuchUpload(answer))
        {
            // The request may have been repeated after an answer that was lost.
            if (ETagOf(ordered) is not { } own || (await FindAsync(upload.Name, key, cancellationToken))?.ETag != own)
                throw;
            isComplete = true;
        }
        if (isComplete && upload.Note is { } note)
            await BestEffort.TryAsync(() => DeleteAsync(note, key, cancellationToken));
        return isComplete;
    }

    /// <summary>Gives an upload up, with its parts; one that is not there does no harm.</summary>
    public async ValueTask AbortUploadAsync(Upload upload, CancellationToken cancellationToken = default)
    {
        await TryAsync(null, async () => await client.AbortMultipartUploadAsync(
            new AbortMultipartUploadRequest { BucketName = options.Bucket, Key = upload.Name, UploadId = upload.Id }, cancellationToken),
            S3Failure.IsNoSuchUpload, cancellationToken);
        if (upload.Note is { } note)
            await DeleteAsync(note, cancellationToken: cancellationToken);
    }

    /// <summary>Uploads that are not finished, of objects whose names begin so.</summary>
    public async IAsyncEnumerable<MultipartUpload> ListUploadsAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new ListMultipartUploadsRequest { BucketName = options.Bucket, Prefix = prefix };
        for (var isMore = true; isMore;)
        {
            var page = await RunAsync(null, () => client.ListMultipartUploadsAsync(request, cancellationToken), cancellationToken);
            foreach (var upload in page.MultipartUploads ?? [])
                yield return upload;
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
            isMore = page.IsTruncated == true;
        }
    }

    private async ValueTask<bool> CopyPartsAsync(
        string from, string to, StoredObject seen, WriteCondition condition, string? storageClass, string? key, CancellationToken cancellationToken)
    {
        var upload = await BeginUploadAsync(to, seen, storageClass, key, cancellationToken);
        var isDone = false;
        try
        {
            var parts = new List<PartETag>();
            for (var first = 0L; first < seen.Length; first += options.CopyPartSize)
            {
                var last = Math.Min(first + options.CopyPartSize, seen.Length) - 1;
                parts.Add(await CopyPartAsync(from, seen, upload, parts.Count + 1, first, last, key, cancellationToken));
            }
            return isDone = await CompleteUploadAsync(upload, parts, condition, key: key, cancellationToken: cancellationToken);
        }
        catch (BlobException exception) when (exception.InnerException is AmazonS3Exception answer && (S3Failure.IsNoSuchKey(answer) || S3Failure.IsOvertaken(answer)))
        {
            return false;
        }
        finally
        {
            if (!isDone)
                await AbortUploadAsync(upload, CancellationToken.None);
        }
    }

    // What the server calls an object of these parts; null where their ETags are no digests.
    private static string? ETagOf(List<PartETag> parts)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var part in parts)
        {
            var digest = new byte[16];
            if (Convert.FromHexString(part.ETag.Trim('"'), digest, out _, out var length) != System.Buffers.OperationStatus.Done || length != digest.Length)
                return null;
            whole.AppendData(digest);
        }
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(whole.GetHashAndReset())}-{parts.Count}");
    }
}
