using Archivolt.Configuration;

namespace Archivolt.AspNetCore.OAuth2;

/// <summary>Section <c>Archivolt:OAuth2</c>: how applications get tokens. The applications themselves are entries of the directory <c>oauth2Clients</c>.</summary>
public sealed class OAuth2Options
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Archivolt:OAuth2";

    private const int ShortestSecret = 8;

    /// <summary>
    /// The secret that another service signs assertions with (JWT, HS512), each of which names a user whom its bearer then acts for. Null (the default) accepts
    /// none. Whoever knows it acts for everybody: use 64 random characters.
    /// </summary>
    public string? JwtSecret { get; set; }

    /// <summary>The issuer that assertions have to name; default <c>nuxeo</c>.</summary>
    public string JwtIssuer { get; set; } = "nuxeo";

    internal static IReadOnlyList<SettingLimit<OAuth2Options>> Limits { get; } =
    [
        new(nameof(JwtSecret), options => options.JwtSecret?.Length, length => (int)length >= ShortestSecret, $"a secret of at least {ShortestSecret} characters, better of 64"),
    ];
}
