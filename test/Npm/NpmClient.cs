using System.Diagnostics;

namespace Archivolt.Npm;

/// <summary>A client from npm, at a fixed version, in a process of its own: what <c>Clients/NAME/client.js</c> lists.</summary>
internal static class NpmClient
{
    /// <summary>Installs the client and runs all that the script lists; fails where the script does. Returns the lines <c>ok …</c>.</summary>
    public static async Task<string[]> RunAsync(string name, params string[] arguments)
    {
        var folder = await InstallAsync(name);
        try
        {
            var printed = await RunAsync(folder, "node", ["client.js", .. arguments]);
            return [.. printed.Split('\n').Where(line => line.StartsWith("ok ", StringComparison.Ordinal))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Installs what <c>Clients/NAME</c> needs in a folder of its own, which the caller deletes.</summary>
    public static async Task<string> InstallAsync(string name)
    {
        SkipWithoutNode();
        var folder = Directory.CreateTempSubdirectory("archivolt-npm-").FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Clients", name)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await RunAsync(folder, "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        return folder;
    }

    private static async Task<string> RunAsync(string folder, string program, string[] arguments)
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

    /// <summary>Skips the test where there is no Node.js.</summary>
    public static void SkipWithoutNode() => Assert.SkipUnless(Has("node") && Has("npm"), "node and npm are needed");

    private static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
