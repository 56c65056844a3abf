using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Archivolt.Documents.Access;
using Archivolt.Documents.Sql;
using Archivolt.Postgres;
using Archivolt.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests;

/// <summary>The whole server on a free port with its own data folder: real Kestrel, database and files.</summary>
public sealed class RunningServer : IAsyncLifetime
{
    public const string Admin = "Administrator";
    public const string AdminPassword = "correct horse battery";
    public const string UserPassword = "staple of a user";

    private readonly string[] _args;
    private readonly Action<WebApplicationBuilder>? _configure;

    public RunningServer() : this([]) { }

    internal RunningServer(string[] args, Action<WebApplicationBuilder>? configure = null, string? dataPath = null)
    {
        _args = args;
        _configure = configure;
        DataPath = dataPath ?? Directory.CreateTempSubdirectory("archivolt-server-").FullName;
    }

    /// <summary>Looks at what clients get; null where no test wants it.</summary>
    internal static Func<HttpMessageHandler, HttpMessageHandler>? Watch { get; set; }

    /// <summary>What each server needs for that.</summary>
    internal static Action<WebApplicationBuilder>? Prepare { get; set; }

    public string DataPath { get; }

    public StringWriter Output { get; } = new();

    internal WebApplication App { get; private set; } = null!;

    public Uri Address => new(App.Urls.First());

    public Uri Nuxeo => new(Address, "/nuxeo/");

    internal static async Task<RunningServer> StartAsync(
        Action<WebApplicationBuilder>? configure = null, string? dataPath = null, params string[] args)
    {
        var server = new RunningServer(args, configure, dataPath);
        await server.InitializeAsync();
        return server;
    }

    public async ValueTask InitializeAsync()
    {
        string[] own =
        [
            "--urls", "http://127.0.0.1:0", "--data", DataPath, "--Archivolt:Database", ServerDatabase.SettingFor(DataPath),
            "--Archivolt:AdminPassword", AdminPassword, "--Logging:LogLevel:Default", "None",
        ];
        App = ArchivoltHost.Create([.. own, .. _args], builder =>
        {
            // The slow hash is tested where it lives.
            builder.Services.Configure<SqlDocumentsOptions>(options => options.PasswordRounds = 1000);
            Prepare?.Invoke(builder);
            _configure?.Invoke(builder);
        });
        await ArchivoltHost.StartAsync(App, Output);
    }

    /// <summary>Stops after the requests under way, keeping the data.</summary>
    public async Task StopAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        ServerDatabase.Delete(DataPath);
        Directory.Delete(DataPath, recursive: true);
    }

    internal T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>A client that signs in; null for nobody.</summary>
    public HttpClient Client(string? user = Admin, string? password = null)
    {
        var handler = new HttpClientHandler();
        var client = new HttpClient(Watch?.Invoke(handler) ?? handler) { BaseAddress = Nuxeo, Timeout = TimeSpan.FromMinutes(5) };
        if (user is not null)
        {
            var pair = $"{user}:{password ?? (user == Admin ? AdminPassword : UserPassword)}";
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        return client;
    }

    public Task CreateUserAsync(string name, params string[] groups) => Get<IUserStore>().CreateAsync(name, UserPassword, groups);

    /// <summary>A document below the workspaces, or below a path.</summary>
    internal async Task<JsonElement> CreateAsync(string type = "File", object? properties = null, string parent = "default-domain/workspaces", string? name = null)
    {
        using var client = Client();
        var answer = await client.PostAsync($"api/v1/path/{parent}", Json.Content(new Dictionary<string, object?>
        {
            ["entity-type"] = "document",
            ["type"] = type,
            ["name"] = name ?? $"doc-{Guid.NewGuid():n}",
            ["properties"] = properties,
        }));
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }
}
