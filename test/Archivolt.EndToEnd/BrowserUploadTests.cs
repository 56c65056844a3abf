using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Archivolt.AspNetCore.Tests.Surroundings;
using Archivolt.Browser;
using Archivolt.Buckets;
using Archivolt.Postgres;
using Microsoft.Playwright;

namespace Archivolt.EndToEnd;

/// <summary>
/// People upload in a browser to a server process: many files to SQLite and a folder, a large one to PostgreSQL and a bucket. <c>ARCHIVOLT_TEST_UPLOAD_MIB=2048</c> makes it really large.
/// </summary>
public sealed class BrowserUploadTests : TestFolder
{
    private const int Files = 200;
    private const string Page = "/console/documents/default-domain/workspaces";

    private static readonly int Megabytes = int.Parse(Environment.GetEnvironmentVariable("ARCHIVOLT_TEST_UPLOAD_MIB") ?? "96", CultureInfo.InvariantCulture);

    private bool _hasSchema;

    private string Data => Path.Combine(Folder, "data");

    public override void Dispose()
    {
        if (_hasSchema)
            PostgresServer.DropSchema(ServerDatabase.SchemaOf(Data));
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_folder_of_many_files_goes_up_whole()
    {
        InstalledChromium.SkipWithout();
        await using var place = new Place("archivolt.db", null);
        await using var server = await StartAsync(place);
        var digests = NewFiles(Path.Combine(Folder, "archive"));
        await using var window = await WindowAsync(server.Client.BaseAddress!);
        await window.Page.SetInputFilesAsync("#upload-folder", Path.Combine(Folder, "archive"));
        await window.Page.Locator(".progress-panel .count", new() { HasText = $"{Files} of {Files} files stored" }).WaitForAsync();
        (await StoredDigestsAsync(server)).ShouldBe(digests, ignoreOrder: true);
    }

    [Fact]
    public async Task A_large_file_goes_on_after_the_network_was_cut_and_the_server_killed()
    {
        InstalledChromium.SkipWithout();
        await using var place = await RemotePlaceAsync();
        await using var first = await StartAsync(place);
        var file = Path.Combine(Folder, "film.bin");
        await using (var content = new GeneratedStream((long)Megabytes << 20, seed: 5))
        await using (var target = File.Create(file))
            await content.CopyToAsync(target);
        var address = first.Client.BaseAddress!;
        await using var wire = new Wire(address.Host, address.Port);
        await using var window = await WindowAsync(new UriBuilder(address) { Port = wire.Port }.Uri);
        var page = window.Page;
        await HoldBackAsync(page);
        await page.SetInputFilesAsync("#upload-files", file);

        await ReachAsync(page, 20);
        wire.Cut();
        await page.Locator("li[data-state=interrupted]").WaitForAsync();
        wire.Mend();
        await ReachAsync(page, 50);
        first.Kill();
        await page.Locator("li[data-state=interrupted]").WaitForAsync();
        await using var second = await StartAsync(place, address);
        await page.Locator("li[data-state=stored]").WaitForAsync(new() { Timeout = 0 });

        (await StoredDigestsAsync(second)).ShouldBe([GeneratedStream.DigestOf((long)Megabytes << 20, seed: 5)]);
    }

    private async Task<Place> RemotePlaceAsync()
    {
        var database = ServerDatabase.PostgresFor(Data);
        _hasSchema = true;
        return new Place(database, await TemporaryBucket.CreateAsync());
    }

    private Task<ServerProcess> StartAsync(Place place, Uri? address = null)
    {
        var start = CliProcess.StartInfo(["serve", "--data", Data, "--urls", address?.GetLeftPart(UriPartial.Authority) ?? "http://127.0.0.1:0"]);
        start.Environment["Archivolt__Database"] = place.Database;
        start.Environment["Archivolt__Providers__default__Digest"] = "SHA-256";
        foreach (var (name, value) in place.Bucket?.Settings ?? [("Type", "File"), ("Path", "binaries")])
            start.Environment[$"Archivolt__Providers__default__{name}"] = value;
        return ServerProcess.StartAsync(start);
    }

    // What goes as fast as this machine can is there before anything happens to it.
    private static async Task HoldBackAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.emulateNetworkConditions", new() { ["offline"] = false, ["latency"] = 0, ["downloadThroughput"] = -1, ["uploadThroughput"] = Math.Max(16, Megabytes / 20) << 20 });
    }

    private static Task ReachAsync(IPage page, int percent) => page.WaitForFunctionAsync(
        "percent => document.querySelector('.progress-panel > progress').value * 100 >= percent", percent, new() { Timeout = 0 });

    private static Dictionary<string, byte[]> ContentsOf(int count) => Enumerable.Range(0, count).ToDictionary(
        number => string.Create(CultureInfo.InvariantCulture, $"year {number % 5}/page {number}.txt"),
        number => RandomNumberGenerator.GetBytes(number * 37 % 5000));

    private static List<string> NewFiles(string folder)
    {
        var contents = ContentsOf(Files);
        foreach (var (name, content) in contents)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllBytes(Path.Combine(folder, name), content);
        }
        return [.. contents.Values.Select(content => Convert.ToHexStringLower(SHA256.HashData(content)))];
    }

    // Of the content that the server gives, not of what it says of it.
    private static async Task<List<string>> StoredDigestsAsync(ServerProcess server)
    {
        using var answer = await server.Client.GetFromJsonAsync<JsonDocument>(
            $"/nuxeo/api/v1/search/lang/NXQL/execute?pageSize=1000&query={Uri.EscapeDataString("SELECT * FROM Document WHERE ecm:primaryType = 'File'")}");
        var digests = new List<string>();
        foreach (var document in answer!.RootElement.GetProperty("entries").EnumerateArray())
        {
            await using var content = await server.Client.GetStreamAsync($"/nuxeo/api/v1/id/{document.GetProperty("uid").GetString()}/@blob/file:content");
            digests.Add(Convert.ToHexStringLower(await SHA256.HashDataAsync(content)));
        }
        return digests;
    }

    private static async Task<BrowserWindow> WindowAsync(Uri address)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await InstalledChromium.LaunchAsync(playwright);
        var page = await browser.NewPageAsync(new() { BaseURL = address.AbsoluteUri });
        page.SetDefaultTimeout(InstalledChromium.Patience);
        await page.GotoAsync(Page);
        await page.FillAsync("#name", "Administrator");
        await page.FillAsync("#password", ServerProcess.Password);
        await page.ClickAsync("button[type=submit]");
        await page.WaitForSelectorAsync(".account");
        return new BrowserWindow(playwright, browser, page);
    }

    private sealed record BrowserWindow(IPlaywright Playwright, IBrowser Browser, IPage Page) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Browser.CloseAsync();
            Playwright.Dispose();
        }
    }

    /// <summary>Where a server keeps documents and content.</summary>
    private sealed record Place(string Database, TemporaryBucket? Bucket) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Bucket?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
