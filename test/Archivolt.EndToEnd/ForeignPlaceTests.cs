using System.Diagnostics;
using Archivolt.Postgres;

namespace Archivolt.EndToEnd;

/// <summary>A store whose files belong to another account than the server's, which takes root to arrange.</summary>
public sealed class ForeignPlaceTests : TestFolder
{
    private const string Nobody = "65534";

    [Theory]
    [InlineData("binaries", "go-rwx")]
    [InlineData("binaries", "go+rX,go-w")]
    [InlineData("binaries/data", "go-rwx")]
    [InlineData("binaries/tmp", "go-rwx")]
    public async Task The_server_refuses_to_start_says_which_place_it_needs_and_loses_nothing(string place, string mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess, "Only root may give files to another account.");
        Assert.SkipWhen(ServerDatabase.IsPostgres, "The place is the same on every database.");
        string file;
        await using (var server = await ServerProcess.StartAsync(Folder))
        {
            file = ServerProcess.MainFileOf(await server.CreateDocumentAsync("kept"));
            (await server.Client.PutAsync(file, new StringContent("kept"))).EnsureSuccessStatusCode();
        }
        Run("chown", "-R", Nobody, Folder);
        Run("chown", "-R", "root", Path.Combine(Folder, place));
        Run("chmod", "-R", mode, Path.Combine(Folder, place));

        var serve = CliProcess.StartInfo(["serve", "--data", Folder, "--urls", "http://127.0.0.1:0"]);
        using (var process = Process.Start(new ProcessStartInfo("setpriv", ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", serve.FileName, .. serve.ArgumentList])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        })!)
        {
            var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipUnless(error.StartsWith("Archivolt", StringComparison.Ordinal), $"Another account cannot run the server from here: {error}");
            process.ExitCode.ShouldBe(3);
            error.ShouldContain(Path.Combine(Folder, place));
            error.ShouldContain("denied");
        }

        Run("chown", "-R", Environment.UserName, Folder);
        await using var again = await ServerProcess.StartAsync(Folder);
        (await again.Client.GetStringAsync(file, TestContext.Current.CancellationToken)).ShouldBe("kept");
    }

    private static void Run(string command, params string[] args)
    {
        using var process = Process.Start(command, args);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{command} {string.Join(' ', args)}");
    }
}
