using System.Collections.Immutable;
using Archivolt.Blobs;
using Microsoft.Extensions.Configuration;

namespace Archivolt.Providers;

/// <summary>What a configured provider is made from.</summary>
/// <param name="Id">The provider id.</param>
/// <param name="Section">Its configuration section, <c>Archivolt:Providers:ID</c>.</param>
/// <param name="Options">The application's options, to resolve paths.</param>
/// <param name="Services">The application's services.</param>
public sealed record BlobStoreContext(string Id, IConfigurationSection Section, ArchivoltOptions Options, IServiceProvider Services)
{
    /// <summary>What was given in code in place of settings, by their paths.</summary>
    internal IReadOnlyDictionary<string, object> Objects { get; init; } = ImmutableDictionary<string, object>.Empty;

    /// <summary>True when the store is known to hold content: where it is missing it is not made.</summary>
    public bool MustExist { get; init; }

    /// <summary>What was given in code in place of a setting; null where the setting says it, or nothing does.</summary>
    /// <param name="setting">Name inside the provider's section.</param>
    internal T? Given<T>(string setting) where T : class => Objects.GetValueOrDefault($"{Section.Path}:{setting}") as T;

    /// <summary>
    /// Reads the settings that types of stores share: <c>KeyStrategy</c> (<c>digest</c>, <c>managed</c> or <c>document</c>), <c>Record</c> (true means
    /// <c>document</c>), <c>PreventUserUpdate</c> and <c>MaxLength</c> in bytes.
    /// </summary>
    /// <param name="digest">The store's digest algorithm.</param>
    /// <param name="preventUserUpdate">What holds where <c>PreventUserUpdate</c> is not set.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming the setting.</exception>
    public BlobProviderOptions ProviderOptions(DigestAlgorithm digest, bool preventUserUpdate = false) => new()
    {
        KeyStrategy = NamingOf() switch
        {
            Naming.Managed => new KeyStrategy.Managed(new KeyStrategy.ByDigest(digest)),
            Naming.Document => new KeyStrategy.ByDocument(digest),
            _ => new KeyStrategy.ByDigest(digest),
        },
        PreventUserUpdate = SettingValues.Read<bool>(Section, "PreventUserUpdate") ?? preventUserUpdate,
        MaxLength = SettingValues.Read<long>(Section, "MaxLength", bytes => bytes >= 0, "a number of bytes"),
    };

    /// <summary>The algorithm that the setting <c>Digest</c> names; null where it is left out or empty.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: it names none.</exception>
    public DigestAlgorithm? ReadDigest() => Text("Digest") is not { } name ? null
        : DigestAlgorithm.TryParse(name, out var digest) ? digest
        : throw Wrong("Digest", $"one of {string.Join(", ", DigestAlgorithm.All)}");

    /// <summary>A text without the spaces around it; null where it is left out or empty.</summary>
    /// <param name="setting">Name of the setting inside the provider's section.</param>
    public string? Text(string setting) => Section[setting]?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A text that has to be there.</summary>
    /// <param name="setting">Name of the setting inside the provider's section.</param>
    /// <param name="hint">What to give, such as <c>give the bucket that holds the content</c>.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: it is left out or empty.</exception>
    public string RequiredText(string setting, string hint) => Text(setting) ?? throw Missing(setting, hint);

    /// <summary>A truth value; false where it is left out or empty.</summary>
    /// <param name="setting">Name of the setting inside the provider's section.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: it is neither true nor false.</exception>
    public bool Flag(string setting) => SettingValues.Read<bool>(Section, setting) ?? false;

    /// <summary>A whole number within bounds.</summary>
    /// <param name="setting">Name of the setting inside the provider's section.</param>
    /// <param name="least">The least that can be used.</param>
    /// <param name="most">The most that can be used.</param>
    /// <param name="usual">What holds where it is left out or empty.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: it is no such number.</exception>
    public long Number(string setting, long least, long most, long usual) =>
        SettingValues.Read<long>(Section, setting, number => number >= least && number <= most, $"a whole number from {least} to {most}") ?? usual;

    /// <inheritdoc cref="Number(string, long, long, long)"/>
    public int Number(string setting, int least, int most, int usual) => (int)Number(setting, least, (long)most, usual);

    /// <summary>A time longer than none.</summary>
    /// <param name="setting">Name of the setting inside the provider's section.</param>
    /// <param name="usual">What holds where it is left out or empty.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: it is no such time.</exception>
    public TimeSpan Time(string setting, TimeSpan usual) => SettingValues.Read<TimeSpan>(Section, setting, time => time > TimeSpan.Zero) ?? usual;

    /// <summary>A name from an enumeration; null where it is left out or empty.</summary>
    /// <param name="setting">Name of the setting inside the provider's section.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: it is none of the names.</exception>
    public T? Choice<T>(string setting) where T : struct, Enum => SettingValues.Read<T>(Section, setting);

    /// <summary>An address of http or https; null where it is left out or empty. No message shows it, since it may hold a password.</summary>
    /// <param name="setting">Name of the setting inside the provider's section.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: it is no such address.</exception>
    public Uri? Address(string setting) => Text(setting) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
        : throw new BlobException(BlobError.Configuration, $"{Section.Path}:{setting} is not an address; use one such as http://host:8080.");

    /// <summary>The password in the file that a setting names, without the end of its line; null where the setting is left out or empty. A relative path begins at the data home.</summary>
    /// <param name="setting">Name of the setting inside the provider's section.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: the file cannot be read.</exception>
    public string? PasswordFrom(string setting)
    {
        if (Text(setting) is not { } file)
            return null;
        try
        {
            return File.ReadAllText(Options.Resolve(file)).TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BlobException(BlobError.Configuration, $"{Section.Path}:{setting}: the file of the password cannot be read: {exception.Message}", innerException: exception);
        }
    }

    /// <summary>How the names of all objects begin: with <c>Prefix</c>, and below it the folder <c>Namespace</c>, as on the platform. Empty where both are left out.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: one of them cannot be used.</exception>
    public string ObjectPrefix()
    {
        var prefix = Text("Prefix") is { } text ? text.EndsWith('/') ? text : $"{text}/" : "";
        if (prefix.StartsWith('/'))
            throw Wrong("Prefix", "a prefix that does not begin with /");
        return Text("Namespace") is not { } name ? prefix
            : name.Contains('/', StringComparison.Ordinal) ? throw Wrong("Namespace", "a plain name without slashes")
            : $"{prefix}{name}/";
    }

    /// <summary>The exception for a setting that is not there.</summary>
    /// <param name="setting">Name of the setting inside the provider's section.</param>
    /// <param name="hint">What to give, such as <c>give the bucket that holds the content</c>.</param>
    public BlobException Missing(string setting, string hint) => new(BlobError.Configuration, $"{Section.Path} has no {setting}; {hint}.");

    /// <summary>The exception for a setting with a value that cannot be used.</summary>
    /// <param name="setting">Name of the setting inside the provider's section.</param>
    /// <param name="use">What to write instead, such as <c>true or false</c>.</param>
    public BlobException Wrong(string setting, string use) => SettingValues.Wrong(Section, setting, use);

    private Naming? NamingOf()
    {
        var naming = SettingValues.Read<Naming>(Section, "KeyStrategy");
        if (!Flag("Record"))
            return naming;
        return naming is null or Naming.Document ? Naming.Document : throw Wrong("KeyStrategy", "document, or leave out Record, which means the same");
    }

    private enum Naming
    {
        Digest,
        Managed,
        Document,
    }
}
