using System.Security.Cryptography;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Archivolt.Encryption;

/// <summary>
/// The master keys that a section names. <c>PasswordFile</c>, <c>PasswordEnvironment</c>, <c>KeyFile</c> and <c>KeyEnvironment</c> say where a
/// secret is; only <c>Password</c> is one itself, and warns. <c>PasswordId</c> is what the keyring calls the password. Packages add more
/// (<see cref="MasterKeySource"/>), and applications give keys in code (<see cref="GivenMasterKeys"/>).
/// </summary>
internal static partial class MasterKeySettings
{
    private const string PasswordId = "PasswordId";

    private static readonly string[] Settings = ["KeyFile", "KeyEnvironment", "PasswordFile", "PasswordEnvironment", "Password"];

    private static readonly string[] Others = [EncryptionSettings.OpaqueKeys, EncryptionSettings.Previous, EncryptionSettings.Format, PasswordId];

    private delegate IMasterKey Reader(ReadOnlySpan<byte> content, string where);

    /// <summary>All of them; at least one.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming the setting and never what it holds.</exception>
    public static async ValueTask<IReadOnlyList<IMasterKey>> ReadAsync(
        IConfigurationSection section, BlobStoreContext context, CancellationToken cancellationToken)
    {
        var given = GivenMasterKeys.Of(context);
        string[] others = given is null ? Others : [.. Others, GivenMasterKeys.Setting];
        SettingCheck.Refuse(section, [.. Settings, .. Sources(context).Select(source => source.Setting), .. others]);
        var masters = new List<IMasterKey>();
        try
        {
            foreach (var setting in section.GetChildren().Where(setting => setting.Exists() && setting.Value != "" && !Includes(others, setting)))
                masters.Add(await ReadAsync(setting, section, context, cancellationToken));
            if (given is not null)
                masters.AddRange(given.Open(context.Services));
            return masters.Count > 0
                ? masters
                : throw new BlobException(BlobError.Configuration, $"{section.Path} names no key; set one of {Known(context)}.");
        }
        catch
        {
            masters.ForEach(master => master.Dispose());
            throw;
        }
    }

    public static ILogger<Encrypted>? Logger(BlobStoreContext context) => context.Services.GetService<ILoggerFactory>()?.CreateLogger<Encrypted>();

    private static bool Includes(string[] names, IConfigurationSection setting) => names.Contains(setting.Key, StringComparer.OrdinalIgnoreCase);

    private static async ValueTask<IMasterKey> ReadAsync(
        IConfigurationSection setting, IConfigurationSection section, BlobStoreContext context, CancellationToken cancellationToken)
    {
        IMasterKey Password(ReadOnlySpan<byte> content, string where) => ReadPassword(content, where, section[PasswordId]);

        return setting.Key.ToUpperInvariant() switch
        {
            "KEYFILE" => await OfFileAsync(setting, context, RawMasterKey.Parse, cancellationToken),
            "KEYENVIRONMENT" => OfEnvironment(setting, RawMasterKey.Parse),
            "PASSWORDFILE" => await OfFileAsync(setting, context, Password, cancellationToken),
            "PASSWORDENVIRONMENT" => OfEnvironment(setting, Password),
            "PASSWORD" => OfConfiguration(setting, Logger(context), Password),
            _ => await Sources(context).First(source => source.Setting.Equals(setting.Key, StringComparison.OrdinalIgnoreCase))
                .Create(setting, context, cancellationToken),
        };
    }

    private static IEnumerable<MasterKeySource> Sources(BlobStoreContext context) => context.Services.GetServices<MasterKeySource>();

    private static string Known(BlobStoreContext context) => string.Join(", ", Settings.Concat(Sources(context).Select(source => source.Setting)));

    private static async ValueTask<IMasterKey> OfFileAsync(
        IConfigurationSection setting, BlobStoreContext context, Reader read, CancellationToken cancellationToken)
    {
        var path = context.Options.Resolve(setting.Value!);
        try
        {
            return ReadAndForget(await File.ReadAllBytesAsync(path, cancellationToken), read, $"The file '{path}' of {setting.Path}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BlobException(BlobError.Configuration, $"The file of {setting.Path} cannot be read: {exception.Message}", innerException: exception);
        }
    }

    private static IMasterKey OfEnvironment(IConfigurationSection setting, Reader read) =>
        Environment.GetEnvironmentVariable(setting.Value!) is { Length: > 0 } content
            ? ReadAndForget(Encoding.UTF8.GetBytes(content), read, $"The environment variable '{setting.Value}' of {setting.Path}")
            : throw new BlobException(BlobError.Configuration, $"{setting.Path} names the environment variable '{setting.Value}', which is not set.");

    private static IMasterKey OfConfiguration(IConfigurationSection setting, ILogger? logger, Reader read)
    {
        if (logger is not null)
            LogPasswordInConfiguration(logger, setting.Path);
        return ReadAndForget(Encoding.UTF8.GetBytes(setting.Value!), read, setting.Path);
    }

    // A file written with an editor ends with a line break, which nobody counts as part of a password.
    private static PasswordMasterKey ReadPassword(ReadOnlySpan<byte> content, string where, string? id)
    {
        var text = content.TrimEnd("\r\n"u8);
        if (text.IsEmpty)
            throw new BlobException(BlobError.Configuration, $"{where} holds no password.");
        var password = new char[Encoding.UTF8.GetCharCount(text)];
        try
        {
            Encoding.UTF8.GetChars(text, password);
            return new PasswordMasterKey(password, string.IsNullOrEmpty(id) ? PasswordMasterKey.DefaultId : id);
        }
        finally
        {
            password.AsSpan().Clear();
        }
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

    [LoggerMessage(2, LogLevel.Warning, "{Setting} holds a password in the configuration itself; keep it in a file or an environment variable instead.")]
    private static partial void LogPasswordInConfiguration(ILogger logger, string setting);
}
