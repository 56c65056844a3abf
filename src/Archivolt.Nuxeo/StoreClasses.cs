using Archivolt.Blobs;
using Archivolt.Nuxeo.Contributions;
using Archivolt.Nuxeo.Encryption;

namespace Archivolt.Nuxeo;

/// <summary>Which store stands for which of the platform's provider classes, and what their properties are called here.</summary>
public static class StoreClasses
{
    private const string Core = "org.nuxeo.ecm.core.blob.";

    // Read by the platform's base class; they change nothing for the stores that are here.
    private static readonly HashSet<string> Harmless =
        ["transient", "transactional", "allowByteRange", "createFromKey.users", "createFromKey.groups"];

    private static readonly Dictionary<string, string> KnownBackEnds = new(StringComparer.Ordinal)
    {
        ["org.nuxeo.ecm.core.storage.sql.SQLBinaryManager"] = "a store in an SQL database",
        ["org.nuxeo.ecm.core.storage.sql.S3BinaryManager"] = "a store in Amazon S3",
        ["org.nuxeo.ecm.blob.s3.S3BlobProvider"] = "a store in Amazon S3",
        ["org.nuxeo.ecm.blob.azure.AzureBinaryManager"] = "a store in Azure",
        ["org.nuxeo.ecm.blob.azure.AzureCDNBinaryManager"] = "a store in Azure",
        ["org.nuxeo.ecm.blob.azure.AzureBlobProvider"] = "a store in Azure",
        ["org.nuxeo.ecm.core.storage.gcp.GoogleStorageBinaryManager"] = "a store in Google Cloud",
        ["org.nuxeo.ecm.core.storage.gcp.GoogleStorageBlobProvider"] = "a store in Google Cloud",
        ["org.nuxeo.ecm.core.storage.mongodb.GridFSBinaryManager"] = "a store in MongoDB",
        ["org.nuxeo.ecm.core.storage.mongodb.blob.GridFSBinaryManager"] = "a store in MongoDB",
        ["org.nuxeo.ecm.core.storage.mongodb.blob.GridFSBlobProvider"] = "a store in MongoDB",
        ["org.nuxeo.ecm.blob.jclouds.JCloudsBinaryManager"] = "a store through jclouds",
        ["org.nuxeo.ecm.liveconnect.google.drive.GoogleDriveBlobProvider"] = "a store in Google Drive",
        ["org.nuxeo.ecm.liveconnect.dropbox.DropboxBlobProvider"] = "a store in Dropbox",
        ["org.nuxeo.ecm.liveconnect.box.BoxBlobProvider"] = "a store in Box",
        ["org.nuxeo.ecm.liveconnect.onedrive.OneDriveBlobProvider"] = "a store in OneDrive",
    };

    /// <summary>
    /// The settings of the store that stands for a provider, by their names in <c>Archivolt:Providers:ID</c>; properties that say nothing here are added
    /// to the notices.
    /// </summary>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Configuration"/>: no store stands for its class, or a property is missing.
    /// </exception>
    public static IReadOnlyDictionary<string, string> SettingsOf(ContributedProvider provider, ICollection<string> notices)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(notices);
        var settings = new StoreSettings(provider);
        switch (provider.Class)
        {
            case Core + "LocalBlobProvider":
                Local(settings, provider);
                break;
            case Core + "AESBlobProvider":
                Local(settings, provider);
                Encrypt(settings, provider, problem => notices.Add($"{provider.Where}: the blob provider '{provider.Name}': {problem}."));
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
            default:
                var reason = KnownBackEnds.TryGetValue(provider.Class, out var kind)
                    ? $"yet, which would be {kind}."
                    : "and it is none of the platform's own.";
                throw new BlobException(BlobError.Configuration,
                    $"{provider.Where}: there is no store for the class {provider.Class} of the blob provider '{provider.Name}' {reason}");
        }
        settings.Take("preventUserUpdate", "PreventUserUpdate", _ => provider.Flag("preventUserUpdate") ? "true" : "false");
        foreach (var property in settings.NotTaken.Where(property => !Harmless.Contains(property)))
        {
            notices.Add(
                $"{provider.Where}: the property '{property}' of the blob provider '{provider.Name}' says nothing here.");
        }
        return settings.All;
    }

    private static void Local(StoreSettings settings, ContributedProvider provider)
    {
        File(settings);
        settings.Take("digest", "Digest");
        settings.Take("keyStrategy", "KeyStrategy", value => value == "managed" ? value : null);
        // Records with a digest are named by it.
        settings.Take("record", "Record", _ => provider.Flag("record") && provider.Property("digest") is null ? "true" : null);
    }

    // The older class has its options in 'key' alone, the newer one has them as properties too.
    private static void Encrypt(StoreSettings settings, ContributedProvider provider, Action<string> odd)
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

    private static BlobException Wrong(ContributedProvider provider, string problem) =>
        new(BlobError.Configuration, $"{provider.Where}: the blob provider '{provider.Name}': {problem}");

    private static void File(StoreSettings settings)
    {
        settings.Set("Type", "File");
        settings.Take("path", "Path");
        settings.Take("namespace", "Namespace");
    }

    private sealed class StoreSettings(ContributedProvider provider)
    {
        private readonly Dictionary<string, string> _settings = new(StringComparer.OrdinalIgnoreCase);
        private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

        public IReadOnlyDictionary<string, string> All => _settings;

        public IEnumerable<string> NotTaken =>
            provider.Properties.Keys.Where(name => provider.Property(name) is not null && !_taken.Contains(name));

        public void Set(string setting, string value) => _settings[setting] = value;

        public void Take(string property, string setting, Func<string, string?>? translate = null)
        {
            _taken.Add(property);
            if (provider.Property(property) is { } value && (translate is null ? value : translate(value)) is { } translated)
                _settings.TryAdd(setting, translated);
        }
    }
}
