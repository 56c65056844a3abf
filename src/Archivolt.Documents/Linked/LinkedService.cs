namespace Archivolt.Documents.Linked;

/// <summary>How people connect accounts of a provider: what is configured, with what administrators set over it.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Settings">The settings that count; the secret is in clear.</param>
public sealed record LinkedService(LinkedProvider Provider, LinkedServiceSettings Settings)
{
    /// <summary>True unless it was switched off.</summary>
    public bool IsEnabled => Settings.IsEnabled ?? true;

    /// <summary>True where people can connect accounts: it is enabled, and the vendor knows this server by an id with a secret.</summary>
    public bool IsAvailable => IsEnabled && Settings is { ClientId.Length: > 0, ClientSecret.Length: > 0 };

    /// <summary>Where people sign in.</summary>
    public OAuth2Service OAuth2 => Provider.Files.Service with
    {
        AuthorizationUrl = Settings.AuthorizationUrl is { Length: > 0 } authorization ? new Uri(authorization) : Provider.Files.Service.AuthorizationUrl,
        TokenUrl = Settings.TokenUrl is { Length: > 0 } token ? new Uri(token) : Provider.Files.Service.TokenUrl,
        Scopes = Settings.Scopes ?? Provider.Files.Service.Scopes,
    };
}
