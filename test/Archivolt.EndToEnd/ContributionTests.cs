using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Archivolt.EndToEnd;

/// <summary>The XML of the platform's documentation, unchanged, through a started server and the command line.</summary>
public sealed class ContributionTests : TestFolder
{
    // Its root as a folder below the data home.
    private static readonly string External = Snippets.ExternalFileSystem.Replace("/opt/nuxeo/nxsever/blobs", "external", StringComparison.Ordinal);

    private readonly string _config;

    public ContributionTests()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "config"));
        Directory.CreateDirectory(Path.Combine(Folder, "external", "foo"));
        File.WriteAllText(Path.Combine(Folder, "external", "foo", "bar.pdf"), "%PDF-1.4");
        _config = Path.Combine(Folder, "settings.json");
        File.WriteAllText(_config, """{ "Archivolt": { "Contributions": "config" } }""");
    }

    private string[] Installation => ["--data", Folder, "--config", _config];

    [Fact]
    public async Task The_documented_providers_and_rules_load_unchanged_and_place_content()
    {
        Contribute(("10-default.xml", Snippets.Default), ("20-providers.xml", Snippets.Providers), ("30-rules.xml", Snippets.Dispatcher), ("40-external.xml", External));
        string[] stored;
        await using (var server = await ServerProcess.StartAsync(Folder, "--config", _config))
        {
            (await ProvidersAsync(server)).ShouldBe(["attachments", "default", "encrypted", "fs", "videos"]);
            stored =
            [
                await StoreAsync(server, "plain", "file:content", "plain words"),
                await StoreAsync(server, "film", "file:content", "film", ("dc:format", "video")),
                await StoreAsync(server, "film2", "file:content", "film by type", type: "video/mp4"),
                await StoreAsync(server, "secret", "file:content", "secret words", ("dc:source", "secret")),
                await StoreAsync(server, "plain", "files:files/0/file", "attached"),
            ];
        }

        stored.Select(key => key.Split(':')[0]).ShouldBe(["default", "videos", "videos", "encrypted", "attachments"]);
        foreach (var (key, text) in stored.Zip(["plain words", "film", "film by type", "secret words", "attached"]))
            (await CliProcess.RunAsync(["get", key, .. Installation])).ShouldExitWith(0).Text.ShouldBe(text);
        Files("binaries").Count(file => File.ReadAllText(file).Contains("secret words", StringComparison.Ordinal)).ShouldBe(0);
        Files("binaries-videos").Length.ShouldBe(2);
        (await CliProcess.RunAsync(["get", "fs:foo/bar.pdf", .. Installation])).ShouldExitWith(0).Text.ShouldBe("%PDF-1.4");
        // Its own content beside that of the default provider, which shares the place, is no damage.
        (await CliProcess.RunAsync(["verify", "videos", "attachments", .. Installation])).ShouldExitWith(0);
        var warned = await CliProcess.RunAsync(["providers", .. Installation]);
        warned.ShouldExitWith(0).Error.ShouldContain("Shared storages detected: [default, encrypted], this must be avoided, review your blob providers configuration.");
        warned.Lines.Select(line => line.Split('\t')[0]).ShouldBe(["attachments", "default", "encrypted", "fs", "videos"]);
    }

    [Fact]
    public async Task The_older_target_loads_too_and_every_command_sees_the_same_providers()
    {
        Contribute(("a.xml", Snippets.OlderProviders), ("b.xml", Snippets.OlderDispatcher));
        await using (var server = await ServerProcess.StartAsync(Folder, "--config", _config))
        {
            (await ProvidersAsync(server)).ShouldBe(["default", "encrypted", "videos"]);
            (await StoreAsync(server, "secret", "file:content", "words", ("dc:source", "secret"))).ShouldStartWith("encrypted:");
        }
        var key = (await CliProcess.RunAsync("a film"u8.ToArray(), ["put", "videos", "-", .. Installation])).ShouldExitWith(0).Text.Split('\t')[0];
        (await CliProcess.RunAsync(["stat", key, .. Installation])).ShouldExitWith(0);
        (await CliProcess.RunAsync(["ls", "videos", .. Installation])).ShouldExitWith(0).Text.ShouldContain(key);
        (await CliProcess.RunAsync(["verify", "videos", .. Installation])).ShouldExitWith(0);
        (await CliProcess.RunAsync(["put", "nowhere", "-", .. Installation])).ShouldExitWith(2).Error.ShouldContain("'default', 'encrypted', 'videos'");
    }

    [Fact]
    public async Task A_class_without_store_is_named_with_provider_file_and_line_by_server_and_command()
    {
        Contribute(("10-default.xml", Snippets.Default), ("20-providers.xml", Snippets.Providers.Replace("blob.AESBlobProvider", "storage.gcp.GoogleStorageBlobProvider", StringComparison.Ordinal)));
        const string Reason = "20-providers.xml, line 11: the blob provider 'encrypted' has the class org.nuxeo.ecm.core.storage.gcp.GoogleStorageBlobProvider";
        (await CliProcess.RunAsync(["providers", .. Installation])).ShouldExitWith(2).Error.ShouldContain(Reason);
        (await CliProcess.RunAsync(["serve", "--urls", "http://127.0.0.1:0", .. Installation])).ShouldExitWith(3).Error.ShouldContain(Reason);
    }

    [Fact]
    public async Task Content_that_shares_a_place_is_never_taken_for_encrypted_content()
    {
        Contribute(("10-default.xml", Snippets.Default), ("20-providers.xml", Snippets.Providers));
        foreach (var content in new[] { "small"u8.ToArray(), new byte[600_000] })
        {
            (await CliProcess.RunAsync(content, ["put", "default", "-", .. Installation])).ShouldExitWith(0);
            (await CliProcess.RunAsync(content, ["put", "encrypted", "-", .. Installation])).ShouldExitWith(3).Error.ShouldContain("another provider shares this storage");
        }
    }

    private void Contribute(params (string Name, string Xml)[] files)
    {
        foreach (var (name, xml) in files)
            File.WriteAllText(Path.Combine(Folder, "config", name), xml);
    }

    private string[] Files(string store) => Directory.GetFiles(Path.Combine(Folder, store, "data"), "*", SearchOption.AllDirectories);

    private static async Task<string[]> ProvidersAsync(ServerProcess server)
    {
        var answer = await server.Client.GetFromJsonAsync<JsonElement>("/nuxeo/api/v1/management/providers");
        return [.. answer.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("id").GetString()!)];
    }

    // Creates the document where it is not there yet, stores content; returns the key with the provider that has it.
    private static async Task<string> StoreAsync(
        ServerProcess server, string name, string xpath, string content, (string Name, string Value)? property = null, string type = "text/plain")
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["dc:title"] = name };
        if (property is { } given)
            properties[given.Name] = given.Value;
        var document = $"{ServerProcess.Workspaces}/{name}";
        if (!(await server.Client.GetAsync(document)).IsSuccessStatusCode)
        {
            var json = new Dictionary<string, object> { ["entity-type"] = "document", ["type"] = "File", ["name"] = name, ["properties"] = properties };
            (await server.Client.PostAsJsonAsync(ServerProcess.Workspaces, json)).EnsureSuccessStatusCode();
        }
        using var body = new StringContent(content, Encoding.UTF8);
        body.Headers.ContentType = new(type);
        var target = xpath.StartsWith("files", StringComparison.Ordinal) ? "files:files" : xpath;
        (await server.Client.PutAsync($"{document}/@blob/{target}", body)).EnsureSuccessStatusCode();
        (await server.Client.GetStringAsync($"{document}/@blob/{xpath}")).ShouldBe(content);
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        var question = new { path = document[ServerProcess.Workspaces.IndexOf("/default-domain", StringComparison.Ordinal)..], xpath };
        using var explained = await server.Client.PostAsJsonAsync("/nuxeo/api/v1/management/explain", question);
        var entry = (await explained.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("entries").EnumerateArray().ShouldHaveSingleItem();
        entry.GetProperty("current").GetString().ShouldBe(entry.GetProperty("provider").GetString());
        return $"{entry.GetProperty("current").GetString()}:{digest}";
    }
}
