using System.Diagnostics;

namespace Archivolt.EndToEnd;

/// <summary>Clients of others over WebDAV: <c>litmus</c>, which tests servers against RFC 4918, and <c>rclone</c>.</summary>
public sealed class WebDavClientTests : TestFolder
{
    private const string Root = "/nuxeo/site/dav/default-domain/workspaces/";

    [Theory]
    [InlineData("basic")]
    [InlineData("copymove")]
    [InlineData("props")]
    [InlineData("locks")]
    [InlineData("http")]
    public async Task A_suite_of_litmus_passes(string suite)
    {
        Assert.SkipUnless(Tools.Has("litmus"), "litmus is needed (apt-get install litmus)");
        // It has 200 bytes for two entity tags and a token, and those of SHA-256 have 66 each.
        var settings = Path.Combine(Folder, "settings.json");
        await File.WriteAllTextAsync(settings, """{ "Archivolt": { "Providers": { "default": { "Type": "File", "Digest": "MD5" } } } }""");
        await using var server = await StartAsync("--config", settings);
        var printed = await RunAsync("litmus", ("TESTS", suite), "-k", new Uri(server.Client.BaseAddress!, Root).AbsoluteUri, "Administrator", ServerProcess.Password);
        printed.ShouldContain("0 failed. 100.0%");
        printed.ShouldNotContain("WARNING");
    }

    [Fact]
    public async Task A_tree_with_hostile_names_comes_back_as_it_went()
    {
        Assert.SkipUnless(Tools.Has("rclone"), "rclone is needed (apt-get install rclone)");
        await using var server = await StartAsync();
        var (tree, back) = (Path.Combine(Folder, "tree"), Path.Combine(Folder, "back"));
        string[] names =
        [
            "plain.txt", "with space.txt", "100%.txt", "%2F.txt", "a#b?c.txt", "a&b;c=d+e.txt", "ümläut – ßtraße.txt", "日本語/ファイル.docx", "emoji 😀/x.png", "combining e\u0301.txt", "quote'\"<>|*:.txt",
            "._hidden", ".DS_Store", "Thumbs.db", "deep/er/and/deeper/[1] {2} ^~`.txt", "empty.bin", new string('n', 200) + ".txt",
        ];
        foreach (var (name, number) in names.Select((name, number) => (name, number)))
        {
            var file = Path.Combine(tree, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var content = new byte[name == "empty.bin" ? 0 : 1000 + number * 40_000];
            new Random(number).NextBytes(content);
            await File.WriteAllBytesAsync(file, content);
        }
        var obscured = (await RunAsync("rclone", null, "obscure", ServerProcess.Password)).Trim();
        string[] remote = ["--webdav-url", new Uri(server.Client.BaseAddress!, Root).AbsoluteUri, "--webdav-vendor", "other", "--webdav-user", "Administrator", "--webdav-pass", obscured, "--config", Path.Combine(Folder, "rclone.conf")];
        await RunAsync("rclone", null, ["copy", tree, ":webdav:up", .. remote]);
        await RunAsync("rclone", null, ["copy", ":webdav:up", back, .. remote]);
        var returned = Directory.EnumerateFiles(back, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(back, file));
        returned.ShouldBe(names, ignoreOrder: true);
        foreach (var name in names)
            (await File.ReadAllBytesAsync(Path.Combine(back, name))).ShouldBe(await File.ReadAllBytesAsync(Path.Combine(tree, name)), name);
        await RunAsync("rclone", null, ["moveto", ":webdav:up", ":webdav:moved", .. remote]);
        (await RunAsync("rclone", null, ["lsf", "-R", "--files-only", ":webdav:moved", .. remote])).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(names, ignoreOrder: true);
        await RunAsync("rclone", null, ["purge", ":webdav:moved", .. remote]);
        (await RunAsync("rclone", null, ["lsf", ":webdav:", .. remote])).ShouldNotContain("moved");
    }

    private Task<ServerProcess> StartAsync(params string[] more) => ServerProcess.StartAsync(Path.Combine(Folder, "data"), more);

    private async Task<string> RunAsync(string program, (string Name, string Value)? variable, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (variable is var (name, value))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, await output + await errors);
        return await output;
    }
}
