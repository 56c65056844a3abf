using System.Globalization;
using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo;

/// <summary>
/// The properties of the platform's classes for Azure as settings of a store of type <c>Azure</c>. What a provider does not say is looked up in the platform's configuration, under
/// <c>nuxeo.storage.azure.</c>, except for the prefix.
/// </summary>
internal static class AzureProperties
{
    public const string OlderClass = "org.nuxeo.ecm.blob.azure.AzureBinaryManager";
    public const string CdnClass = "org.nuxeo.ecm.blob.azure.AzureCDNBinaryManager";
    public const string NewerClass = "org.nuxeo.ecm.blob.azure.AzureBlobProvider";

    private const string Prefix = "nuxeo.storage.azure.";
    private const int UsualLifetime = 3600;
    private const int LongestLifetime = 7 * 24 * 3600;
    private const long LeastBlock = 64 << 10;

    // They are about what this store does not have.
    private static readonly string[] WithoutEffect = ["digestAsync", "upload.maxSingleUploadSize", "upload.timeout"];

    public static void Translate(PropertyTranslation settings, ContributedProvider provider)
    {
        settings.Set("Type", "Azure");
        settings.Set("Container", Find(provider, "container") ?? throw StoreClasses.Wrong(provider, $"Missing container: set the property 'container', or {Prefix}container."));
        settings.Set("CreateContainer", "true");
        settings.Take("container", "Container");
        settings.Take("prefix", "Prefix");
        Take(settings, provider, "namespace", "Namespace");
        Identify(settings, provider);
        Sign(settings, provider);
        Size(settings, provider, "upload.blockSize", "BlockSize");
        Number(settings, provider, "upload.maxConcurrency", "ParallelBlocks");
        CacheProperties.Translate(settings, provider, property => Find(provider, property));
        var digest = Find(provider, "digest") ?? "MD5";
        settings.Set("Digest", digest);
        settings.Take("digest", "Digest");
        // The platform takes content for missing that has none.
        if (string.Equals(digest, "MD5", StringComparison.OrdinalIgnoreCase))
            settings.Set("ContentMd5", "true");
        if (provider.Class == NewerClass)
        {
            Take(settings, provider, "subDirsDepth", "Depth");
            StoreClasses.Name(settings, provider);
        }
        foreach (var property in WithoutEffect.Where(name => provider.Property(name) is not null))
        {
            settings.Ignore(property, $"the property '{property}' makes no difference to the store here", isHarmless: true);
            settings.Take(property, "Container");
        }
    }

    private static void Identify(PropertyTranslation settings, ContributedProvider provider)
    {
        // Without a key of its own, a provider takes name and key of the environment first.
        var (name, key) = (Find(provider, "account.name"), Find(provider, "account.key"));
        if (provider.Property("account.key") is null && provider.Variable("AZURE_STORAGE_ACCOUNT") is { Length: > 0 } account && provider.Variable("AZURE_STORAGE_ACCESS_KEY") is { Length: > 0 } access)
            (name, key) = (account, access);
        if (name is null)
            throw StoreClasses.Wrong(provider, $"Missing account: set the property 'account.name', or {Prefix}account.name.");
        settings.Set("Account", name);
        if (key is not null)
            settings.Set("AccountKey", key);
        switch (Find(provider, "endpointProtocol")?.ToLowerInvariant())
        {
            case null or "https":
                break;
            case "http":
                settings.Set("Endpoint", $"http://{name}.blob.core.windows.net");
                break;
            default:
                throw StoreClasses.Wrong(provider, "the property 'endpointProtocol' is neither http nor https.");
        }
        foreach (var property in new[] { "account.name", "account.key", "endpointProtocol" })
            settings.Take(property, "Container");
    }

    private static void Sign(PropertyTranslation settings, ContributedProvider provider)
    {
        var isDirect = string.Equals(Find(provider, "directdownload"), "true", StringComparison.OrdinalIgnoreCase);
        if (isDirect)
            settings.Set("SignUrls", "true");
        var host = Find(provider, "cdn.host");
        if (provider.Class == CdnClass && isDirect && host is null)
            throw StoreClasses.Wrong(provider, $"Missing host: set the property 'cdn.host', or {Prefix}cdn.host.");
        if (host is not null && isDirect && provider.Class != OlderClass)
            settings.Set("Cdn", host.Contains("://", StringComparison.Ordinal) ? host : $"https://{host}");
        else if (provider.Property("cdn.host") is not null)
            settings.Ignore("cdn.host", isDirect ? "the property 'cdn.host' has no effect with this class" : "the property 'cdn.host' has no effect without 'directdownload'");
        if (Find(provider, "directdownload.expire") is { } text && isDirect)
        {
            var isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds);
            if (seconds > LongestLifetime)
                settings.Ignore("directdownload.expire", "the property 'directdownload.expire' is more than seven days, which are used");
            else if (!isNumber || seconds <= 0)
                settings.Ignore("directdownload.expire", "the property 'directdownload.expire' is no number of seconds above 0, so that an hour is used");
            settings.Set("UrlLifetime", TimeSpan.FromSeconds(isNumber && seconds > 0 ? Math.Min(seconds, LongestLifetime) : UsualLifetime).ToString("c", CultureInfo.InvariantCulture));
        }
        foreach (var property in new[] { "directdownload", "directdownload.expire", "cdn.host" })
            settings.Take(property, "Container");
    }

    private static string? Find(ContributedProvider provider, string property) =>
        provider.Property(property) ?? (provider.Variable($"{Prefix}{property}") is { Length: > 0 } value ? value.Trim() : null);

    private static void Take(PropertyTranslation settings, ContributedProvider provider, string property, string setting)
    {
        if (Find(provider, property) is { Length: > 0 } value)
            settings.Set(setting, value);
        settings.Take(property, setting);
    }

    private static void Size(PropertyTranslation settings, ContributedProvider provider, string property, string setting)
    {
        if (Find(provider, property) is { } text)
        {
            settings.Set(setting, Math.Clamp(ByteSize.Read(provider, property, text), LeastBlock, 1 << 30).ToString(CultureInfo.InvariantCulture));
        }
        settings.Take(property, setting, _ => null);
    }

    private static void Number(PropertyTranslation settings, ContributedProvider provider, string property, string setting)
    {
        if (Find(provider, property) is { } text)
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 100)
                settings.Set(setting, number.ToString(CultureInfo.InvariantCulture));
            else
                settings.Ignore(property, $"the property '{property}' is no number from 1 to 100, so that the usual one is used");
        }
        settings.Take(property, setting, _ => null);
    }
}
