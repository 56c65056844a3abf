using Archivolt.Blobs;
using Archivolt.Documents.Access;

namespace Archivolt.Documents.Linked;

/// <summary>How people connect accounts, and what administrators change of it. Secrets that come over REST are sealed before they reach the database.</summary>
public sealed class LinkedServices(LinkedProviders providers, ILinkedAccountStore store, TokenSeal seal)
{
    /// <summary>All of them.</summary>
    public async Task<IReadOnlyList<LinkedService>> ListAsync(CancellationToken cancellationToken = default)
    {
        var services = new List<LinkedService>();
        foreach (var provider in providers.All)
            services.Add(await WithSettingsAsync(provider, cancellationToken));
        return services;
    }

    /// <summary>One of them; null where no such provider is configured.</summary>
    public async Task<LinkedService?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        providers.TryGet(id, out var provider) ? await WithSettingsAsync(provider, cancellationToken) : null;

    /// <summary>One of them, where people can use it.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: there is none, or it is not set up.</exception>
    public async Task<LinkedService> GetAvailableAsync(string id, CancellationToken cancellationToken = default) =>
        await FindAsync(id, cancellationToken) is { IsAvailable: true } service
            ? service
            : throw new BlobException(BlobError.Configuration, $"Accounts of '{id}' cannot be connected: an administrator enters id and secret of this server's application first.");

    /// <summary>Replaces what administrators set; the secret is in clear. What is null goes back to the configuration, but a secret stays.</summary>
    public async Task<bool> SetAsync(string id, LinkedServiceSettings? settings, Principal by, CancellationToken cancellationToken = default)
    {
        if (settings is null)
            return await store.SetSettingsAsync(id, settings: null, by, cancellationToken);
        var secret = settings.ClientSecret is { Length: > 0 } given
            ? seal.Seal(given, OwnerOf(id))
            : (await store.FindSettingsAsync(id, cancellationToken))?.ClientSecret;
        return await store.SetSettingsAsync(id, settings with { ClientSecret = secret }, by, cancellationToken);
    }

    private async Task<LinkedService> WithSettingsAsync(LinkedProvider provider, CancellationToken cancellationToken)
    {
        if (await store.FindSettingsAsync(provider.Id, cancellationToken) is not { } over)
            return new LinkedService(provider, provider.Settings);
        var configured = provider.Settings;
        return new LinkedService(provider, new LinkedServiceSettings
        {
            ClientId = over.ClientId ?? configured.ClientId,
            ClientSecret = over.ClientSecret is { } secret ? OpenOrNone(secret, provider.Id) : configured.ClientSecret,
            AuthorizationUrl = over.AuthorizationUrl ?? configured.AuthorizationUrl,
            TokenUrl = over.TokenUrl ?? configured.TokenUrl,
            UserAuthorizationUrl = over.UserAuthorizationUrl,
            Description = over.Description ?? configured.Description,
            Scopes = over.Scopes ?? configured.Scopes,
            IsEnabled = over.IsEnabled ?? configured.IsEnabled,
        });
    }

    // Sealed with another key it is as good as none: an administrator enters it again, and until then documents are shown.
    private string? OpenOrNone(string secret, string id)
    {
        try
        {
            return seal.Open(secret, OwnerOf(id));
        }
        catch (BlobException exception) when (exception.Error == BlobError.Configuration)
        {
            return null;
        }
    }

    private static string OwnerOf(string id) => $"service {id}";
}
