using Archivolt.Blobs;
using Archivolt.Nuxeo.Contributions;
using Archivolt.Nuxeo.Encryption;

namespace Archivolt.Nuxeo;

/// <summary>Which store stands for which of the platform's provider classes, and what their properties are called here.</summary>
public static class StoreClasses
{
    private const string Core = "org.nuxeo.ecm.core.blob.";

    private static readonly Dictionary<string, string> KnownBackEnds = new(StringComparer.Ordinal)
    {
        ["org.nuxeo.ecm.core.storage.gcp.GoogleStorageBinaryManager"] = "Google Cloud",
        ["org.nuxeo.ecm.core.storage.gcp.GoogleStorageBlobProvider"] = "Google Cloud",
        ["org.nuxeo.ecm.liveconnect.box.BoxBlobProvider"] = "Box",
        ["org.nuxeo.ecm.liveconnect.onedrive.OneDriveBlobProvider"] = "OneDrive",
    };

    /// <summary>The settings of the store that stands for a class, and the properties that have no effect there.</summary>
    /// <param name="class">Full class name, such as <c>org.nuxeo.ecm.core.blob.LocalBlobProvider</c>.</param>
    /// <param name="properties">Its properties, by their names; a blank value is as good as none.</param>
    /// <param name="name">What messages call the provider.</param>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Configuration"/>: no store stands for its class, or a property is missing or wrong.
    /// </exception>
    public static StoreSettings SettingsOf(string @class, IReadOnlyDictionary<string, string> properties, string name = "default")
    {
        ArgumentNullException.ThrowIfNull(@class);
        ArgumentNullException.ThrowIfNull(properties);
        return SettingsOf(new ContributedProvider(name, @class, properties, new SourceLine("the contribution", Line: 0)));
    }

    /// <summary>The settings of the store that stands for a contributed provider, and the properties that have no effect there.</summary>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Configuration"/>: no store stands for its class, or a property is missing or wrong.
    /// </exception>
    public static StoreSettings SettingsOf(ContributedProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var settings = new PropertyTranslation(provider);
        switch (provider.Class)
        {
            case Core + "LocalBlobProvider":
                Local(settings, provider);
                break;
            case Core + "AESBlobProvider":
                Local(settings, provider);
                Encrypt(settings, provider, problem => settings.Ignore("key", problem));
                break;
            case Core + "binary.DefaultBinaryManager" or Core + "binary.LocalBinaryManager":
                File(settings);
                break;
            case Core + "binary.AESBinaryManager":
                File(settings);
                if (provider.Property("key") is null)
                    throw Wrong(provider, "Missing key for AESBinaryManager: set the property 'key'.");
                Encrypt(settings, provider, NuxeoKeyOptions.Refuse);
                break;
            case Core + "FilesystemBlobProvider":
                if (provider.Property("root") is null)
                {
                    throw new BlobException(BlobError.Configuration,
                        $"{provider.Where}: Missing property 'root' for FilesystemBlobProvider: {provider.Name}.");
                }
                settings.Set("Type", "Folder");
                settings.Take("root", "Root");
                if (provider.Property("preventUserUpdate") is null)
                    settings.Set("PreventUserUpdate", "true");
                break;
            case Core + "InMemoryBlobProvider":
                settings.Set("Type", "Memory");
                settings.Take("digest", "Digest");
                break;
            case S3Properties.OlderClass or S3Properties.CloudFrontClass or S3Properties.NewerClass:
                S3Properties.Translate(settings, provider);
                break;
            case AzureProperties.OlderClass or AzureProperties.CdnClass or AzureProperties.NewerClass:
                AzureProperties.Translate(settings, provider);
                break;
            case GridFSProperties.OlderClass or GridFSProperties.DocumentedClass or GridFSProperties.NewerClass:
                GridFSProperties.Translate(settings, provider);
                break;
            case JCloudsProperties.Class:
                JCloudsProperties.Translate(settings, provider);
                break;
            case SqlProperties.Class:
                SqlProperties.Translate(settings, provider);
                break;
            default:
                var reason = KnownBackEnds.TryGetValue(provider.Class, out var place)
                    ? $"which keeps content in {place}; Archivolt has no such store yet."
                    : "which is not one of the platform's; Archivolt has no store for it.";
                throw new BlobException(BlobError.Configuration, $"{provider.Where}: the blob provider '{provider.Name}' has the class {provider.Class}, {reason}");
        }
        settings.Take("preventUserUpdate", "PreventUserUpdate", _ => provider.Flag("preventUserUpdate") ? "true" : "false");
        settings.IgnoreOthers();
        return settings.Result();
    }

    private static void Local(PropertyTranslation settings, ContributedProvider provider)
    {
        File(settings);
        settings.Take("digest", "Digest");
        Name(settings, provider);
    }

    /// <summary>How content is named, by the classes of the newer generation.</summary>
    internal static void Name(PropertyTranslation settings, ContributedProvider provider)
    {
        settings.Take("keyStrategy", "KeyStrategy", value => value == "managed" ? value : null);
        if (provider.Property("keyStrategy") is not (null or "managed" or "digest"))
            settings.Ignore("keyStrategy", "the property 'keyStrategy' is neither digest nor managed, so content is named by its digest");
        // Records with a digest are named by it.
        settings.Take("record", "Record", _ => provider.Flag("record") && provider.Property("digest") is null ? "true" : null);
        if (provider.Flag("record") && provider.Property("digest") is not null)
            settings.Ignore("record", "the property 'record' has no effect beside 'digest', which names the content", isHarmless: true);
    }

    // The older class has its options in 'key' alone, the newer one has them as properties too.
    private static void Encrypt(PropertyTranslation settings, ContributedProvider provider, Action<string> odd)
    {
        settings.Set("Encryption:Format", NuxeoEncryptionSettings.Format);
        settings.Take("key", "Encryption", _ => null);
        try
        {
            var isNewer = provider.Class == Core + "AESBlobProvider";
            var options = provider.Property("key") is { } key ? NuxeoKeyOptions.Split(key, odd, firstCounts: isNewer) : [];
            if (isNewer)
            {
                foreach (var name in NuxeoKeyOptions.Names)
                {
                    settings.Take(name, "Encryption", _ => null);
                    if (provider.Property(name) is not { } value)
                        continue;
                    if (!options.TryAdd(name, value))
                        odd($"the option '{name}' stands in 'key' and as a property; the property counts");
                    options[name] = value;
                }
            }
            NuxeoKeyOptions.Create(options);
            foreach (var (name, value) in options)
                settings.Set($"Encryption:{name}", value);
        }
        catch (BlobException exception) when (exception.Error == BlobError.Configuration)
        {
            throw Wrong(provider, exception.Message);
        }
    }

    internal static BlobException Wrong(ContributedProvider provider, string problem) =>
        new(BlobError.Configuration, $"{provider.Where}: the blob provider '{provider.Name}': {problem}");

    private static void File(PropertyTranslation settings)
    {
        settings.Set("Type", "File");
        settings.Take("path", "Path");
        settings.Take("namespace", "Namespace");
    }
}
