using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using Archivolt.Stores;

namespace Archivolt.S3;

/// <summary>
/// Signed URLs. One that was signed with temporary credentials ends with them, even before its time. Those for reading lead to CloudFront where it stands before the bucket.
/// </summary>
internal sealed class S3Urls(S3Store store, CloudFrontSigner? cloudFront) : ISignsUrls
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public async ValueTask<SignedUrl?> SignAsync(string key, UrlRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var options = store.Bucket.Options;
        var (name, version) = store.Bucket.Split(store.NameOf(key, cancellationToken));
        var isPut = request.Method == UrlMethod.Put;
        if (isPut)
            store.CheckWritable(key);
        // A new version would hide what is retained.
        if (isPut && options.ObjectLock)
            return null;
        if (!isPut && options.ColdStorageClass is not null && await store.Bucket.FindAsync(name, key, cancellationToken) is { Cold.IsReadable: false })
            return null;
        var lifetime = request.Lifetime ?? options.UrlLifetime;
        // The SDK signs by the system's clock.
        var expires = DateTimeOffset.UtcNow + (lifetime < Longest ? lifetime : Longest);
        if (!isPut && cloudFront is not null)
            return new SignedUrl(cloudFront.Sign(name, version, request, expires), expires);
        var signing = new GetPreSignedUrlRequest
        {
            BucketName = options.Bucket,
            Key = name,
            VersionId = version,
            Verb = isPut ? HttpVerb.PUT : HttpVerb.GET,
            Expires = expires.UtcDateTime,
            Protocol = options.Endpoint?.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS,
        };
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (isPut)
            AddHeaders(signing, request, headers);
        else
            AddOverrides(signing.ResponseHeaderOverrides, request);
        var url = await store.Bucket.RunAsync(key, () => store.Bucket.Client.GetPreSignedURLAsync(signing), cancellationToken);
        return new SignedUrl(new Uri(url), expires) { Headers = headers };
    }

    private static void AddOverrides(ResponseHeaderOverrides overrides, UrlRequest request) =>
        (overrides.ContentType, overrides.ContentDisposition, overrides.CacheControl) = (request.MediaType, request.ContentDisposition, request.CacheControl);

    private void AddHeaders(GetPreSignedUrlRequest signing, UrlRequest request, Dictionary<string, string> headers)
    {
        if (request.MediaType is { } type)
        {
            signing.ContentType = type;
            headers["Content-Type"] = type;
        }
        if (request.ContentLength is { } length)
        {
            signing.Headers.ContentLength = length;
            headers["Content-Length"] = length.ToString(CultureInfo.InvariantCulture);
        }
        if (store.Bucket.EncryptionHeader is { } encryption)
        {
            signing.ServerSideEncryptionMethod = encryption;
            headers["x-amz-server-side-encryption"] = encryption.Value;
            if (store.Bucket.Options.KmsKey is { } kms)
            {
                signing.ServerSideEncryptionKeyManagementServiceKeyId = kms;
                headers["x-amz-server-side-encryption-aws-kms-key-id"] = kms;
            }
        }
    }
}
