using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.OpenId;

/// <summary>Decides whom of the identity provider's people this server lets in, and as which user.</summary>
internal sealed partial class ProviderPeople(IExternalIdentityStore store, IOptions<OpenIdConnectOptions> options, ILogger<ProviderPeople> logger)
{
    private const string Email = "email";
    private const int MaxDetailLength = 255;

    private static readonly (string Detail, string Claim)[] Details = [("firstName", "given_name"), ("lastName", "family_name"), ("email", Email)];

    private readonly OpenIdConnectOptions _options = options.Value;

    /// <summary>The user of whoever a validated token is about.</summary>
    /// <param name="claims">What the token says.</param>
    /// <param name="told">When the provider said so.</param>
    /// <param name="isWhole">True where a claim that is missing means that there is nothing of it, as in an ID token; an access token may leave groups out.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="RequestException">403: this server does not let the person in.</exception>
    /// <exception cref="DocumentException">Nobody here is the person.</exception>
    public async Task<Principal> EnterAsync(ProviderClaims claims, DateTimeOffset told, bool isWhole, CancellationToken cancellationToken)
    {
        var groups = _options.GroupsClaim is { } claim ? claims.Texts(claim) ?? (isWhole ? [] : null) : null;
        if (_options.RequiredGroup is { } required && groups?.Contains(required, StringComparer.Ordinal) is not true)
            throw RequestException.Forbidden("You are not in the group of the identity provider that this server is open to; ask an administrator.");
        if (_options.EmailDomains.Count > 0 && !HasDomain(claims))
            throw RequestException.Forbidden("This server is open to verified e-mail addresses of certain domains, and the identity provider names none such for you; ask an administrator.");
        try
        {
            return await store.EnterAsync(new ExternalPerson(new ExternalIdentity(claims.Issuer, claims.Subject), told)
            {
                Name = _options.CreateUsers ? NameOf(claims) : null,
                Groups = groups is null ? null : [.. groups.Select(group => _options.Groups.TryGetValue(group, out var own) ? own : null).OfType<string>().Distinct(StringComparer.Ordinal)],
                Details = DetailsOf(claims),
            }, cancellationToken);
        }
        catch (DocumentException) when (_options.CreateUsers && claims.Text(_options.NameClaim) is null)
        {
            LogNameless(_options.NameClaim);
            throw;
        }
    }

    // An address that anybody can enter at the provider is nobody's name, and a group's name would be the group.
    private string? NameOf(ProviderClaims claims) => (_options.NameClaim != Email || claims.IsTrue("email_verified"))
        && claims.Text(_options.NameClaim) is { } name && !_options.Groups.Values.Contains(name, StringComparer.Ordinal) ? name : null;

    private bool HasDomain(ProviderClaims claims) => claims.IsTrue("email_verified") && claims.Text(Email) is { } email
        && _options.EmailDomains.Contains(email[(email.LastIndexOf('@') + 1)..], StringComparer.OrdinalIgnoreCase);

    private static Dictionary<string, string> DetailsOf(ProviderClaims claims) => Details
        .Select(detail => (detail.Detail, Value: claims.Text(detail.Claim)))
        .Where(detail => detail.Value is { Length: <= MaxDetailLength } value && !value.Any(char.IsControl) && !value.Any(char.IsSurrogate))
        .ToDictionary(detail => detail.Detail, detail => detail.Value!, StringComparer.Ordinal);

    [LoggerMessage(142, LogLevel.Warning, "Nobody was created for a person of the identity provider, whose token has no claim {Claim}: let the provider put it into the token, or set Archivolt:OpenIdConnect:NameClaim.")]
    private partial void LogNameless(string claim);
}
