using Amazon.S3;
using Amazon.S3.Model;

namespace Archivolt.S3;

/// <summary>A bucket of a test's own on the server of the run (<c>eng/radosgw.sh</c>); deleted with everything in it.</summary>
public sealed class TestBucket : IAsyncDisposable
{
    private readonly AmazonS3Client _client;

    private TestBucket(S3StoreOptions options) => (Options, _client) = (options, S3Client.Create(options));

    public S3StoreOptions Options { get; }

    public IAmazonS3 Client => _client;

    public static string? Server => Environment.GetEnvironmentVariable("ARCHIVOLT_TEST_S3");

    public static async Task<TestBucket> CreateAsync(bool withLock = false)
    {
        Assert.SkipWhen(Server is null, "ARCHIVOLT_TEST_S3 names no server: eng/radosgw.sh start, then eval \"$(eng/radosgw.sh env)\"");
        // http://ID:SECRET@HOST:PORT/REGION
        var server = new Uri(Server!);
        var user = Array.ConvertAll(server.UserInfo.Split(':'), Uri.UnescapeDataString);
        var bucket = new TestBucket(new S3StoreOptions
        {
            Bucket = $"test-{Guid.NewGuid():n}",
            Endpoint = new Uri(server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)),
            PathStyle = true,
            Region = server.AbsolutePath.Trim('/'),
            AccessKey = user[0],
            SecretKey = user[1],
            Retries = 1,
            PartSize = S3StoreOptions.MinPartSize,
        });
        await bucket.Client.PutBucketAsync(new PutBucketRequest { BucketName = bucket.Options.Bucket, ObjectLockEnabledForBucket = withLock });
        return bucket;
    }

    /// <summary>Names of all objects.</summary>
    public async Task<List<string>> ObjectsAsync() => [.. ((await _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Options.Bucket })).S3Objects ?? []).Select(each => each.Key)];

    /// <summary>Names of all objects that are uploaded in parts and not finished.</summary>
    public async Task<List<string>> UploadsAsync() =>
        [.. ((await _client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Options.Bucket })).MultipartUploads ?? []).Select(each => each.Key)];

    public async ValueTask DisposeAsync()
    {
        using (_client)
        {
            foreach (var upload in (await _client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Options.Bucket })).MultipartUploads ?? [])
                await _client.AbortMultipartUploadAsync(Options.Bucket, upload.Key, upload.UploadId);
            while ((await _client.ListVersionsAsync(new ListVersionsRequest { BucketName = Options.Bucket })).Versions is { Count: > 0 } versions)
            {
                foreach (var version in versions)
                    await _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = Options.Bucket, Key = version.Key, VersionId = version.VersionId, BypassGovernanceRetention = true });
            }
            await _client.DeleteBucketAsync(Options.Bucket);
        }
    }
}
