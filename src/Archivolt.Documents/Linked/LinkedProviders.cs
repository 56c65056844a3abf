using System.Diagnostics.CodeAnalysis;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;

namespace Archivolt.Documents.Linked;

/// <summary>The configured providers of linked files, by their ids.</summary>
public sealed class LinkedProviders : IAsyncDisposable
{
    private static readonly string[] OfEvery = ["Type", "Label", "Description", "ClientId", "ClientSecret", "ClientSecretFile", "AuthorizationUrl", "TokenUrl", "Scopes", "Enabled", "DirectDownload"];

    private readonly Dictionary<string, LinkedProvider> _providers = new(StringComparer.Ordinal);

    /// <summary>Makes them of sections <c>Archivolt:LinkedFiles:ID</c>.</summary>
    /// <param name="sections">The sections.</param>
    /// <param name="drivers">The known vendors.</param>
    /// <param name="services">The application's services.</param>
    /// <param name="manager">The stores, which may have none of the ids.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming the setting.</exception>
    public LinkedProviders(IEnumerable<IConfigurationSection> sections, IEnumerable<LinkedDriver> drivers, IServiceProvider services, BlobManager manager)
    {
        ArgumentNullException.ThrowIfNull(sections);
        ArgumentNullException.ThrowIfNull(manager);
        var known = drivers.ToList();
        foreach (var section in sections)
        {
            var type = section["Type"] ?? throw Wrong(section, "Type", $"one of {string.Join(", ", known.Select(driver => driver.Type))}");
            var driver = known.Find(driver => string.Equals(driver.Type, type, StringComparison.OrdinalIgnoreCase))
                ?? throw Wrong(section, "Type", $"one of {string.Join(", ", known.Select(driver => driver.Type))}, not '{type}'");
            SettingCheck.Refuse(section, [.. OfEvery, .. driver.Settings]);
            if (manager.TryGet(section.Key, out _))
                throw new BlobException(BlobError.Configuration, $"{section.Path}: there is a blob provider '{section.Key}' too; give one of them another id.");
            if (section.Key.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '.')))
                throw new BlobException(BlobError.Configuration, $"{section.Path}: '{section.Key}' is no provider id; use letters, digits, '-', '_' and '.'.");
            if (!_providers.TryAdd(section.Key, new LinkedProvider(section.Key, driver.Create(new LinkedContext(section.Key, section, services)), SettingsOf(section)) { Label = section["Label"] ?? driver.Label, DirectDownload = Flag(section, "DirectDownload") ?? false }))
                throw new BlobException(BlobError.Configuration, $"Two providers of linked files are named '{section.Key}'; give each its own id.");
        }
    }

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<LinkedProvider> All => _providers.Values;

    /// <summary>Finds a provider.</summary>
    public bool TryGet(string? id, [NotNullWhen(true)] out LinkedProvider? provider)
    {
        provider = null;
        return id is not null && _providers.TryGetValue(id, out provider);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var provider in _providers.Values)
            await provider.Files.DisposeAsync();
    }

    private static LinkedServiceSettings SettingsOf(IConfigurationSection section)
    {
        string? secret = section["ClientSecret"];
        if (section["ClientSecretFile"] is { Length: > 0 } file)
        {
            if (secret is not null)
                throw Wrong(section, "ClientSecretFile", "absent where there is a ClientSecret");
            try
            {
                secret = File.ReadAllText(file).Trim();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw Wrong(section, "ClientSecretFile", "a file that can be read", exception);
            }
        }
        foreach (var name in new[] { "AuthorizationUrl", "TokenUrl" })
        {
            if (section[name] is { Length: > 0 } url && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")))
                throw Wrong(section, name, "an absolute http or https URL");
        }
        return new LinkedServiceSettings
        {
            ClientId = section["ClientId"],
            ClientSecret = secret,
            AuthorizationUrl = section["AuthorizationUrl"],
            TokenUrl = section["TokenUrl"],
            Description = section["Description"],
            Scopes = section.GetSection("Scopes").GetChildren().Select(scope => scope.Value).OfType<string>().ToList() is { Count: > 0 } scopes ? scopes : null,
            IsEnabled = Flag(section, "Enabled"),
        };
    }

    private static bool? Flag(IConfigurationSection section, string name) => section[name] switch
    {
        null or "" => null,
        var text when bool.TryParse(text, out var flag) => flag,
        _ => throw Wrong(section, name, "true or false"),
    };

    private static BlobException Wrong(IConfigurationSection section, string name, string expected, Exception? cause = null) =>
        new(BlobError.Configuration, $"{section.Path}:{name} is to be {expected}.", innerException: cause);
}
