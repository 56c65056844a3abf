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
    /// Reads the settings that every type of store shares: <c>KeyStrategy</c> (<c>digest</c>, <c>managed</c> or <c>document</c>),
    /// <c>PreventUserUpdate</c> and <c>MaxLength</c> in bytes.
    /// </summary>
    /// <param name="digest">The store's digest algorithm.</param>
    /// <param name="preventUserUpdate">What holds where <c>PreventUserUpdate</c> is not set.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming the setting.</exception>
    public BlobProviderOptions ProviderOptions(DigestAlgorithm digest, bool preventUserUpdate = false) => new()
    {
        KeyStrategy = SettingValues.Read<Naming>(Section, "KeyStrategy") switch
        {
            Naming.Managed => new KeyStrategy.Managed(new KeyStrategy.ByDigest(digest)),
            Naming.Document => new KeyStrategy.ByDocument(digest),
            _ => new KeyStrategy.ByDigest(digest),
        },
        PreventUserUpdate = SettingValues.Read<bool>(Section, "PreventUserUpdate") ?? preventUserUpdate,
        MaxLength = SettingValues.Read<long>(Section, "MaxLength", bytes => bytes >= 0, "a number of bytes"),
    };

    /// <summary>The algorithm that the setting <c>Digest</c> names; null where it is left out or empty.</summary>
    internal DigestAlgorithm? ReadDigest()
    {
        if (string.IsNullOrWhiteSpace(Section["Digest"]))
            return null;
        return DigestAlgorithm.TryParse(Section["Digest"], out var digest) ? digest : throw Wrong("Digest", $"one of {string.Join(", ", DigestAlgorithm.All)}");
    }

    /// <summary>The exception for a setting with a value that cannot be used.</summary>
    /// <param name="setting">Name of the setting inside the provider's section.</param>
    /// <param name="use">What to write instead, such as <c>true or false</c>.</param>
    public BlobException Wrong(string setting, string use) => SettingValues.Wrong(Section, setting, use);

    private enum Naming
    {
        Digest,
        Managed,
        Document,
    }
}
