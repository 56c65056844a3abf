using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Load;
using Archivolt.Cmis;
using Archivolt.Configuration;
using Archivolt.WebConsole;
using Archivolt.WebDav;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Archivolt.Server;

/// <summary>The server's host, for the executable, for the command line's <c>serve</c> and for tests.</summary>
/// <remarks>
/// Settings come, each over the one before, from <c>appsettings.json</c> beside the executable, the file given by <c>--config</c>, environment
/// variables (<c>Archivolt__DataPath</c>, <c>ASPNETCORE_URLS</c>) and the command line (<c>--urls</c>, <c>--data</c>, <c>--Archivolt:BasePath</c>).
/// </remarks>
public static class ArchivoltHost
{
    /// <summary>Where the server listens when nothing else is configured.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8080";

    private const int StartFailed = 3;

    private static readonly Dictionary<string, string> Switches = new(StringComparer.Ordinal) { ["--data"] = "Archivolt:DataPath" };

    /// <summary>
    /// Runs the server until it is told to stop, or prints its usage for <c>--help</c>; the result is the process's exit code: 0, or 3 after one sentence on standard error when it
    /// could not start.
    /// </summary>
    /// <param name="args">Command line.</param>
    /// <param name="output">Where the address and a generated password are written; null for standard output.</param>
    /// <param name="error">Where a failure is explained; null for standard error.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter? output = null, TextWriter? error = null)
    {
        if (StartArguments.AskForHelp(args))
        {
            await (output ?? Console.Out).WriteLineAsync(StartArguments.Usage);
            return 0;
        }
        WebApplication? app = null;
        try
        {
            OpenHandles.CheckLimit();
            StartArguments.Check(args);
            app = Create(args);
            await StartAsync(app, output ?? Console.Out, CancellationToken.None);
        }
        catch (Exception exception)
        {
            await (error ?? Console.Error).WriteLineAsync($"Archivolt cannot start: {StartFailure.Explain(exception)}");
            if (app is not null)
                await EndAsync(app);
            return StartFailed;
        }
        await using (app)
            await app.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>Builds the server without starting it.</summary>
    /// <param name="args">Command line.</param>
    /// <param name="configure">Changes to services and settings, for tests.</param>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // Empty: the usual builder watches configuration files below its content root, which hangs above a large store.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "Archivolt",
            ContentRootPath = AppContext.BaseDirectory,
        });
        AddSettings(builder.Configuration, args);
        WebApplication? app = null;
        AddLogging(builder, () => app?.Lifetime.ApplicationStarted.IsCancellationRequested ?? false);
        AddKestrel(builder);
        builder.Services.AddInstallation(builder.Configuration);
        builder.Services.AddArchivoltEndpoints(builder.Configuration);
        builder.Services.AddArchivoltConsole(builder.Configuration);
        builder.Services.AddArchivoltWebDav(builder.Configuration);
        builder.Services.AddArchivoltCmis(builder.Configuration);
        configure?.Invoke(builder);
        // Behind all that may change settings.
        builder.AddTelemetry();
        app = builder.Build();
        if (!app.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            foreach (var url in (app.Configuration["urls"] ?? DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                app.Urls.Add(url);
        }
        app.UseArchivolt();
        app.MapArchivolt();
        app.MapArchivoltConsole();
        app.MapArchivoltWebDav();
        app.MapArchivoltCmis();
        app.MapTelemetry();
        return app;
    }

    /// <summary>Starts listening; on the first start creates the administrator and writes a generated password to <paramref name="output"/>.</summary>
    public static async Task StartAsync(WebApplication app, TextWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(output);
        // Providers and rules that cannot be right end the start, not somebody's upload.
        await StartChecks.RunAsync(app.Services, cancellationToken);
        // First, so that a start that fails, as where the port is taken, shows no password that no later start shows again.
        await app.StartAsync(cancellationToken);
        await FirstStart.EnsureAdministratorAsync(app.Services, output, cancellationToken);
        await output.WriteLineAsync($"Archivolt listens on {string.Join(", ", app.Urls)}.");
    }

    // What works in the background may have begun, and is stopped before its services are gone.
    private static async Task EndAsync(WebApplication app)
    {
        await using (app)
            await app.StopAsync(CancellationToken.None);
    }

    private static void AddSettings(ConfigurationManager configuration, string[] args)
    {
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false);
        var commandLine = new ConfigurationBuilder().AddCommandLine(args, Switches).Build();
        if (commandLine["config"] is { Length: > 0 } file)
            configuration.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        configuration.AddEnvironmentVariables("ASPNETCORE_");
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(args, Switches);
    }

    private static void AddLogging(WebApplicationBuilder builder, Func<bool> hasStarted)
    {
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // It logs nothing above the level of single requests, but while it may, each request costs an activity that nobody reads.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // Why it could not start is told in one sentence, not in the host's trace.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => level >= LogLevel.Warning && hasStarted());
        builder.Logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.TimestampFormat = "yyyy-MM-dd HH:mm:ss ";
            options.ColorBehavior = LoggerColorBehavior.Disabled;
        });
    }

    private static void AddKestrel(WebApplicationBuilder builder)
    {
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            // What blocks on a request's way are short reads of a local disk: changing threads for them costs more than they do.
            .UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        // After Kestrel has registered its own.
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, TransportBuffers>();
        builder.Services.AddSettings(ConnectionOptions.Section, builder.Configuration, (section, options) => section.Bind(options), ConnectionOptions.Limits);
        builder.Services.AddSingleton<ConnectionLimits>();
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(services => services.GetRequiredService<ConnectionLimits>());
        builder.Services.AddSingleton<SocketTransportFactory>();
        builder.Services.AddSingleton<IConnectionListenerFactory, LimitedSockets>();
        builder.WebHost.ConfigureKestrel((context, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            // Blob uploads lift it for themselves.
            kestrel.Limits.MaxRequestBodySize = HttpOptions.MaxJsonLength;
            kestrel.Configure(context.Configuration.GetSection("Kestrel"), reloadOnChange: false);
        });
    }
}
