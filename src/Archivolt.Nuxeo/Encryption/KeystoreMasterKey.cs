using Archivolt.Blobs;
using Archivolt.Encryption;
using Archivolt.Nuxeo.Encryption.Keys;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;

namespace Archivolt.Nuxeo.Encryption;

/// <summary>
/// Section <c>Encryption:Keystore</c>: the secret key of a Java keystore as master key of Archivolt's own encryption. <c>Type</c> (<c>PKCS12</c> or
/// <c>JCEKS</c>), <c>File</c> and <c>Alias</c> say which; <c>PasswordFile</c> or <c>PasswordEnvironment</c> where the password is, and
/// <c>KeyPasswordFile</c> or <c>KeyPasswordEnvironment</c> that of the key where it has its own. The same key in a file of its own
/// (<c>KeyFile</c>) opens the same keyring.
/// </summary>
internal static class KeystoreMasterKey
{
    public const string Setting = "Keystore";

    private static readonly string[] Settings =
        ["Type", "File", "Alias", "PasswordFile", "PasswordEnvironment", "KeyPasswordFile", "KeyPasswordEnvironment"];

    public static IMasterKey Read(IConfigurationSection section, BlobStoreContext context)
    {
        if (section.GetChildren().FirstOrDefault(setting => !Settings.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new BlobException(BlobError.Configuration, $"{unknown.Path} is unknown; {section.Path} has {string.Join(", ", Settings)}.");
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        void Take(string option, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                options[option] = value;
        }

        Take("keyStoreType", section["Type"]);
        Take("keyStoreFile", section["File"] is { Length: > 0 } file ? context.Options.Resolve(file) : null);
        Take("keyAlias", section["Alias"]);
        Take("keyStorePassword", Password(section, "Password", context));
        Take("keyPassword", Password(section, "KeyPassword", context));
        try
        {
            var keystore = NuxeoKeyOptions.Create(options);
            using var key = KeystoreKeys.ReadKey(keystore, keystore.KeyStoreFile!);
            return key.Bytes.Length == SecretKey.Length
                ? new RawMasterKey(key.Bytes)
                : throw new BlobException(BlobError.Configuration, $"the key '{keystore.KeyAlias}' has {key.Bytes.Length * 8} bits, and a master key has 256.");
        }
        catch (BlobException exception) when (exception.Error == BlobError.Configuration)
        {
            throw new BlobException(BlobError.Configuration, $"{section.Path}: {exception.Message}", innerException: exception);
        }
    }

    private static string? Password(IConfigurationSection section, string name, BlobStoreContext context) =>
        section[$"{name}File"] is { Length: > 0 } file ? TextFile.Read(context.Options.Resolve(file), $"{section.Path}:{name}File")
        : section[$"{name}Environment"] is { Length: > 0 } variable ? Environment.GetEnvironmentVariable(variable)
            ?? throw new BlobException(BlobError.Configuration, $"{section.Path}:{name}Environment names the environment variable '{variable}', which is not set.")
        : null;
}
