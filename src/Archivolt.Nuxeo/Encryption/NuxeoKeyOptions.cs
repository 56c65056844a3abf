using Archivolt.Blobs;

namespace Archivolt.Nuxeo.Encryption;

/// <summary>
/// The options of the platform's AES providers: a password, or a keystore and an alias in it. Prints no secret.
/// </summary>
public sealed class NuxeoKeyOptions
{
    private NuxeoKeyOptions() { }

    /// <summary>The names of all options, as they are spelt in the platform's <c>key</c> property.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["password", "keyStoreType", "keyStoreFile", "keyStorePassword", "keyAlias", "keyPassword", "useInsecureCipher"];

    /// <summary>Keys are derived from this password, unless a keystore is used.</summary>
    public string? Password { get; private init; }

    /// <summary><c>PKCS12</c> or <c>JCEKS</c>, in any letter case.</summary>
    public string? KeyStoreType { get; private init; }

    /// <summary>The file of the keystore.</summary>
    public string? KeyStoreFile { get; private init; }

    /// <summary>The password of the keystore.</summary>
    public string? KeyStorePassword { get; private init; }

    /// <summary>Which key of the keystore.</summary>
    public string? KeyAlias { get; private init; }

    /// <summary>The password of the key; null where it is that of the keystore.</summary>
    public string? KeyPassword { get; private init; }

    /// <summary>
    /// True to write with CBC, for readers before 10.3; otherwise GCM is written. Both are read; only where this is expressly false, content with an
    /// initialization vector of 16 bytes, which is how CBC is recognised, is read as GCM too.
    /// </summary>
    public bool? UseInsecureCipher { get; private init; }

    /// <summary>Reads the platform's option string, such as <c>keyStoreType=JCEKS,keyStoreFile=…,keyAlias=…</c>.</summary>
    /// <param name="text">Pairs with <c>=</c>, separated by commas; no value contains a comma, and nothing is trimmed.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, saying which option is wrong, never its value.</exception>
    public static NuxeoKeyOptions Parse(string text) => Create(Split(text, Refuse));

    /// <summary>Reads options that are given apart.</summary>
    /// <param name="options">Values by the names in <see cref="Names"/>; blank ones are as good as missing.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, saying which option is wrong, never its value.</exception>
    public static NuxeoKeyOptions Create(IReadOnlyDictionary<string, string> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string? Value(string name) => options.GetValueOrDefault(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

        var created = new NuxeoKeyOptions
        {
            Password = Value("password"),
            KeyStoreType = Value("keyStoreType"),
            KeyStoreFile = Value("keyStoreFile"),
            KeyStorePassword = Value("keyStorePassword"),
            KeyAlias = Value("keyAlias"),
            KeyPassword = Value("keyPassword"),
            // As Java reads booleans: what is not "true" is false.
            UseInsecureCipher = Value("useInsecureCipher")?.Equals("true", StringComparison.OrdinalIgnoreCase),
        };
        foreach (var name in Names.Where(name => created.Password is not null && name.StartsWith("key", StringComparison.Ordinal) && Value(name) is not null))
            throw Wrong($"Cannot use {name} with password: content has one kind of key; remove one of them");
        if (created.Password is null)
            created.CheckKeystore();
        return created;
    }

    /// <summary>Names the kind of key, never a secret.</summary>
    public override string ToString() => Password is null ? $"key '{KeyAlias}' of the {KeyStoreType} keystore '{KeyStoreFile}'" : "password";

    /// <summary>Splits an option string; what is no option is told to <paramref name="odd"/> by its place, since it may be part of a password.</summary>
    /// <param name="text">The option string.</param>
    /// <param name="odd">Hears of what is no option.</param>
    /// <param name="firstCounts">Which of an option given twice counts: the first for the platform's newer class, the last for the older one.</param>
    internal static Dictionary<string, string> Split(string text, Action<string> odd, bool firstCounts = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var place = 0;
        foreach (var option in text.Split(','))
        {
            place++;
            var name = option.Split('=', 2)[0];
            if (option.Length == name.Length)
                odd($"Unrecognized option: number {place} of 'key' has no '='; options are written name=value, and no value contains a comma");
            else if (!Names.Contains(name))
                odd($"Unrecognized option: number {place} of 'key' is none of {string.Join(", ", Names)}");
            else if (!firstCounts || !options.ContainsKey(name))
                options[name] = option[(name.Length + 1)..];
        }
        return options;
    }

    internal static void Refuse(string problem) => throw Wrong(problem);

    private static BlobException Wrong(string problem) => new(BlobError.Configuration, problem + ".");

    private void CheckKeystore()
    {
        if (KeyStoreType is null)
            throw Wrong("Missing keyStoreType: encryption needs a password, or a keystore with keyStoreType, keyStoreFile, keyStorePassword and keyAlias");
        if (KeyStorePassword is not null && KeyStoreFile is null)
            throw Wrong("Missing keyStoreFile: there is a keyStorePassword and no file for it");
        if (KeyAlias is null)
            throw Wrong("Missing keyAlias: it says which key of the keystore is used");
        if (KeyStoreFile is null)
            throw Wrong("Missing keyStoreFile: keystores outside files, such as PKCS11, are not supported");
        if (KeyStoreType.ToUpperInvariant() is not ("JCEKS" or "PKCS12"))
        {
            throw Wrong("The keyStoreType is not supported: use JCEKS or PKCS12. "
                + "JKS holds no secret keys; keytool -importkeystore converts what other types hold");
        }
        if (KeyStorePassword is null)
            throw Wrong("Missing keyStorePassword: the keystore cannot be checked without it");
    }
}
