using System.Net;
using System.Text.Json;
using Archivolt.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.Surroundings;

/// <summary>A server with one document, started and stopped again and again over the same data while somebody does something to what surrounds it.</summary>
internal sealed class Installed : IAsyncDisposable
{
    public const string Content = "content that must not be lost";

    private RunningServer? _server;

    private Installed(StoreKind kind) => Kind = kind;

    /// <summary>How its provider is configured at the next start.</summary>
    public StoreKind Kind { get; set; }

    public string Home { get; } = Directory.CreateTempSubdirectory("archivolt-surroundings-").FullName;

    public string Id { get; private set; } = "";

    /// <summary>The running server.</summary>
    public RunningServer Server => _server ?? throw new InvalidOperationException("The server is stopped.");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>A server of a kind with its document, stopped again.</summary>
    public static Task<Installed> CreateAsync(string kind, TimeProvider? clock = null) => CreateAsync(StoreKind.Of(kind), clock);

    /// <inheritdoc cref="CreateAsync(string, TimeProvider?)"/>
    public static async Task<Installed> CreateAsync(StoreKind kind, TimeProvider? clock = null)
    {
        var installed = new Installed(kind);
        await File.WriteAllTextAsync(Path.Combine(installed.Home, "key"), new string('5', 64), Cancelled);
        if (kind.Name == "Folder")
        {
            Directory.CreateDirectory(installed.Place("pictures", "2026"));
            await File.WriteAllTextAsync(installed.Place("pictures", "2026", "picture.txt"), Content, Cancelled);
        }
        try
        {
            await installed.StartAsync(clock);
            installed.Id = await installed.StoreAsync(Content);
            await installed.StopAsync();
            return installed;
        }
        catch
        {
            await installed.DisposeAsync();
            throw;
        }
    }

    public string Place(params string[] names) => Path.Combine([Home, .. names]);

    /// <summary>Starts the server, with settings over those of its kind.</summary>
    public async Task StartAsync(TimeProvider? clock = null, params string[] more) =>
        _server = await RunningServer.StartAsync(builder =>
        {
            if (clock is not null)
                builder.Services.AddSingleton(clock);
        }, Home, [.. Kind.Settings.Select(setting => $"--Archivolt:Providers:{Absolute(setting)}"), .. more]);

    public async Task StopAsync()
    {
        await Server.StopAsync();
        _server = null;
    }

    /// <summary>A document with content, or with a reference to the picture where nothing can be stored.</summary>
    public async Task<string> StoreAsync(string content)
    {
        var id = (await Server.CreateAsync()).Uid();
        (await PutAsync(id, content)).ShouldBe(HttpStatusCode.OK);
        return id;
    }

    public async Task<HttpResponseMessage> PutAsync(string id, string content)
    {
        using var client = Server.Client();
        return Kind.Provider == "default"
            ? await client.PutBlobAsync(id, "file:content", content)
            : await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["file:content"] = new { providerId = Kind.Provider, key = "2026/picture.txt", name = "picture.txt" } });
    }

    public async Task<HttpResponseMessage> GetAsync(string? id = null)
    {
        using var client = Server.Client();
        return await client.GetAsync($"nxfile/default/{id ?? Id}/file:content", Cancelled);
    }

    /// <summary>The document's content is what was stored.</summary>
    public async Task ShouldServeAsync(string? id = null, string content = Content) =>
        (await (await GetAsync(id)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync(Cancelled)).ShouldBe(content);

    /// <summary>What the health says to an administrator: the status, and the findings as text.</summary>
    public async Task<(string Status, string Checks)> HealthAsync()
    {
        using var client = Server.Client();
        var health = await (await client.GetAsync("/health/ready", Cancelled)).JsonAsync();
        return (health.Text("status")!, health.GetProperty("checks").ToString());
    }

    /// <summary>The last line of <c>check</c>.</summary>
    public Task<JsonElement> CheckAsync() => AskAsync("check", $$"""{"provider": "{{Kind.Provider}}"}""");

    /// <summary>The last line of <c>verify</c>.</summary>
    public Task<JsonElement> VerifyAsync() => AskAsync("verify", $$"""{"provider": "{{Kind.Provider}}"}""");

    /// <summary>Collects all that nobody refers to, without grace.</summary>
    public async Task CollectAsync()
    {
        await AskAsync("collection/condemn", """{"provider": "default", "grace": 0}""");
        await AskAsync("collection/purge", """{"provider": "default"}""");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await StopAsync();
        ServerDatabase.Delete(Home);
        Directory.Delete(Home, recursive: true);
    }

    private async Task<JsonElement> AskAsync(string endpoint, string body)
    {
        using var client = Server.Client();
        var answer = await client.PostAsync($"api/v1/management/{endpoint}", Json.Text(body), Cancelled);
        var lines = (await answer.ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync(Cancelled)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return JsonDocument.Parse(lines[^1]).RootElement.GetProperty("summary");
    }

    // What is no store's own path is not relative to the data home.
    private string Absolute(string setting) => setting.Split('=') is [var name, var value] && (name.EndsWith(":KeyFile", StringComparison.Ordinal) || name.EndsWith(":Root", StringComparison.Ordinal))
        ? $"{name}={Place(value)}"
        : setting;
}
