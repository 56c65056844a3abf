using System.Diagnostics;

namespace Archivolt.EndToEnd;

/// <summary>The platform's own JavaScript client, at a fixed version, against a server process: what <c>Clients/nuxeo/client.js</c> lists.</summary>
public sealed class JavaScriptClientTests : TestFolder
{
    [Fact]
    public async Task The_platforms_JavaScript_client_works_unchanged()
    {
        Assert.SkipUnless(Tools.Has("node") && Tools.Has("npm"), "node and npm are needed");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Clients", "nuxeo")))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        await RunAsync(Folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");

        await using var server = await ServerProcess.StartAsync(Path.Combine(Folder, "data"));
        var printed = await RunAsync(Folder, "node", "client.js", new Uri(server.Client.BaseAddress!, "/nuxeo/").AbsoluteUri, "Administrator", ServerProcess.Password);
        printed.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)).ShouldBe(11, printed);
    }

    private static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, await output + await errors);
        return await output;
    }
}
