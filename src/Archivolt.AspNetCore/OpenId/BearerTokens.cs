using Archivolt.AspNetCore.Errors;
using Archivolt.Documents.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.OpenId;

/// <summary>Bearer tokens: those of this server by a look into its store, those of the identity provider by their signature. The shape decides, before anybody is asked.</summary>
internal sealed class BearerTokens(IUserStore users, IServiceProvider services, IOptions<OpenIdConnectOptions> options, TimeProvider clock)
{
    private readonly string? _audience = options.Value.Authority is null ? null : options.Value.Audience;

    /// <summary>Whom a token stands for; null for nobody.</summary>
    /// <exception cref="RequestException">401, 403 or 503, for one of the shape of the provider's.</exception>
    public Task<Principal?> VerifyAsync(string secret, CancellationToken cancellationToken) => _audience is not null && ProviderTokens.IsShapedLike(secret)
        ? EnterAsync(secret, _audience, cancellationToken)
        : users.VerifyTokenAsync(secret, cancellationToken);

    private async Task<Principal?> EnterAsync(string token, string audience, CancellationToken cancellationToken)
    {
        var claims = await services.GetRequiredService<ProviderTokens>().ValidateAsync(token, audience, cancellationToken);
        // Nothing is told by a token of the future.
        var (made, now) = (claims.Made, clock.GetUtcNow());
        return await services.GetRequiredService<ProviderPeople>().EnterAsync(claims, made < now ? made : now, isWhole: false, cancellationToken);
    }
}
