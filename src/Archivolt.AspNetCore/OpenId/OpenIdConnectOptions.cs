using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Documents.Access;
using Microsoft.Extensions.Configuration;

namespace Archivolt.AspNetCore.OpenId;

/// <summary>
/// Section <c>Archivolt:OpenIdConnect</c>: the identity provider whose people sign in here (OpenID Connect Core 1.0), and whose access tokens REST takes. Off without <see cref="Authority"/>.
/// </summary>
public sealed class OpenIdConnectOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Archivolt:OpenIdConnect";

    private const int MaxSecretLength = 64 * 1024;

    /// <summary>The provider's issuer, such as <c>https://id.example.org/realms/main</c>; below it lies <c>.well-known/openid-configuration</c>.</summary>
    public Uri? Authority { get; set; }

    /// <summary>The id by which the provider knows this server. With it the console offers to sign in at the provider.</summary>
    public string? ClientId { get; set; }

    /// <summary>The secret that goes with the id; none for a public client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>A file with the secret, in its place; a relative path begins at the data home.</summary>
    public string? ClientSecretFile { get; set; }

    /// <summary>What tokens that REST takes are made for (<c>aud</c>); the same as <see cref="ClientId"/> where ID tokens are to be taken. Null (the default) takes none.</summary>
    public string? Audience { get; set; }

    /// <summary>The scopes that a sign-in asks for; <c>openid</c>, <c>profile</c> and <c>email</c> where none is named.</summary>
    public IList<string> Scopes { get; init; } = [];

    /// <summary>The claim that names a user who is created; default <c>preferred_username</c>.</summary>
    public string NameClaim { get; set; } = "preferred_username";

    /// <summary>The claim that lists a person's groups; null (the default) for none.</summary>
    public string? GroupsClaim { get; set; }

    /// <summary>The provider's groups that are groups here: its name for one, and ours. Others give nothing.</summary>
    public IDictionary<string, string> Groups { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The provider's group that everybody needs who comes by it; null (the default) for none.</summary>
    public string? RequiredGroup { get; set; }

    /// <summary>Domains such as <c>example.org</c> one of which a person's verified e-mail address needs; any where none is named.</summary>
    public IList<string> EmailDomains { get; init; } = [];

    /// <summary>True to create a user for whoever comes first; false (the default) to let in only those whom an administrator has linked to a user.</summary>
    public bool CreateUsers { get; set; }

    /// <summary>What the button says behind “Sign in with”.</summary>
    public string Label { get; set; } = "OpenID Connect";

    /// <summary>True to leave the form for name and password out of the page; it stays at <c>/console/sign-in?with=password</c>.</summary>
    public bool Only { get; set; }

    /// <summary>False to speak to the provider without TLS beyond this machine, which lets whoever is between them sign in as anybody.</summary>
    public bool RequireHttpsMetadata { get; set; } = true;

    /// <summary>How long an answer of the provider may take; default 10 seconds.</summary>
    public TimeSpan WaitAtMost { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>True where people sign in at the provider.</summary>
    internal bool HasSignIn => Authority is not null && ClientId is not null;

    /// <summary>The secret, wherever it was.</summary>
    internal string? Secret { get; private set; }

    internal static IReadOnlyList<SettingLimit<OpenIdConnectOptions>> Limits { get; } =
    [
        SettingLimit<OpenIdConnectOptions>.WebAddress(nameof(Authority), options => options.Authority, "https://id.example.org/realms/main"),
        Wrong(nameof(Authority), options => options.Authority is null && (options.ClientId ?? options.Audience) is not null, "the provider's issuer, such as https://id.example.org/realms/main"),
        new(nameof(Authority), options => options.Authority is { } authority && !options.Allows(authority) ? authority.OriginalString : null, _ => false,
            "an https address, or RequireHttpsMetadata=false in a network that nobody else is in"),
        Wrong(nameof(ClientId), options => options.Authority is not null && options.ClientId is null && options.Audience is null, "the id by which the provider knows this server, or set Audience for tokens alone"),
        Wrong(nameof(ClientId), options => options.ClientId is { } id && string.IsNullOrWhiteSpace(id), "the id by which the provider knows this server"),
        Wrong(nameof(ClientId), options => options.Only && options.ClientId is null, "the id by which the provider knows this server: with Only nobody could sign in otherwise"),
        Wrong(nameof(Audience), options => options.Audience is { } audience && string.IsNullOrWhiteSpace(audience), "the audience that the provider makes tokens for"),
        Wrong(nameof(ClientSecretFile), options => options.ClientSecretFile is { Length: > 0 } && options.ClientSecret is not null, "either it or ClientSecret, not both"),
        new(nameof(Scopes), options => options.Scopes.FirstOrDefault(scope => scope.Length == 0 || scope.Any(character => character is <= ' ' or > '~' or '"' or '\\')), _ => false, "one scope in each place of the list"),
        Wrong(nameof(NameClaim), options => string.IsNullOrWhiteSpace(options.NameClaim), "the name of a claim, such as preferred_username or email"),
        Wrong(nameof(GroupsClaim), options => string.IsNullOrWhiteSpace(options.GroupsClaim) && (options.Groups.Count > 0 || options.RequiredGroup is not null), "the name of the claim that Groups and RequiredGroup look into"),
        new(nameof(Groups), options => options.Groups.FirstOrDefault(group => string.IsNullOrWhiteSpace(group.Value) || group.Value == Principal.Everyone).Key, _ => false, "a name of the provider with the name of a group here"),
        Wrong(nameof(RequiredGroup), options => options.RequiredGroup is { } group && string.IsNullOrWhiteSpace(group), "the provider's name of a group"),
        new(nameof(EmailDomains), options => options.EmailDomains.FirstOrDefault(domain => !domain.Contains('.', StringComparison.Ordinal) || Uri.CheckHostName(domain) != UriHostNameType.Dns), _ => false, "domains such as example.org"),
        Wrong(nameof(Label), options => string.IsNullOrWhiteSpace(options.Label), "what the button says behind 'Sign in with'"),
        SettingLimit<OpenIdConnectOptions>.Between(nameof(WaitAtMost), options => options.WaitAtMost, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)) with { Use = "a time from 00:00:00.1 to 00:01:00" },
    ];

    /// <summary>True for an address of the provider that secrets and keys may go over.</summary>
    internal bool Allows(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && (address.IsLoopback || !RequireHttpsMetadata));

    /// <summary>Reads the section.</summary>
    internal static void Bind(IConfigurationSection section, OpenIdConnectOptions options)
    {
        section.Bind(options);
        var groups = section.GetSection(nameof(Groups));
        // A colon in the provider's name parts settings; the binder would leave it out.
        options.Groups.Clear();
        foreach (var (name, value) in groups.AsEnumerable(makePathsRelative: true).Where(pair => pair.Value is not null && pair.Key.Length > 0))
            options.Groups[name] = value!;
    }

    /// <summary>Reads the secret, wherever it is; a relative path begins at the data home.</summary>
    internal void TakeSecret(ArchivoltOptions archivolt) =>
        Secret = ClientSecretFile is { Length: > 0 } file && ClientSecret is null ? ReadSecret(archivolt.Resolve(file)) : ClientSecret;

    private static string ReadSecret(string file)
    {
        try
        {
            if (new FileInfo(file).Length <= MaxSecretLength && File.ReadAllText(file).Trim() is { Length: > 0 } secret)
                return secret;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BlobException(BlobError.Configuration, $"{Section}:{nameof(ClientSecretFile)} is '{file}'; use a file that can be read.", innerException: exception);
        }
        throw new BlobException(BlobError.Configuration, $"{Section}:{nameof(ClientSecretFile)} is '{file}'; use a file with the secret and nothing else.");
    }

    private static SettingLimit<OpenIdConnectOptions> Wrong(string setting, Predicate<OpenIdConnectOptions> isWrong, string use) =>
        new(setting, options => isWrong(options) ? "" : null, _ => false, use);
}
