using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;

namespace Archivolt.Nuxeo.Encryption;

/// <summary>
/// Section <c>Encryption</c> of a provider with <c>Format</c> <c>nuxeo</c>: the options of <see cref="NuxeoKeyOptions"/> by their names, or
/// the option string in <c>KeyFile</c> or the environment variable <c>KeyEnvironment</c>.
/// </summary>
internal static class NuxeoEncryptionSettings
{
    public const string Format = "nuxeo";

    private const string KeyFile = "KeyFile";
    private const string KeyEnvironment = "KeyEnvironment";

    public static ConfiguredStore Encrypt(IConfigurationSection section, BlobStoreContext context, ConfiguredStore configured)
    {
        SettingCheck.Refuse(section, ["Format", KeyFile, KeyEnvironment, .. NuxeoKeyOptions.Names]);
        try
        {
            var options = Read(section, context.Options);
            if (options.TryGetValue("keyStoreFile", out var file) && !string.IsNullOrWhiteSpace(file))
                options["keyStoreFile"] = context.Options.Resolve(file);
            var byDigest = configured.Options.KeyStrategy is KeyStrategy.ByDigest or KeyStrategy.Managed;
            return configured with { Store = new NuxeoEncrypted(configured.Store, NuxeoKeyOptions.Create(options), keysAreDigests: byDigest) };
        }
        catch (BlobException exception) when (exception.Error == BlobError.Configuration)
        {
            throw new BlobException(BlobError.Configuration, $"{section.Path}: {exception.Message}", innerException: exception);
        }
    }

    private static Dictionary<string, string> Read(IConfigurationSection section, ArchivoltOptions archivolt)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in section.GetChildren().Where(setting => setting.Value is { Length: > 0 }))
        {
            if (setting.Key.Equals("Format", StringComparison.OrdinalIgnoreCase))
                continue;
            if (Is(setting, KeyFile))
                Add(options, TextFile.Read(archivolt.Resolve(setting.Value!), KeyFile));
            else if (Is(setting, KeyEnvironment))
                Add(options, Environment.GetEnvironmentVariable(setting.Value!) ?? throw Wrong($"the environment variable '{setting.Value}' is not set"));
            else
                options[NuxeoKeyOptions.Names.First(name => Is(setting, name))] = setting.Value!;
        }
        return options;
    }

    private static bool Is(IConfigurationSection setting, string name) => setting.Key.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static void Add(Dictionary<string, string> options, string text)
    {
        foreach (var (name, value) in NuxeoKeyOptions.Split(text, NuxeoKeyOptions.Refuse))
            options[name] = value;
    }

    private static BlobException Wrong(string problem) => new(BlobError.Configuration, problem + ".");
}
