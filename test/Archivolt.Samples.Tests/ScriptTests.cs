using System.Diagnostics;
using System.Runtime.CompilerServices;
using Archivolt.Server;

namespace Archivolt.Samples.Tests;

/// <summary>The samples in other languages say and do what they are to, against a real server; skipped where their language is not installed.</summary>
public sealed class ScriptTests : IDisposable
{
    private const string Password = "correct horse 'battery'";

    private readonly string _folder = Directory.CreateTempSubdirectory("archivolt-scripts-").FullName;

    [Theory]
    [InlineData("curl/archivolt.sh", "sh", "curl")]
    [InlineData("javascript/archivolt.mjs", "node", "node")]
    [InlineData("python/archivolt.py", "python3", "python3")]
    public async Task A_script_uploads_reads_and_finds_what_it_made(string script, string program, string needed)
    {
        Assert.SkipUnless(IsInstalled(program) && IsInstalled(needed), $"'{needed}' is not installed");
        await using var server = ArchivoltHost.Create(
            ["--urls", "http://127.0.0.1:0", "--data", _folder, "--Archivolt:AdminPassword", Password, "--Logging:LogLevel:Default", "None"]);
        await ArchivoltHost.StartAsync(server, TextWriter.Null);

        var output = await RunAsync(program, Path.Combine(Here(), "..", "..", "samples", script), server.Urls.Single());

        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ShouldBe(
        [
            "signed in as Administrator", "chunks answered 202 201", "attached attached", "in chunks Hello World", $"found /default-domain/workspaces/{script.Split('/')[0]}",
            "converted Hello World", "range World", "by tus Hello World", "deleted",
        ]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["Archivolt__AdminPassword"] = Password;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"out: {await output}\nerror: {await error}");
        return await output;
    }

    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
