using System.Net;
using Archivolt.Documents.Linked;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Archivolt.Linked.Tests;

/// <summary>A vendor that answers everything as a test says, such as without end.</summary>
internal sealed class HostileVendor : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HostileVendor(WebApplication application) => _application = application;

    public Uri Address => new(_application.Urls.Single() + "/");

    public static async Task<HostileVendor> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.Run(answer);
        await application.StartAsync();
        return new HostileVendor(application);
    }

    /// <summary>JSON that never ends.</summary>
    public static async Task EndlessAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("{\"name\":\"");
        var block = new string('x', 64 * 1024);
        while (!context.RequestAborted.IsCancellationRequested)
            await context.Response.WriteAsync(block, context.RequestAborted);
    }

    /// <summary>JSON that begins and stands still.</summary>
    public static async Task StillAsync(HttpContext context)
    {
        await context.Response.WriteAsync("{");
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}

/// <summary>Credentials for a vendor that asks for none.</summary>
internal sealed class AnyCredentials : LinkedCredentials
{
    public override string Id => "any";

    public override string Account => "ann@example.org";

    public override ValueTask<string> GetTokenAsync(string? refused = null, CancellationToken cancellationToken = default) => ValueTask.FromResult("token");
}
