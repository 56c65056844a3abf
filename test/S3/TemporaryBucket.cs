using Amazon.S3;

namespace Archivolt.Buckets;

/// <summary>A bucket on the run's server of S3 (<c>eng/radosgw.sh</c>), deleted with everything in it.</summary>
internal sealed class TemporaryBucket : IAsyncDisposable
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
    public IEnumerable<(string Name, string Value)> Settings => SettingsAt(Endpoint);

    /// <summary>The same for a server that is reached at another address.</summary>
    public IEnumerable<(string Name, string Value)> SettingsAt(string endpoint) =>
    [
        ("Type", "S3"), ("Bucket", _name), ("Endpoint", endpoint), ("Region", Region), ("AccessKey", _login[0]), ("SecretKey", _login[1]), ("PathStyle", "true"),
    ];

    private string Endpoint => _server.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    private string Region => _server.AbsolutePath.Trim('/');

    /// <summary>The run's server; skips the test where there is none.</summary>
    public static Uri Server
    {
        get
        {
            var server = Environment.GetEnvironmentVariable("ARCHIVOLT_TEST_S3");
            Assert.SkipWhen(string.IsNullOrEmpty(server), "ARCHIVOLT_TEST_S3 names no server: eng/radosgw.sh start, then eval \"$(eng/radosgw.sh env)\"");
            return new Uri(server!);
        }
    }

    /// <summary>A new one.</summary>
    public static async Task<TemporaryBucket> CreateAsync()
    {
        var bucket = new TemporaryBucket(Server);
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
