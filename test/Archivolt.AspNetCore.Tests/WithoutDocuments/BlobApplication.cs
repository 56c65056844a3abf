using Archivolt.AspNetCore.Health;
using Archivolt.Configuration;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.WithoutDocuments;

/// <summary>An application of somebody else that keeps blobs and knows no documents, users or endpoints of Archivolt.</summary>
internal sealed class BlobApplication : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BlobApplication(WebApplication app) => _app = app;

    public HttpClient Client => _app.GetTestClient();

    public BlobProvider Files => _app.Services.GetRequiredService<BlobManager>()["default"];

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts it over a store, or memory, with endpoints.</summary>
    public static async Task<BlobApplication> StartAsync(Action<IEndpointRouteBuilder, BlobProvider> map, IBlobStore? store = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Services.AddLogging();
        builder.Services.AddArchivolt(archivolt => archivolt.AddProvider("default", _ => store ?? new MemoryStore()).AddHostedServices());
        builder.Services.AddHealthChecks().AddArchivolt();
        var app = builder.Build();
        app.UseRouting();
        map(app, app.Services.GetRequiredService<BlobManager>()["default"]);
        await app.StartAsync();
        return new BlobApplication(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
