using Archivolt.Configuration;

namespace Archivolt.Encryption;

/// <summary>How the store of a provider is encrypted: the settings of its section <c>Encryption</c>. They say where secrets are and hold none.</summary>
public sealed record EncryptionOptions
{
    /// <summary>A file with a raw key as master key; a relative path is under the data home.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Name of an environment variable with a raw key as master key.</summary>
    public string? KeyEnvironment { get; init; }

    /// <summary>A file with a password as master key; a relative path is under the data home.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Name of an environment variable with a password as master key.</summary>
    public string? PasswordEnvironment { get; init; }

    /// <summary>What the keyring calls the password; null for the usual name.</summary>
    public string? PasswordId { get; init; }

    /// <summary>True to name content by a keyed digest, so that names say nothing of it.</summary>
    public bool OpaqueKeys { get; init; }

    internal ProviderBuilder AddTo(ProviderBuilder provider)
    {
        ProviderBuilder Set(string name, string? value) => provider.With($"{EncryptionSettings.Section}:{name}", value);

        Set(nameof(KeyFile), KeyFile);
        Set(nameof(KeyEnvironment), KeyEnvironment);
        Set(nameof(PasswordFile), PasswordFile);
        Set(nameof(PasswordEnvironment), PasswordEnvironment);
        Set(nameof(PasswordId), PasswordId);
        return Set(nameof(OpaqueKeys), OpaqueKeys ? "true" : "false");
    }
}
