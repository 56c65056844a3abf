using System.CommandLine;

namespace Archivolt.Cli.Commands.Keyrings;

/// <summary>Options that say where a master key is: a file or an environment variable, never the key itself.</summary>
internal sealed class MasterKeyOptions
{
    private readonly Option<string?> _keyFile = new("--key-file") { Description = "A file with 256 bits in hexadecimal or base64.", HelpName = "FILE" };
    private readonly Option<string?> _keyEnvironment = new("--key-env") { Description = "An environment variable with such a key.", HelpName = "NAME" };
    private readonly Option<string?> _passwordFile = new("--password-file") { Description = "A file with a password.", HelpName = "FILE" };
    private readonly Option<string?> _passwordEnvironment = new("--password-env") { Description = "An environment variable with a password.", HelpName = "NAME" };
    private readonly Option<string?> _passwordId = new("--password-id")
    {
        Description = "What the keyring calls the password; in the configuration, PasswordId. Default: password.",
        HelpName = "ID",
    };

    public void AddTo(Command command, bool passwordsOnly = false)
    {
        if (!passwordsOnly)
        {
            command.Add(_keyFile);
            command.Add(_keyEnvironment);
        }
        command.Add(_passwordFile);
        command.Add(_passwordEnvironment);
        command.Add(_passwordId);
    }

    public string? PasswordId(Invocation invocation) => invocation.Get(_passwordId);

    /// <summary>The settings, as they would stand in a provider's section; empty when no option names a key.</summary>
    public IReadOnlyDictionary<string, string?> Settings(Invocation invocation)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        void Take(string setting, string? value)
        {
            if (value is not null)
                settings[setting] = value;
        }

        Take("KeyFile", Full(invocation.Get(_keyFile)));
        Take("KeyEnvironment", invocation.Get(_keyEnvironment));
        Take("PasswordFile", Full(invocation.Get(_passwordFile)));
        Take("PasswordEnvironment", invocation.Get(_passwordEnvironment));
        if (settings.Count > 0)
            Take("PasswordId", PasswordId(invocation));
        return settings;
    }

    // The configuration's paths are relative to the data home, those of a command to where it runs.
    private static string? Full(string? path) => path is null ? null : Path.GetFullPath(path);
}
