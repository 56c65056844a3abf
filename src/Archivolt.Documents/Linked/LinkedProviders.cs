using System.Diagnostics.CodeAnalysis;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

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
        foreach (var context in sections.Select(section => new LinkedContext(section.Key, section, services)))
        {
            var driver = known.Find(driver => string.Equals(driver.Type, context.Section["Type"], StringComparison.OrdinalIgnoreCase))
                ?? throw context.Wrong("Type", $"one of {string.Join(", ", known.Select(driver => driver.Type))}");
            SettingCheck.Refuse(context.Section, [.. OfEvery, .. driver.Settings]);
            CheckId(context, manager);
            _providers.Add(context.Id, new LinkedProvider(context.Id, driver.Create(context), SettingsOf(context))
            {
                Label = context.Section["Label"] ?? driver.Label,
                DirectDownload = context.Flag("DirectDownload") ?? false,
            });
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

    private void CheckId(LinkedContext context, BlobManager manager)
    {
        if (!BlobProvider.IsId(context.Id))
            throw new BlobException(BlobError.Configuration, $"{context.Section.Path}: '{context.Id}' is no provider id; use letters, digits, '-', '_' and '.', and more than dots.");
        if (manager.TryGet(context.Id, out _) || _providers.ContainsKey(context.Id))
            throw new BlobException(BlobError.Configuration, $"{context.Section.Path}: there is another provider '{context.Id}'; give each its own id.");
    }

    private static LinkedServiceSettings SettingsOf(LinkedContext context) => new()
    {
        ClientId = context.Section["ClientId"],
        ClientSecret = SecretOf(context),
        AuthorizationUrl = context.Address("AuthorizationUrl") is null ? null : context.Section["AuthorizationUrl"],
        TokenUrl = context.Address("TokenUrl") is null ? null : context.Section["TokenUrl"],
        Description = context.Section["Description"],
        Scopes = context.Section.GetSection("Scopes").GetChildren().Select(scope => scope.Value).OfType<string>().ToList() is { Count: > 0 } scopes ? scopes : null,
        IsEnabled = context.Flag("Enabled"),
    };

    private static string? SecretOf(LinkedContext context)
    {
        var secret = context.Section["ClientSecret"];
        if (context.Section["ClientSecretFile"] is not { Length: > 0 } file)
            return secret;
        if (secret is not null)
            throw context.Wrong("ClientSecretFile", "absent where there is a ClientSecret");
        try
        {
            return File.ReadAllText(context.Services.GetRequiredService<IOptions<ArchivoltOptions>>().Value.Resolve(file)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw context.Wrong("ClientSecretFile", "a file that can be read", exception);
        }
    }
}
