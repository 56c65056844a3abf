using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores.Kit;

namespace Archivolt.S3;

/// <summary>The settings of a provider of type <c>S3</c>: those of every provider, and the properties of <see cref="S3StoreOptions"/> by their names.</summary>
internal sealed class S3StoreSettings(BlobStoreContext context)
{
    public static readonly IReadOnlyList<string> Names =
    [
        .. typeof(S3StoreOptions).GetProperties().Where(property => property.CanWrite && property.Name != nameof(S3StoreOptions.Name)).Select(property => property.Name), "Digest", "Record", "Namespace",
    ];

    public S3StoreOptions Read()
    {
        var usual = new S3StoreOptions { Bucket = context.RequiredText("Bucket", "give the bucket that holds the content") };
        var options = usual with
        {
            Name = context.Id,
            Prefix = context.ObjectPrefix(),
            Depth = context.Number("Depth", 0, ObjectNames.MaxDepth, usual.Depth),
            Endpoint = context.Address("Endpoint"),
            Region = context.Text("Region"),
            AccessKey = context.Text("AccessKey"),
            SecretKey = context.Text("SecretKey"),
            SessionToken = context.Text("SessionToken"),
            PathStyle = context.Flag("PathStyle"),
            Accelerate = context.Flag("Accelerate"),
            Proxy = context.Address("Proxy"),
            Connections = context.Number("Connections", 1, 10_000, usual.Connections),
            Retries = context.Number("Retries", 0, 100, usual.Retries),
            ConnectTimeout = context.Time("ConnectTimeout", usual.ConnectTimeout),
            RequestTimeout = context.Time("RequestTimeout", usual.RequestTimeout),
            IdleTimeout = context.Time("IdleTimeout", usual.IdleTimeout),
            PartSize = context.Number("PartSize", S3StoreOptions.MinPartSize, 1 << 30, usual.PartSize),
            ParallelParts = context.Number("ParallelParts", 1, 100, usual.ParallelParts),
            CopyPartSize = context.Number("CopyPartSize", S3StoreOptions.MinPartSize, 5L << 30, usual.CopyPartSize),
            AbandonedAfter = context.Time("AbandonedAfter", usual.AbandonedAfter),
            ServerEncryption = context.Choice<S3Encryption>("ServerEncryption") ?? S3Encryption.None,
            KmsKey = context.Text("KmsKey"),
            CustomerKey = context.Text("CustomerKey"),
            StorageClass = context.Text("StorageClass"),
            ColdStorageClass = context.Text("ColdStorageClass"),
            RestoreTier = context.Choice<S3RestoreTier>("RestoreTier"),
            SignUrls = context.Flag("SignUrls"),
            UrlLifetime = context.Time("UrlLifetime", usual.UrlLifetime),
            CloudFront = context.Address("CloudFront"),
            CloudFrontKeyId = context.Text("CloudFrontKeyId"),
            CloudFrontKeyFile = context.Text("CloudFrontKeyFile") is { } file ? context.Options.Resolve(file) : null,
            ObjectLock = context.Flag("ObjectLock"),
            Compliance = context.Flag("Compliance"),
            Versions = context.Flag("Versions"),
            ReadOnly = context.Options.ReadOnly || context.Flag("ReadOnly"),
        };
        if (options.AccessKey is null != options.SecretKey is null)
            throw context.Missing(options.AccessKey is null ? "AccessKey" : "SecretKey", "AccessKey and SecretKey belong together; leave out both to use the credentials of the environment");
        if (options.SessionToken is not null && options.AccessKey is null)
            throw context.Missing("AccessKey", "SessionToken belongs to AccessKey and SecretKey");
        if (options.KmsKey is not null && options.ServerEncryption != S3Encryption.Kms)
            throw new BlobException(BlobError.Configuration, $"{context.Section.Path}:KmsKey has no effect without ServerEncryption set to Kms.");
        if (options.Compliance && !options.ObjectLock)
            throw new BlobException(BlobError.Configuration, $"{context.Section.Path}:Compliance has no effect without ObjectLock.");
        if (options.ServerEncryption == S3Encryption.CustomerKey != options.CustomerKey is not null)
            throw new BlobException(BlobError.Configuration, $"{context.Section.Path}: CustomerKey and ServerEncryption set to CustomerKey belong together.");
        if (options.ColdStorageClass is not (null or "GLACIER" or "DEEP_ARCHIVE"))
            throw context.Wrong("ColdStorageClass", "GLACIER or DEEP_ARCHIVE");
        if (options.RestoreTier is not null && options.ColdStorageClass is null)
            throw context.Missing("ColdStorageClass", "RestoreTier has no effect without it");
        if (options.CustomerKey is { } key && !IsKey(key))
            throw new BlobException(BlobError.Configuration, $"{context.Section.Path}:CustomerKey is not a key; use 32 bytes in base64.");
        if (options.CloudFront is not null && !options.SignUrls)
            throw new BlobException(BlobError.Configuration, $"{context.Section.Path}:CloudFront has no effect without SignUrls.");
        if (options.CloudFront is not null && (options.CloudFrontKeyId is null || options.CloudFrontKeyFile is null))
        {
            throw context.Missing(options.CloudFrontKeyId is null ? "CloudFrontKeyId" : "CloudFrontKeyFile",
                "CloudFront needs CloudFrontKeyId and CloudFrontKeyFile: without a signature everybody who has a URL could read the content, for ever");
        }
        if (options.CloudFront is null && (options.CloudFrontKeyId is not null || options.CloudFrontKeyFile is not null))
            throw context.Missing("CloudFront", "CloudFrontKeyId and CloudFrontKeyFile have no effect without it");
        if (options.UrlLifetime > TimeSpan.FromDays(7))
            throw context.Wrong("UrlLifetime", "at most seven days");
        return options;
    }

    private static bool IsKey(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out var length) && length == 32;
}
