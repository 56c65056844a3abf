using System.Globalization;
using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo;

/// <summary>
/// The properties of the platform's classes for Amazon S3 as settings of a store of type <c>S3</c>. What a provider does not say is looked up in the platform's configuration, under
/// <c>nuxeo.s3storage.</c>, except for the prefix.
/// </summary>
internal static class S3Properties
{
    public const string OlderClass = "org.nuxeo.ecm.core.storage.sql.S3BinaryManager";
    public const string CloudFrontClass = "org.nuxeo.ecm.core.storage.sql.CloudFrontBinaryManager";
    public const string NewerClass = "org.nuxeo.ecm.blob.s3.S3BlobProvider";

    private const string Prefix = "nuxeo.s3storage.";
    private const int UsualLifetime = 3600;
    private const int LongestLifetime = 7 * 24 * 3600;
    private const long LeastPart = 5 << 20;

    // Nothing on the platform reads them, or they are about what this store does not have.
    private static readonly string[] WithoutEffect =
    [
        "multipart.cleanup.disabled", "multipartCopyPartSize", "multipartCopyThreshold", "multipartUploadThreshold", "minimumUploadPartSize", "digestAsync",
    ];

    public static void Translate(PropertyTranslation settings, ContributedProvider provider)
    {
        var isNewer = provider.Class == NewerClass;
        settings.Set("Type", "S3");
        Refuse(provider, "crypt.keystore.file", "content that the platform encrypted before it sent it to S3 cannot be read; decrypt it there, or keep it on the platform");
        Refuse(provider, "crypt.kms.clientside.key", "content that the platform encrypted before it sent it to S3 cannot be read; decrypt it there, or keep it on the platform");

        settings.Set("Bucket", Find(provider, "bucket") ?? throw StoreClasses.Wrong(provider, $"Missing bucket: set the property 'bucket', or {Prefix}bucket."));
        settings.Take("bucket", "Bucket");
        settings.Take("bucket_prefix", "Prefix");
        Take(settings, provider, "namespace", "Namespace");
        Take(settings, provider, "region", "Region", otherwise: "nuxeo.aws.region");
        Take(settings, provider, "endpoint", "Endpoint", translate: value => value.Contains("://", StringComparison.Ordinal) ? value : $"https://{value}");
        Flag(settings, provider, "pathstyleaccess", "PathStyle");
        Flag(settings, provider, "accelerateMode", "Accelerate");
        Identify(settings, provider);
        Connect(settings, provider);
        Encrypt(settings, provider);
        Sign(settings, provider);
        CacheProperties.Translate(settings, provider, property => Find(provider, property));

        settings.Set("Digest", Find(provider, "digest") ?? "MD5");
        settings.Take("digest", "Digest");
        if (isNewer)
        {
            Take(settings, provider, "subDirsDepth", "Depth");
            // The class to which the platform moves.
            settings.Take("coldStorage", "ColdStorageClass", value => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase) ? "GLACIER" : null);
            StoreClasses.Name(settings, provider);
            // Documents of such a provider may refer to versions.
            settings.Set("Versions", "true");
        }
        if (IsTrue(provider, "metadata.addusername"))
            settings.Ignore("metadata.addusername", "the property 'metadata.addusername' has no counterpart: an object does not say who wrote it");
        settings.Take("metadata.addusername", "Bucket");
        foreach (var property in WithoutEffect.Where(name => provider.Property(name) is not null))
        {
            settings.Ignore(property, $"the property '{property}' makes no difference to the store here", isHarmless: true);
            settings.Take(property, "Bucket");
        }
    }

    private static void Identify(PropertyTranslation settings, ContributedProvider provider)
    {
        var (id, secret, token) = (Find(provider, "awsid"), Find(provider, "awssecret"), Find(provider, "awstoken"));
        if (id is null != secret is null)
            settings.Ignore(id is null ? "awssecret" : "awsid", "only one of the properties 'awsid' and 'awssecret' is set, so that the credentials of the environment are used");
        if (id is null || secret is null)
        {
            (id, secret, token) = (provider.Variable("nuxeo.aws.accessKeyId"), provider.Variable("nuxeo.aws.secretKey"), provider.Variable("nuxeo.aws.sessionToken"));
        }
        if (id is { Length: > 0 } && secret is { Length: > 0 })
        {
            settings.Set("AccessKey", id);
            settings.Set("SecretKey", secret);
            if (token is { Length: > 0 })
                settings.Set("SessionToken", token);
        }
        foreach (var property in new[] { "awsid", "awssecret", "awstoken" })
            settings.Take(property, "Bucket");
    }

    private static void Connect(PropertyTranslation settings, ContributedProvider provider)
    {
        Number(settings, provider, "connection.max", "Connections", least: 1, number => number.ToString(CultureInfo.InvariantCulture));
        Number(settings, provider, "connection.retry", "Retries", least: 0, number => number.ToString(CultureInfo.InvariantCulture));
        // 0 is "for ever" there, which nothing is here.
        Number(settings, provider, "connection.timeout", "ConnectTimeout", least: 1, Milliseconds);
        Number(settings, provider, "socket.timeout", "IdleTimeout", least: 1, Milliseconds);
        Take(settings, provider, "storageClass", "StorageClass");
        if (long.TryParse(provider.Variable($"{Prefix}minimum.upload.part.size"), NumberStyles.None, CultureInfo.InvariantCulture, out var part))
            settings.Set("PartSize", Math.Clamp(part, LeastPart, 1 << 30).ToString(CultureInfo.InvariantCulture));
        if (long.TryParse(provider.Variable($"{Prefix}multipart.copy.threshold"), NumberStyles.None, CultureInfo.InvariantCulture, out var copy))
            settings.Set("CopyPartSize", Math.Clamp(copy, LeastPart, 5L << 30).ToString(CultureInfo.InvariantCulture));
        if (provider.Variable("nuxeo.http.proxy.host") is { Length: > 0 } host && !string.Equals(provider.Variable("nuxeo.s3.proxy.disabled"), "true", StringComparison.OrdinalIgnoreCase))
        {
            var login = provider.Variable("nuxeo.http.proxy.login") is { Length: > 0 } user
                ? $"{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(provider.Variable("nuxeo.http.proxy.password") ?? "")}@"
                : "";
            settings.Set("Proxy", $"http://{login}{host}:{provider.Variable("nuxeo.http.proxy.port") ?? "80"}");
        }

        static string Milliseconds(long number) => TimeSpan.FromMilliseconds(number).ToString("c", CultureInfo.InvariantCulture);
    }

    private static void Encrypt(PropertyTranslation settings, ContributedProvider provider)
    {
        var key = Find(provider, "crypt.kms.key");
        if (IsTrue(provider, "crypt.serverside"))
        {
            settings.Set("ServerEncryption", key is null ? "Aes256" : "Kms");
            if (key is not null)
                settings.Set("KmsKey", key);
        }
        else if (key is not null)
        {
            settings.Ignore("crypt.kms.key", "the property 'crypt.kms.key' has no effect without 'crypt.serverside'");
        }
        settings.Take("crypt.serverside", "Bucket");
        settings.Take("crypt.kms.key", "Bucket");
    }

    private static void Sign(PropertyTranslation settings, ContributedProvider provider)
    {
        // The older names win.
        var name = Find(provider, "downloadfroms3") is null ? "directdownload" : "downloadfroms3";
        // The class for CloudFront does so unless it is told otherwise.
        var isDirect = IsTrue(provider, name) || (provider.Class == CloudFrontClass && Find(provider, name) is null);
        if (isDirect)
            settings.Set("SignUrls", "true");
        Distribute(settings, provider, isDirect);
        name = Find(provider, "downloadfroms3.expire") is null ? "directdownload.expire" : "downloadfroms3.expire";
        if (Find(provider, name) is { } text)
        {
            var isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds);
            if (seconds > LongestLifetime)
                settings.Ignore(name, $"the property '{name}' is more than the seven days that Amazon allows, which are used");
            else if (!isNumber || seconds <= 0)
                settings.Ignore(name, $"the property '{name}' is no number of seconds above 0, so that an hour is used");
            settings.Set("UrlLifetime", TimeSpan.FromSeconds(isNumber && seconds > 0 ? Math.Min(seconds, LongestLifetime) : UsualLifetime).ToString("c", CultureInfo.InvariantCulture));
        }
        foreach (var property in new[] { "directdownload", "downloadfroms3", "directdownload.expire", "downloadfroms3.expire" })
            settings.Take(property, "Bucket");
    }

    private static void Distribute(PropertyTranslation settings, ContributedProvider provider, bool isDirect)
    {
        var isOn = provider.Class == CloudFrontClass || IsTrue(provider, "cloudfront.enabled");
        if (isOn && provider.Class == OlderClass)
            settings.Ignore("cloudfront.enabled", $"the property 'cloudfront.enabled' has no effect with this class, but with {NewerClass}");
        else if (isOn && !isDirect)
            settings.Ignore("cloudfront.enabled", "CloudFront has no effect without 'directdownload'");
        else if (isOn)
            Lead(settings, provider);
        foreach (var property in new[] { "cloudfront.enabled", "cloudfront.protocol", "cloudfront.distribDomain", "cloudfront.privKeyId", "cloudfront.privKey" })
            settings.Take(property, "Bucket");
    }

    private static void Lead(PropertyTranslation settings, ContributedProvider provider)
    {
        var protocol = Find(provider, "cloudfront.protocol") ?? "https";
        if (protocol is not ("https" or "http"))
            throw StoreClasses.Wrong(provider, $"the property 'cloudfront.protocol' is '{protocol}'; use https or http.");
        settings.Set("CloudFront", $"{protocol}://{Required("cloudfront.distribDomain", "Missing distribution")}");
        const string open = "Missing signature, without which everybody who has a URL could read the content, for ever";
        settings.Set("CloudFrontKeyId", Required("cloudfront.privKeyId", open));
        settings.Set("CloudFrontKeyFile", Required("cloudfront.privKey", open));

        string Required(string property, string problem) =>
            Find(provider, property) is { Length: > 0 } value ? value : throw StoreClasses.Wrong(provider, $"{problem}: set the property '{property}', or {Prefix}{property}.");
    }

    private static string? Find(ContributedProvider provider, string property) =>
        provider.Property(property) ?? (provider.Variable($"{Prefix}{property}") is { Length: > 0 } value ? value.Trim() : null);

    private static bool IsTrue(ContributedProvider provider, string property) => string.Equals(Find(provider, property), "true", StringComparison.OrdinalIgnoreCase);

    private static void Refuse(ContributedProvider provider, string property, string reason)
    {
        if (Find(provider, property) is not null)
            throw StoreClasses.Wrong(provider, $"the property '{property}' is not understood: {reason}.");
    }

    private static void Take(
        PropertyTranslation settings, ContributedProvider provider, string property, string setting, string? otherwise = null, Func<string, string>? translate = null)
    {
        var value = Find(provider, property) ?? (otherwise is null ? null : provider.Variable(otherwise));
        if (value is { Length: > 0 })
            settings.Set(setting, translate?.Invoke(value) ?? value);
        settings.Take(property, setting);
    }

    private static void Flag(PropertyTranslation settings, ContributedProvider provider, string property, string setting)
    {
        if (IsTrue(provider, property))
            settings.Set(setting, "true");
        settings.Take(property, setting, _ => null);
    }

    private static void Number(PropertyTranslation settings, ContributedProvider provider, string property, string setting, long least, Func<long, string> translate)
    {
        if (Find(provider, property) is { } text)
        {
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least)
                settings.Set(setting, translate(number));
            else
                settings.Ignore(property, $"the property '{property}' is no number of at least {least}, so that the usual one is used");
        }
        settings.Take(property, setting, _ => null);
    }
}
