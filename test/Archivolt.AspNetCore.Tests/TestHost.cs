using System.Collections.Concurrent;
using System.Net;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Sql;
using Archivolt.Jobs;
using Archivolt.Postgres;
using Archivolt.Providers;
using Archivolt.Server;
using Archivolt.Stores;
using Archivolt.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Archivolt.AspNetCore.Tests;

/// <summary>
/// The server as it is run, on a free port, with documents in a database of its own and, unless a test says otherwise, blobs in memory
/// named by MD5 like the platform's. Requests act for the user named in the header <c>X-Test-User</c>; without it and without credentials
/// they are anonymous.
/// </summary>
internal sealed class TestHost : IAsyncDisposable, ILoggerProvider
{
    public const string Admin = "Administrator";

    private readonly string _home = Directory.CreateTempSubdirectory("archivolt-host-").FullName;
    private readonly WebApplication _app;

    private TestHost(Action<ArchivoltBuilder> configure)
    {
        ServerDatabase.SetClock(_home, Clock.GetUtcNow());
        _app = ArchivoltHost.Create(["--urls", "http://127.0.0.1:0", "--data", _home, "--Archivolt:Database", ServerDatabase.SettingFor(_home), "--Archivolt:Anonymous", "true"], builder =>
        {
            builder.Logging.ClearProviders().AddProvider(this);
            builder.Services.AddSingleton<TimeProvider>(Clock);
            RunningServer.Prepare!(builder);
            builder.Services.AddArchivolt(configure);
            // Tests of lost content refer to what was never stored.
            builder.Services.Configure<SqlDocumentsOptions>(options => options.AllowMissingContent = true);
        });
        // Behind authentication, in front of the endpoints.
        _app.Use((context, next) =>
        {
            if (context.Request.Headers.TryGetValue("X-Test-User", out var user))
                context.Features.Set(new Principal(user.ToString(), user == Admin ? [Principal.Administrators] : []));
            return next(context);
        });
    }

    public TestClock Clock { get; } = new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, 250, TimeSpan.Zero));

    public ConcurrentQueue<string> Errors { get; } = [];

    public Uri Address => new(_app.Urls.Single());

    public IServiceProvider Services => _app.Services;

    public IDocumentStore Documents => Services.GetRequiredService<IDocumentStore>();

    /// <summary>Starts a server whose provider <c>default</c> is a store, or memory.</summary>
    public static async Task<TestHost> StartAsync(IBlobStore? store = null, Action<ArchivoltBuilder>? configure = null, DigestAlgorithm? digest = null)
    {
        var host = new TestHost(archivolt =>
        {
            var options = new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDigest(digest ?? DigestAlgorithm.Md5) };
            archivolt.AddProvider("default", services => store ?? new MemoryStore("default", services.GetRequiredService<TimeProvider>()), options);
            configure?.Invoke(archivolt);
        });
        await host._app.StartAsync();
        return host;
    }

    /// <summary>Moves the clock on, the database's as well.</summary>
    public void Advance(TimeSpan time)
    {
        Clock.Advance(time);
        ServerDatabase.SetClock(_home, Clock.GetUtcNow());
    }

    /// <summary>Runs a job by hand, whatever the schedule does at the same time.</summary>
    public async Task RunJobAsync(string job)
    {
        using var client = Client();
        var jobs = Services.GetRequiredService<JobRunner>();
        HttpResponseMessage begun;
        do
        {
            await jobs.WhenIdleAsync();
            begun = await client.PostAsync($"nuxeo/api/v1/management/jobs/{job}/start", null);
        }
        while (begun.StatusCode == HttpStatusCode.Conflict);
        begun.ShouldBe(HttpStatusCode.Accepted);
        await jobs.WhenIdleAsync();
    }

    /// <summary>A client that follows no redirect.</summary>
    public HttpClient Client(string? user = Admin)
    {
        var client = new HttpClient(RunningServer.Watch!(new SocketsHttpHandler { AllowAutoRedirect = false })) { BaseAddress = Address };
        if (user is not null)
            client.DefaultRequestHeaders.Add("X-Test-User", user);
        return client;
    }

    /// <summary>Stores a document in the repository's root, with contents at paths.</summary>
    public async Task<Document> CreateAsync(string type, params (string Path, BlobSource Content)[] contents)
    {
        var root = await Documents.FindByPathAsync("default", "/");
        var document = new Document { Repository = "default", Id = "", ParentId = root!.Id, Name = "doc", Path = "", Type = type };
        foreach (var (path, content) in contents)
            await Services.GetRequiredService<DocumentBlobs>().WriteAsync(content, document, PropertyPath.Parse(path));
        return await Documents.CreateAsync(document);
    }

    /// <summary>A file "Hello World" named <c>myfile.txt</c>, as in the platform's own tests.</summary>
    public Task<Document> CreateHelloAsync(string fileName = "myfile.txt") =>
        CreateAsync("File", ("file:content", BlobSource.FromText("Hello World").With(fileName: fileName)));

    /// <summary>The audit entries of an event, oldest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> AuditAsync(string eventId = "download") =>
        [.. (await Services.GetRequiredService<IAuditLog>().QueryAsync(new AuditQuery { EventId = eventId })).Reverse()];

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        ServerDatabase.Delete(_home);
        Directory.Delete(_home, recursive: true);
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => new ErrorLog(Errors);

    void IDisposable.Dispose() { }

    private sealed class ErrorLog(ConcurrentQueue<string> errors) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                errors.Enqueue(formatter(state, exception));
        }
    }
}
