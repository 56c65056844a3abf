namespace Archivolt.Documents.Linked;

/// <summary>An account at a vendor that a person of this server has connected.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Provider">The provider id.</param>
/// <param name="UserName">The person.</param>
/// <param name="Account">The account, as the vendor names it: an e-mail address.</param>
/// <param name="Created">When it was connected first.</param>
public sealed record LinkedAccount(long Id, string Provider, string UserName, string Account, DateTimeOffset Created)
{
    /// <summary>The tokens, sealed (<see cref="TokenSeal"/>).</summary>
    public SealedTokens? Tokens { get; init; }

    /// <summary>Why the account cannot be used until its person connects it again; null while it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Where the feed of changes goes on (<see cref="LinkedChanges.Cursor"/>); null before the first look.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Tokens as they are stored.</summary>
/// <param name="Access">The access token, sealed.</param>
/// <param name="Refresh">The refresh token, sealed; null where the vendor gave none.</param>
/// <param name="Expires">When the access token ends; null where the vendor does not say.</param>
public sealed record SealedTokens(string Access, string? Refresh, DateTimeOffset? Expires);

/// <summary>What administrators set for a provider over REST; null leaves what is configured.</summary>
public sealed record LinkedServiceSettings
{
    /// <summary>The application's id at the vendor.</summary>
    public string? ClientId { get; init; }

    /// <summary>The application's secret, sealed.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Where people agree.</summary>
    public string? AuthorizationUrl { get; init; }

    /// <summary>Where codes and refresh tokens are exchanged.</summary>
    public string? TokenUrl { get; init; }

    /// <summary>What the platform calls <c>userAuthorizationURL</c>; kept for clients, and used for nothing.</summary>
    public string? UserAuthorizationUrl { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>What is asked for.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>False to switch the provider off.</summary>
    public bool? IsEnabled { get; init; }
}
