using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Archivolt.Benchmarks;

/// <summary>
/// Kestrel alone, as the ceiling of what a server on it can do: it answers files of a folder and forgets the bodies it gets. Nobody signs in,
/// nothing is looked up. Runs as a process of its own.
/// </summary>
internal sealed class BareServer : IAsyncDisposable
{
    private const int Block = 256 * 1024;

    private readonly Process _process;

    private BareServer(Process process, string baseUrl) => (_process, BaseUrl) = (process, baseUrl);

    public string BaseUrl { get; }

    /// <summary>Starts it over the files of a folder.</summary>
    public static async Task<BareServer> StartAsync(string folder)
    {
        var port = FreePort.Find();
        var process = Shell.Start("dotnet", Path.Combine(AppContext.BaseDirectory, "Archivolt.Benchmarks.dll"), "bare", port.ToString(CultureInfo.InvariantCulture), folder);
        await FreePort.WaitAsync(port, process);
        return new BareServer(process, $"http://127.0.0.1:{port}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The process itself.</summary>
    public static async Task RunAsync(int port, string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        builder.Services.Configure<SocketTransportOptions>(options => options.UnsafePreferInlineScheduling = true);
        await using var app = builder.Build();
        app.Run(context => HttpMethods.IsPut(context.Request.Method) ? ForgetAsync(context) : SendAsync(context, Path.Combine(folder, Path.GetFileName(context.Request.Path))));
        await app.RunAsync();
    }

    private static async Task ForgetAsync(HttpContext context)
    {
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync();
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    private static async Task SendAsync(HttpContext context, string file)
    {
        using var handle = File.OpenHandle(file);
        var body = context.Response.BodyWriter;
        context.Response.ContentLength = RandomAccess.GetLength(handle);
        for (long sent = 0; sent < context.Response.ContentLength;)
        {
            var read = RandomAccess.Read(handle, body.GetSpan((int)Math.Min(Block, context.Response.ContentLength.Value - sent)), sent);
            body.Advance(read);
            sent += read;
            await body.FlushAsync();
        }
    }
}
