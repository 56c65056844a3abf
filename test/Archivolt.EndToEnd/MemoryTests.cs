using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Archivolt.Vendors;
using Archivolt.Vendors.Dropbox;

namespace Archivolt.EndToEnd;

/// <summary>Large files go through the server in constant memory. ARCHIVOLT_TEST_GIB sets their size; 1 where it is not set.</summary>
public sealed class MemoryTests : TestFolder
{
    private const long MebiByte = 1024 * 1024;
    private const long MostMemory = 250 * MebiByte;

    private static readonly long Length =
        int.Parse(Environment.GetEnvironmentVariable("ARCHIVOLT_TEST_GIB") ?? "1", CultureInfo.InvariantCulture) * 1024 * MebiByte;

    [Fact]
    public async Task A_large_file_goes_in_and_out_in_constant_memory()
    {
        await using var server = await ServerProcess.StartAsync(Folder);
        var file = ServerProcess.MainFileOf(await server.CreateDocumentAsync("large"));

        using var content = new GeneratedStream(Length, seed: 1);
        using var stored = await server.Client.PutAsync(file, new StreamContent(content));
        stored.EnsureSuccessStatusCode();
        var afterUpload = server.PeakMemory;
        (await stored.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("digest").GetString().ShouldBe(content.Digest);

        using var response = await server.Client.GetAsync(file, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        var received = await SHA256.HashDataAsync(await response.Content.ReadAsStreamAsync());
        var afterDownload = server.PeakMemory;

        Convert.ToHexStringLower(received).ShouldBe(content.Digest);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Length / MebiByte} MiB: {afterUpload / MebiByte} MiB of memory after upload, {afterDownload / MebiByte} after download");
        afterDownload.ShouldBeLessThan(MostMemory);
    }

    [Fact]
    public async Task A_large_linked_file_goes_through_in_constant_memory()
    {
        await using var vendor = await DropboxServer.StartAsync();
        var api = new Uri(vendor.Address, "2/");
        var dropbox = new
        {
            Type = "Dropbox",
            vendor.OAuth.ClientId,
            vendor.OAuth.ClientSecret,
            AuthorizationUrl = vendor.AuthorizationEndpoint,
            TokenUrl = vendor.TokenEndpoint,
            ApiUrl = api,
            ContentUrl = api,
        };
        var settings = Path.Combine(Folder, "settings.json");
        await File.WriteAllTextAsync(settings, JsonSerializer.Serialize(new { Archivolt = new { LinkedFiles = new { dropbox } } }));
        await using var server = await ServerProcess.StartAsync(Path.Combine(Folder, "data"), "--config", settings);
        vendor.OAuth.RedirectUris.Add(new Uri(server.Client.BaseAddress!, "/nuxeo/site/oauth2/dropbox/callback").AbsoluteUri);
        var content = Content.Generated(Length);
        var file = vendor.AddAccount(vendor.OAuth.Consenting = "ann@example.org").AddFile("/large.bin", content);
        var provider = await server.Client.GetFromJsonAsync<JsonElement>("/nuxeo/api/v1/oauth2/provider/dropbox");
        using (var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }))
        using (var agreed = await browser.GetAsync(provider.GetProperty("authorizationURL").GetString()))
            (await server.Client.GetAsync(agreed.Headers.Location)).EnsureSuccessStatusCode();
        var document = await server.CreateDocumentAsync("linked");
        var blob = new { providerId = "dropbox", key = $"dropbox:ann@example.org:{file.Id.Replace(":", "%3A", StringComparison.Ordinal)}" };
        (await server.Client.PutAsJsonAsync(document, new Dictionary<string, object>
        {
            ["entity-type"] = "document",
            ["properties"] = new Dictionary<string, object> { ["file:content"] = blob },
        })).EnsureSuccessStatusCode();

        using var response = await server.Client.GetAsync(ServerProcess.MainFileOf(document), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        var received = await SHA256.HashDataAsync(await response.Content.ReadAsStreamAsync());

        Convert.ToHexStringLower(received).ShouldBe(content.Sha256);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Length / MebiByte} MiB: {server.PeakMemory / MebiByte} MiB of memory");
        server.PeakMemory.ShouldBeLessThan(200_000_000);
    }
}
