namespace Archivolt.S3;

/// <summary>Which encryption the server is asked to apply to what it stores. The server holds the keys, except for <see cref="CustomerKey"/>.</summary>
public enum S3Encryption
{
    /// <summary>The bucket's default.</summary>
    None,

    /// <summary>Keys of the storage service (SSE-S3).</summary>
    Aes256,

    /// <summary>Keys of the key management service (SSE-KMS).</summary>
    Kms,

    /// <summary>A key that each request carries and the server forgets (SSE-C).</summary>
    CustomerKey,
}

/// <summary>How fast, and for how much, content is restored from cold storage.</summary>
public enum S3RestoreTier
{
    /// <summary>Within hours.</summary>
    Standard,

    /// <summary>Cheapest, within half a day or two.</summary>
    Bulk,

    /// <summary>Within minutes; not from <c>DEEP_ARCHIVE</c>.</summary>
    Expedited,
}

/// <summary>How a store in a bucket is opened.</summary>
public sealed record S3StoreOptions
{
    /// <summary>The bucket, which must exist.</summary>
    public required string Bucket { get; init; }

    /// <summary>What the names of all objects begin with; a <c>/</c> is added where it has none at its end. Empty for the whole bucket.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What messages call the store; null for the bucket's name.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Folders of two characters above each object, as in <c>ac/bd/acbd18db…</c>; 0 to 16. Keys then have at least that many characters and no <c>/</c>.
    /// </summary>
    public int Depth { get; init; }

    /// <summary>Address of a compatible server; null for AWS.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region, such as <c>eu-central-1</c>; null for what the environment says, otherwise <c>us-east-1</c>.</summary>
    public string? Region { get; init; }

    /// <summary>Id of the access key; null for the credentials of the environment, profile, container or instance.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The secret of <see cref="AccessKey"/>.</summary>
    public string? SecretKey { get; init; }

    /// <summary>The token of temporary credentials.</summary>
    public string? SessionToken { get; init; }

    /// <summary>True for addresses that name the bucket in the path, which most compatible servers need.</summary>
    public bool PathStyle { get; init; }

    /// <summary>True for the accelerated addresses of AWS.</summary>
    public bool Accelerate { get; init; }

    /// <summary>The HTTP proxy on the way, such as <c>http://proxy:3128</c>; null for none.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Most connections to the server at once.</summary>
    public int Connections { get; init; } = 50;

    /// <summary>How often a request that failed in passing is made again.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one request may take until its answer begins, such as the upload of one part.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long a download may stand still.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>
    /// Bytes of one part of an upload, at least 5 MiB. Content that fits into one part is kept in memory and sent in one request; larger parts follow after
    /// four thousand, since an upload has at most 10,000.
    /// </summary>
    public int PartSize { get; init; } = MinPartSize;

    /// <summary>Parts of one upload that are on the way at once; an upload needs memory for one more.</summary>
    public int ParallelParts { get; init; } = 4;

    /// <summary>The largest object that is copied in one request, in bytes; larger ones are copied in parts of that size.</summary>
    public long CopyPartSize { get; init; } = 1L << 30;

    /// <summary>After what time unfinished uploads count as abandoned and are cleared away.</summary>
    public TimeSpan AbandonedAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>What the server is asked to encrypt with. A server that ignores the request is refused when the store is opened.</summary>
    public S3Encryption ServerEncryption { get; init; }

    /// <summary>With <see cref="S3Encryption.Kms"/>, the key's id; null for the service's own key.</summary>
    public string? KmsKey { get; init; }

    /// <summary>With <see cref="S3Encryption.CustomerKey"/>, the key: 32 bytes in base64.</summary>
    public string? CustomerKey { get; init; }

    /// <summary>The storage class of new objects, such as <c>STANDARD_IA</c>; null for the bucket's default.</summary>
    public string? StorageClass { get; init; }

    /// <summary>
    /// The storage class of cold storage, <c>GLACIER</c> or <c>DEEP_ARCHIVE</c>, to which content can then be moved and from which it can be restored; null for none. Objects that a rule of the
    /// bucket moved there are restored alike.
    /// </summary>
    public string? ColdStorageClass { get; init; }

    /// <summary>How fast the server restores from cold storage; null for what it does usually.</summary>
    public S3RestoreTier? RestoreTier { get; init; }

    /// <summary>True to let clients read and write the bucket directly, by signed URLs.</summary>
    public bool SignUrls { get; init; }

    /// <summary>How long a signed URL works where the request says nothing; at most seven days.</summary>
    public TimeSpan UrlLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// With <see cref="SignUrls"/>, the address of the CloudFront distribution in front of the bucket, such as <c>https://d111111abcdef8.cloudfront.net</c>, to which readers are sent; null for
    /// the bucket itself. Needs <see cref="CloudFrontKeyId"/> and <see cref="CloudFrontKeyFile"/>.
    /// </summary>
    public Uri? CloudFront { get; init; }

    /// <summary>The id of the key by which the distribution knows the signer (a trusted key group or key pair).</summary>
    public string? CloudFrontKeyId { get; init; }

    /// <summary>The file with the private RSA key, as PEM or DER. It is read when the store is opened.</summary>
    public string? CloudFrontKeyFile { get; init; }

    /// <summary>True where the bucket has an object lock, for content that may have to be retained.</summary>
    public bool ObjectLock { get; init; }

    /// <summary>With <see cref="ObjectLock"/>, true so that nobody can shorten a retention, not even an administrator of the bucket.</summary>
    public bool Compliance { get; init; }

    /// <summary>True where the bucket keeps versions and keys may end with one, as in <c>KEY@VERSION</c>. Such a key is only read.</summary>
    public bool Versions { get; init; }

    /// <summary>True to refuse every write and deletion.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Bucket and prefix; no credentials.</summary>
    public override string ToString() => $"{Bucket}/{Prefix}";

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Bucket);
        if (ColdStorageClass is not (null or "GLACIER" or "DEEP_ARCHIVE"))
            throw new ArgumentException($"'{ColdStorageClass}' is no storage class that has to be restored: use GLACIER or DEEP_ARCHIVE.");
        ArgumentOutOfRangeException.ThrowIfLessThan(PartSize, MinPartSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(CopyPartSize, MinPartSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(ParallelParts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Connections, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Retries);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(UrlLifetime, TimeSpan.Zero);
        if (CloudFront is not null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(CloudFrontKeyId);
            ArgumentException.ThrowIfNullOrWhiteSpace(CloudFrontKeyFile);
        }
    }

    internal const int MinPartSize = 5 << 20;
}
