using System.Text.Json.Nodes;
using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo;

/// <summary>
/// The properties of the platform's class for jclouds as settings of the store that reaches the same cloud: S3 and Azure have stores of their own, rclone reaches the others. A property has the same
/// name in the platform's configuration, where it is looked up if the provider does not say it. Content lies flat in its container, below its MD5.
/// </summary>
internal static class JCloudsProperties
{
    public const string Class = "org.nuxeo.ecm.blob.jclouds.JCloudsBinaryManager";

    private const string Prefix = "jclouds.blobstore.";
    private const string BaseDirectory = "jclouds.filesystem.basedir";
    private const string Understood = "aws-s3, s3, azureblob, openstack-swift, swift, rackspace-cloudfiles-us, rackspace-cloudfiles-uk, google-cloud-storage, b2 and filesystem";

    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["transient"] = "it keeps content in memory, which would be lost with the server; use the class InMemoryBlobProvider where that is meant",
        ["atmos"] = "no store here speaks the protocol of EMC Atmos; copy the content to another cloud",
        ["profitbricks"] = "it is a cloud of machines, not of content",
    };

    public static void Translate(PropertyTranslation settings, ContributedProvider provider)
    {
        var cloud = Required(provider, "provider");
        var (container, identity, secret) = (Required(provider, "name"), Required(provider, "identity"), Required(provider, "secret"));
        var (endpoint, location) = (Find(provider, "endpoint"), Find(provider, "location"));
        foreach (var property in new[] { "provider", "name", "identity", "secret", "endpoint", "location", "cachesize" })
            settings.Take(Prefix + property, "Type", _ => null);
        settings.Take(BaseDirectory, "Type", _ => null);
        switch (cloud)
        {
            case "aws-s3" or "s3":
                SetAll(settings, ("Type", "S3"), ("Bucket", container), ("AccessKey", identity), ("SecretKey", secret), ("Region", location), ("Endpoint", endpoint));
                // jclouds puts the name of a bucket before the host at Amazon only.
                if (cloud == "s3" && endpoint is not null)
                    settings.Set("PathStyle", "true");
                break;
            case "azureblob":
                SetAll(settings, ("Type", "Azure"), ("Container", container), ("Account", identity), ("AccountKey", secret), ("Endpoint", endpoint));
                IgnoreLocation();
                break;
            case "openstack-swift":
                Keystone(settings, provider, identity, secret, endpoint ?? throw Missing(provider, "endpoint", "it is the address of Keystone"), location);
                Rclone(settings, "swift", container);
                break;
            case "swift":
                SetAll(settings, ("Settings:auth", endpoint ?? throw Missing(provider, "endpoint", "it is the address of the authentication, such as http://host:8080/auth/v1.0")),
                    ("Settings:user", identity), ("Settings:key", secret), ("Settings:region", location));
                Rclone(settings, "swift", container);
                break;
            case "rackspace-cloudfiles-us" or "rackspace-cloudfiles-uk":
                SetAll(settings, ("Settings:auth", endpoint ?? (cloud.EndsWith("uk", StringComparison.Ordinal) ? "https://lon.auth.api.rackspacecloud.com/v1.0" : "https://auth.api.rackspacecloud.com/v1.0")),
                    ("Settings:user", identity), ("Settings:key", secret), ("Settings:region", location));
                Rclone(settings, "swift", container);
                break;
            case "google-cloud-storage":
                settings.Set("Settings:service_account_credentials", ServiceAccount(identity, secret));
                SetAll(settings, ("Settings:endpoint", endpoint));
                Rclone(settings, "google cloud storage", container);
                IgnoreLocation();
                break;
            case "b2":
                SetAll(settings, ("Settings:account", identity), ("Settings:key", secret), ("Settings:endpoint", endpoint));
                Rclone(settings, "b2", container);
                IgnoreLocation();
                break;
            case "filesystem":
                var directory = provider.Property(BaseDirectory) ?? provider.Variable(BaseDirectory)?.Trim();
                if (string.IsNullOrEmpty(directory))
                    throw StoreClasses.Wrong(provider, $"the provider 'filesystem' of jclouds needs '{BaseDirectory}', the directory in which its containers are.");
                Rclone(settings, "local", $"{directory.TrimEnd('/')}/{container}");
                IgnoreLocation();
                break;
            default:
                throw StoreClasses.Wrong(provider, Refused.TryGetValue(cloud, out var reason)
                    ? $"the provider '{cloud}' of jclouds has no counterpart: {reason}."
                    : $"the provider '{cloud}' of jclouds is not known here; those that are: {Understood}.");
        }
        CacheProperties.Translate(settings, provider, property => property == "cachesize" ? Find(provider, property) : null);
        settings.Set("Digest", "MD5");
        if (provider.Property("digest") is { } digest && !string.Equals(digest, "MD5", StringComparison.OrdinalIgnoreCase))
            settings.Ignore("digest", "the property 'digest' has no effect with this class, which names content by MD5");
        settings.Take("digest", "Digest", _ => null);

        void IgnoreLocation()
        {
            if (location is not null)
                settings.Ignore($"{Prefix}location", $"the property '{Prefix}location' has no effect: a container is not made here, so make it before the first start", isHarmless: true);
        }
    }

    private static void Rclone(PropertyTranslation settings, string backend, string path) => SetAll(settings, ("Type", "Rclone"), ("Backend", backend), ("Path", path), ("Depth", "0"));

    // jclouds writes the tenant before the user.
    private static void Keystone(PropertyTranslation settings, ContributedProvider provider, string identity, string secret, string endpoint, string? region)
    {
        var colon = identity.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            throw StoreClasses.Wrong(provider, $"the property '{Prefix}identity' is no TENANT:USER, which 'openstack-swift' needs.");
        SetAll(settings, ("Settings:auth", endpoint), ("Settings:tenant", identity[..colon]), ("Settings:user", identity[(colon + 1)..]), ("Settings:key", secret), ("Settings:region", region));
    }

    private static string ServiceAccount(string email, string key) => new JsonObject
    {
        ["type"] = "service_account",
        ["client_email"] = email,
        // A file of properties cannot hold ends of lines.
        ["private_key"] = key.Replace("\\n", "\n", StringComparison.Ordinal),
        ["token_uri"] = "https://oauth2.googleapis.com/token",
    }.ToJsonString();

    private static void SetAll(PropertyTranslation settings, params (string Setting, string? Value)[] all)
    {
        foreach (var (setting, value) in all)
        {
            if (value is not null)
                settings.Set(setting, value);
        }
    }

    private static string Required(ContributedProvider provider, string property) => Find(provider, property) ?? throw Missing(provider, property, "jclouds needs it as well");

    private static Blobs.BlobException Missing(ContributedProvider provider, string property, string why) =>
        StoreClasses.Wrong(provider, $"Missing property '{Prefix}{property}': {why}.");

    private static string? Find(ContributedProvider provider, string property) =>
        provider.Property(Prefix + property) ?? (provider.Variable(Prefix + property) is { } value && value.Trim() is { Length: > 0 } trimmed ? trimmed : null);
}
