using System.Security.Cryptography;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Archivolt.Layers.Encryption;

/// <summary>
/// Section <c>Encryption</c> of any provider: encrypts its store with the master keys that the settings name. <c>PasswordFile</c>,
/// <c>PasswordEnvironment</c>, <c>KeyFile</c> and <c>KeyEnvironment</c> say where a secret is; only <c>Password</c> is one itself, and warns.
/// <c>OpaqueKeys</c> names content by a keyed digest. <c>Format</c> chooses a form that a package has added
/// (<see cref="EncryptionFormat"/>), with settings of its own.
/// </summary>
internal static partial class EncryptionSettings
{
    private const string Section = "Encryption";
    private const string OpaqueKeys = "OpaqueKeys";

    private static readonly string[] Settings = ["KeyFile", "KeyEnvironment", "PasswordFile", "PasswordEnvironment", "Password"];

    /// <summary>The store as it is, or encrypted where its provider's section says so.</summary>
    public static ConfiguredStore Apply(BlobStoreContext context, ConfiguredStore configured)
    {
        var section = context.Section.GetSection(Section);
        if (!section.Exists())
            return configured;
        if (section["Format"] is { Length: > 0 })
            return ApplyFormat(section, context, configured);
        var masters = new List<IMasterKey>();
        try
        {
            masters.AddRange(MasterKeys(section, context));
            if (masters.Count == 0)
                throw new BlobException(BlobError.Configuration, $"{section.Path} names no key; set one of {string.Join(", ", Settings)}.");
            // Start-up has nothing else to do meanwhile.
            var encrypted = Encrypted.OpenAsync(configured.Store, masters, Logger(context)).GetAwaiter().GetResult();
            configured = configured with { Store = encrypted };
            return IsOpaque(section) ? configured with { Options = Conceal(configured.Options, encrypted, section) } : configured;
        }
        catch
        {
            masters.ForEach(master => master.Dispose());
            configured.Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    private static ConfiguredStore ApplyFormat(IConfigurationSection section, BlobStoreContext context, ConfiguredStore configured)
    {
        try
        {
            var formats = context.Services.GetServices<EncryptionFormat>().ToList();
            var format = formats.Find(format => format.Name.Equals(section["Format"], StringComparison.OrdinalIgnoreCase))
                ?? throw new BlobException(BlobError.Configuration,
                    $"{section.Path}:Format is '{section["Format"]}', which is unknown; leave it out, or use one of {string.Join(", ", formats.Select(known => known.Name))}.");
            return format.Encrypt(context, configured);
        }
        catch
        {
            configured.Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    private static bool IsOpaque(IConfigurationSection section) => section[OpaqueKeys] switch
    {
        null or "" => false,
        var text => bool.TryParse(text, out var opaque)
            ? opaque
            : throw new BlobException(BlobError.Configuration, $"{section.Path}:{OpaqueKeys} is '{text}'; use true or false."),
    };

    private static BlobProviderOptions Conceal(BlobProviderOptions options, Encrypted store, IConfigurationSection section)
    {
        KeyStrategy Opaque(KeyStrategy strategy) => strategy switch
        {
            KeyStrategy.ByDigest digest => new KeyStrategy.ByKeyedDigest(digest.HashAlgorithm, ((Keyring)store.GetService(typeof(Keyring))!).Conceal),
            KeyStrategy.Managed managed => managed with { Inner = Opaque(managed.Inner) },
            _ => throw new BlobException(BlobError.Configuration,
                $"{section.Path}:{OpaqueKeys} is for content named by its digest, and this provider names it otherwise ({strategy.Name})."),
        };

        return options with { KeyStrategy = Opaque(options.KeyStrategy) };
    }

    private static IEnumerable<IMasterKey> MasterKeys(IConfigurationSection section, BlobStoreContext context)
    {
        foreach (var setting in section.GetChildren())
        {
            if (string.IsNullOrEmpty(setting.Value) || setting.Key.Equals(OpaqueKeys, StringComparison.OrdinalIgnoreCase))
                continue;
            yield return setting.Key.ToUpperInvariant() switch
            {
                "KEYFILE" => OfFile(setting, context, RawMasterKey.Parse),
                "KEYENVIRONMENT" => OfEnvironment(setting, RawMasterKey.Parse),
                "PASSWORDFILE" => OfFile(setting, context, Password),
                "PASSWORDENVIRONMENT" => OfEnvironment(setting, Password),
                "PASSWORD" => OfConfiguration(setting, Logger(context)),
                _ => throw new BlobException(BlobError.Configuration, $"{setting.Path} is unknown; {section.Path} has {string.Join(", ", Settings)} and {OpaqueKeys}."),
            };
        }
    }

    private delegate IMasterKey Reader(ReadOnlySpan<byte> content, string where);

    private static IMasterKey OfFile(IConfigurationSection setting, BlobStoreContext context, Reader read)
    {
        var path = context.Options.Resolve(setting.Value!);
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BlobException(BlobError.Configuration, $"The file of {setting.Path} cannot be read: {exception.Message}", innerException: exception);
        }
        return ReadAndForget(content, read, $"The file '{path}' of {setting.Path}");
    }

    private static IMasterKey OfEnvironment(IConfigurationSection setting, Reader read) =>
        Environment.GetEnvironmentVariable(setting.Value!) is { Length: > 0 } content
            ? ReadAndForget(Encoding.UTF8.GetBytes(content), read, $"The environment variable '{setting.Value}' of {setting.Path}")
            : throw new BlobException(BlobError.Configuration, $"{setting.Path} names the environment variable '{setting.Value}', which is not set.");

    private static IMasterKey OfConfiguration(IConfigurationSection setting, ILogger? logger)
    {
        if (logger is not null)
            LogPasswordInConfiguration(logger, setting.Path);
        return ReadAndForget(Encoding.UTF8.GetBytes(setting.Value!), Password, setting.Path);
    }

    // A file written with an editor ends with a line break, which nobody counts as part of a password.
    private static PasswordMasterKey Password(ReadOnlySpan<byte> content, string where)
    {
        var password = Encoding.UTF8.GetString(content.TrimEnd("\r\n"u8));
        return password.Length > 0 ? new PasswordMasterKey(password) : throw new BlobException(BlobError.Configuration, $"{where} holds no password.");
    }

    private static IMasterKey ReadAndForget(byte[] content, Reader read, string where)
    {
        try
        {
            return read(content, where);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static ILogger<Encrypted>? Logger(BlobStoreContext context) => context.Services.GetService<ILoggerFactory>()?.CreateLogger<Encrypted>();

    [LoggerMessage(2, LogLevel.Warning, "{Setting} holds a password in the configuration itself; keep it in a file or an environment variable instead.")]
    private static partial void LogPasswordInConfiguration(ILogger logger, string setting);
}
