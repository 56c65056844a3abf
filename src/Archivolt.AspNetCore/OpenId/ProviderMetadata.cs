using Archivolt.AspNetCore.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Archivolt.AspNetCore.OpenId;

/// <summary>
/// What the identity provider publishes of itself, with its keys (OpenID Connect Discovery 1.0). It is asked when somebody needs it, again after <see cref="Fresh"/>, and for a key that nobody knows; never more often
/// than the pauses allow, however many come. What was known holds while the provider is away, and while it is asked whether it still does.
/// </summary>
internal sealed partial class ProviderMetadata(ProviderHttp http, IOptions<OpenIdConnectOptions> options, TimeProvider clock, ILogger<ProviderMetadata> logger)
{
    /// <summary>For so long nobody asks again without a reason.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    /// <summary>The pause before the provider is asked for an unknown key again.</summary>
    public static readonly TimeSpan PauseForKeys = TimeSpan.FromSeconds(30);

    /// <summary>The pause before a provider that failed is asked again.</summary>
    public static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Task<OpenIdConnectConfiguration?>? _asking;
    private OpenIdConnectConfiguration? _known;
    private DateTimeOffset _asked = DateTimeOffset.MinValue;
    private bool _failed;

    /// <summary>True where an issuer is the configured one.</summary>
    public bool IsIssuer(string? issuer) => issuer is not null && issuer.TrimEnd('/') == options.Value.Authority!.OriginalString.TrimEnd('/');

    /// <summary>What is known, asked for where it is not, or is old.</summary>
    /// <exception cref="RequestException">503: the provider cannot be reached, and never was.</exception>
    public Task<OpenIdConnectConfiguration> GetAsync(CancellationToken cancellationToken) => GetAsync(_failed ? PauseAfterFailure : Fresh, isWaiting: _known is null, cancellationToken);

    /// <summary>The same, younger than a short pause: for a key that is not in what is known.</summary>
    /// <exception cref="RequestException">503: the provider cannot be reached, and never was.</exception>
    public Task<OpenIdConnectConfiguration> RenewAsync(CancellationToken cancellationToken) => GetAsync(_failed ? PauseAfterFailure : PauseForKeys, isWaiting: true, cancellationToken);

    private async Task<OpenIdConnectConfiguration> GetAsync(TimeSpan pause, bool isWaiting, CancellationToken cancellationToken)
    {
        Task<OpenIdConnectConfiguration?>? asking = null;
        lock (_lock)
        {
            if (_asking is not null)
            {
                asking = _asking;
            }
            else if (_asked + pause <= clock.GetUtcNow() || (_known is null && !_failed))
            {
                _asked = clock.GetUtcNow();
                // Others wait for it as well: it does not end with the request that began it.
                asking = _asking = Task.Run(AskAsync, CancellationToken.None);
            }
        }
        var known = asking is null || !isWaiting ? _known : await asking.WaitAsync(cancellationToken);
        return known ?? throw ProviderHttp.Unavailable("The identity provider cannot be reached at the moment, or its description is wrong; try again later, or sign in with name and password.");
    }

    private async Task<OpenIdConnectConfiguration?> AskAsync()
    {
        OpenIdConnectConfiguration? answer = null;
        try
        {
            using var late = new CancellationTokenSource(options.Value.WaitAtMost, TimeProvider.System);
            answer = await OpenIdConnectConfigurationRetriever.GetAsync($"{options.Value.Authority!.OriginalString.TrimEnd('/')}/.well-known/openid-configuration", http, late.Token);
            if (!IsIssuer(answer.Issuer))
            {
                LogForeign(logger, options.Value.Authority);
                answer = null;
            }
        }
        // Whatever it is that the provider sends.
        catch (Exception exception)
        {
            LogFailure(logger, exception, options.Value.Authority!);
        }
        lock (_lock)
        {
            _failed = answer is null;
            _known = answer ?? _known;
            _asking = null;
            return _known;
        }
    }

    [LoggerMessage(140, LogLevel.Warning, "The identity provider {Authority} cannot be reached, or its description cannot be read. Nobody signs in by it until it can, unless its keys are known.")]
    private static partial void LogFailure(ILogger logger, Exception exception, Uri authority);

    [LoggerMessage(141, LogLevel.Error, "The description at {Authority} names another issuer; set Archivolt:OpenIdConnect:Authority to the provider's issuer exactly.")]
    private static partial void LogForeign(ILogger logger, Uri authority);
}
