using System.Diagnostics;

namespace Archivolt.EndToEnd;

/// <summary>Applications with another library of SQLite than Archivolt was built with.</summary>
public sealed class OtherLibraryTests : TestFolder
{
    [Theory]
    [InlineData("SQLitePCLRaw.core.dll")]
    [InlineData("SQLitePCLRaw.provider.e_sqlite3.dll")]
    [InlineData("libe_sqlite3.so")]
    public async Task The_server_says_so_at_its_start(string replaced)
    {
        var application = Path.Combine(Folder, "application");
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(application, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            var name = Path.GetFileName(file);
            if (name == replaced)
                File.Copy(Path.Combine(AppContext.BaseDirectory, "Dapper.dll"), copy);
            else if (name.StartsWith("Archivolt.Cli", StringComparison.Ordinal))
                File.Copy(file, copy);
            else
                File.CreateSymbolicLink(copy, file);
        }
        var serve = CliProcess.StartInfo("serve", "--data", Path.Combine(Folder, "data"), "--urls", "http://127.0.0.1:0");
        serve.FileName = Path.Combine(application, Path.GetFileName(serve.FileName));
        serve.Environment["Archivolt__Database"] = Path.Combine(Folder, "data", "archivolt.db");
        using var process = Process.Start(serve)!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        error.ShouldStartWith("Archivolt cannot start: SQLite's library does not fit");
        process.ExitCode.ShouldBe(3);
    }
}
