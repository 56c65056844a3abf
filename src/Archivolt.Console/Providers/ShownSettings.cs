using Archivolt.Configuration;
using Archivolt.Providers;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Archivolt.WebConsole.Providers;

/// <summary>The settings of a provider as people may see them. What is not known to be harmless is named and not shown.</summary>
internal sealed class ShownSettings(
    IServiceProvider services, IEnumerable<ProviderSections> sections, IEnumerable<ProviderDescription> descriptions, IOptions<ArchivoltOptions> options)
{
    private const int MostShown = 200;

    private static readonly string InCode = Phrase.Key("(in code)");
    private static readonly string Hidden = Phrase.Key("(set, not shown)");

    // A name that is not here may be that of a secret: a package that nobody knows names its own as it likes.
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        "Type", "KeyStrategy", "PreventUserUpdate", "MaxLength", "Path", "Root", "Namespace", "Digest", "Depth", "Layout", "Durability", "Record", "ReadOnly", "MustExist",
        "Bucket", "Container", "Prefix", "Endpoint", "Region", "Account", "PathStyle", "Accelerate", "Connections", "Retries", "ConnectTimeout", "RequestTimeout", "IdleTimeout",
        "PartSize", "CopyPartSize", "CopyBlockSize", "ObjectLock", "Compliance", "Versions", "ContentMd5", "BlockSize", "ParallelParts", "ParallelBlocks", "SignUrls", "UrlLifetime", "CreateBucket", "CreateContainer", "ServerEncryption", "StorageClass", "AccessTier",
        "Database", "Table", "System", "Platform", "ChunkSize", "AbandonedAfter", "Backend", "Executable", "AnswerTimeout", "ConfigFile", "Address", "Name", "ColdStorageClass", "RestoreTier", "TrustedCertificates",
        "Delay", "LongestDelay", "Timeout", "BreakTime", "FailureRatio", "FewestRequests", "SamplingTime", "MaxBytes", "MaxFiles", "MinAge", "Writes", "RestoreDelay",
        "OpaqueKeys", "Format", "AcceptUnproven", "KeyFile", "KeyEnvironment", "PasswordFile", "PasswordEnvironment", "PasswordId",
        "Cdn", "CloudFront", "CloudFrontKeyId", "CloudFrontKeyFile",
    };

    // What is below another one, such as the settings of a tool's backend, is its own matter.
    private static readonly HashSet<string> Sections = new(StringComparer.OrdinalIgnoreCase) { "Resilience", "Cache", "Mirror", "MigrateFrom", "Cold", "Encryption", "Former", "Retention" };

    /// <summary>The settings by their paths inside the provider's section; null where it has none.</summary>
    /// <param name="provider">The provider's id.</param>
    public IReadOnlyList<(string Path, string Value)>? Of(string provider)
    {
        var section = descriptions.Select(description => description.ToContext(options.Value, services)).FirstOrDefault(context => context.Id == provider)?.Section
            ?? sections.Select(configured => configured.Root.GetSection(provider)).FirstOrDefault(configured => configured.Exists());
        return section is null ? null : Of(section);
    }

    /// <summary>The settings of a provider's section.</summary>
    internal static IReadOnlyList<(string Path, string Value)> Of(IConfigurationSection section) => [.. Settings(section, section.Path.Length + 1, isKnown: true).Take(MostShown)];

    private static IEnumerable<(string, string)> Settings(IConfigurationSection section, int start, bool isKnown)
    {
        foreach (var setting in section.GetChildren())
        {
            if (setting.Value is { Length: > 0 } value)
                yield return (setting.Path[start..], value == InCode ? Phrase.Of(InCode) : isKnown && Harmless.Contains(setting.Key) ? WithoutQuery(ShownValue.Of(value)!) : Phrase.Of(Hidden));
            foreach (var below in Settings(setting, start, isKnown && Sections.Contains(setting.Key)))
                yield return below;
        }
    }

    // A signature may stand there.
    private static string WithoutQuery(string value) => value.Contains("://", StringComparison.Ordinal) ? value.Split('?', '#')[0] : Shown.Plain(value);
}
