using System.Net;
using Archivolt.Vendors.Http;
using Archivolt.Vendors.OAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Archivolt.Vendors;

/// <summary>
/// A server that answers as a vendor's public description of its API says, on a port of its own, with accounts and files of a test's choice.
/// It keeps time by the clock that it is given, logs what it receives, and fails as it is told.
/// </summary>
public abstract class VendorServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private protected VendorServer(TimeProvider? clock, Func<TimeProvider, OAuthServer> oauth)
    {
        Clock = clock ?? TimeProvider.System;
        OAuth = oauth(Clock);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.Use(AnswerAsync);
    }

    /// <summary>Where the server is; ends with a slash.</summary>
    public Uri Address => new(_application.Urls.Single() + "/");

    public TimeProvider Clock { get; }

    /// <summary>The grants and tokens of its accounts.</summary>
    public OAuthServer OAuth { get; }

    /// <summary>What it received.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>What goes wrong next.</summary>
    public Faults Faults { get; } = new();

    public Uri AuthorizationEndpoint => new(Address, OAuth.Rules.AuthorizationPath);

    public Uri TokenEndpoint => new(Address, OAuth.Rules.TokenPath);

    public Uri RevocationEndpoint => new(Address, OAuth.Rules.RevocationPath);

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A link to this server.</summary>
    internal string Link(string path) => new Uri(Address, path).AbsoluteUri;

    private protected async Task ListenAsync()
    {
        new AuthorizationEndpoint(OAuth).Map(_application);
        new TokenEndpoint(OAuth, () => TokenEndpoint).Map(_application);
        Map(_application);
        await _application.StartAsync();
    }

    private protected abstract void Map(WebApplication application);

    /// <summary>An error that a test asked for, in the vendor's shape.</summary>
    private protected abstract Refusal RefusalOf(int status, string? reason, TimeSpan? retryAfter);

    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var received = await Requests.AddAsync(context);
        try
        {
            if (Faults.TakeAnswer(received.PathAndQuery) is { } fault)
                throw RefusalOf(fault.Status!.Value, fault.Reason, fault.RetryAfter);
            await next(context);
        }
        catch (Refusal refusal)
        {
            await refusal.WriteAsync(context);
        }
        catch (BadHttpRequestException exception)
        {
            await RefusalOf(exception.StatusCode, reason: null, retryAfter: null).WriteAsync(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && exception is not OperationCanceledException)
        {
            // A fault of this server, or of the test that set it up: said where it is seen.
            await new Refusal(StatusCodes.Status500InternalServerError, null, exception.ToString()).WriteAsync(context);
        }
        finally
        {
            received.Status = context.Response.StatusCode;
        }
    }
}
