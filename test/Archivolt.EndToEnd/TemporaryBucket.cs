using Amazon.S3;

namespace Archivolt.EndToEnd;

/// <summary>A bucket on the run's server of S3 (<c>eng/radosgw.sh</c>), deleted with everything in it.</summary>
public sealed class TemporaryBucket : IAsyncDisposable
{
    private readonly Uri _server;
    private readonly string[] _login;
    private readonly string _name = $"t{Guid.NewGuid():n}";
    private readonly AmazonS3Client _client;

    private TemporaryBucket(Uri server)
    {
        _server = server;
        _login = Array.ConvertAll(server.UserInfo.Split(':'), Uri.UnescapeDataString);
        _client = new AmazonS3Client(_login[0], _login[1], new AmazonS3Config { ServiceURL = Endpoint, AuthenticationRegion = Region, ForcePathStyle = true });
    }

    /// <summary>What a provider is configured with.</summary>
    public IEnumerable<(string Name, string Value)> Settings =>
    [
        ("Type", "S3"), ("Bucket", _name), ("Endpoint", Endpoint), ("Region", Region), ("AccessKey", _login[0]), ("SecretKey", _login[1]), ("PathStyle", "true"),
    ];

    private string Endpoint => _server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    private string Region => _server.AbsolutePath.Trim('/');

    /// <summary>A new one; skips the test where there is no server.</summary>
    public static async Task<TemporaryBucket> CreateAsync()
    {
        var server = Environment.GetEnvironmentVariable("ARCHIVOLT_TEST_S3");
        Assert.SkipWhen(string.IsNullOrEmpty(server), "ARCHIVOLT_TEST_S3 names no server: eng/radosgw.sh start, then eval \"$(eng/radosgw.sh env)\"");
        var bucket = new TemporaryBucket(new Uri(server!));
        await bucket._client.PutBucketAsync(bucket._name);
        return bucket;
    }

    public async ValueTask DisposeAsync()
    {
        using (_client)
        {
            foreach (var upload in (await _client.ListMultipartUploadsAsync(_name)).MultipartUploads ?? [])
                await _client.AbortMultipartUploadAsync(_name, upload.Key, upload.UploadId);
            while ((await _client.ListObjectsAsync(_name)).S3Objects is { Count: > 0 } objects)
            {
                foreach (var each in objects)
                    await _client.DeleteObjectAsync(_name, each.Key);
            }
            await _client.DeleteBucketAsync(_name);
        }
    }
}
