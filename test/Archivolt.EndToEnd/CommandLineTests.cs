using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Archivolt.EndToEnd;

/// <summary>What only a process shows: exit codes, pipes, signals.</summary>
public sealed partial class CommandLineTests : TestFolder
{
    private string Store => Path.Combine(Folder, "binaries");

    [Fact]
    public async Task Content_goes_in_and_comes_out_through_pipes()
    {
        var content = new byte[3_000_000];
        Random.Shared.NextBytes(content);

        var key = (await CliProcess.RunAsync(content, "put", "default", "-", "--data", Folder)).ShouldExitWith(0).Text.Split('\t')[0];

        (await CliProcess.RunAsync("get", key, "--store", Store)).ShouldExitWith(0).Bytes.ShouldBe(content);
        (await CliProcess.RunAsync("verify", "--store", Store)).ShouldExitWith(0);
        (await CliProcess.RunAsync("stat", "default:0", "--store", Store)).ShouldExitWith(1);
        (await CliProcess.RunAsync("stat", "nonsense")).ShouldExitWith(2);
        (await CliProcess.RunAsync("put", "default", "-", "--data", "/proc/none")).ShouldExitWith(2);
    }

    [Fact]
    public async Task A_listing_ends_quietly_with_its_reader()
    {
        // More than a pipe holds, so that the listing meets the closed end.
        var config = Path.Combine(Folder, "quick.json");
        await File.WriteAllTextAsync(config, """{ "Archivolt": { "Providers": { "default": { "Durability": "None" } } } }""");
        var files = Enumerable.Range(0, 1200).Select(number => Path.Combine(Folder, $"{number}.txt")).ToList();
        foreach (var file in files)
            await File.WriteAllTextAsync(file, file);
        (await CliProcess.RunAsync(["put", "default", .. files, "--data", Folder, "--config", config])).ShouldExitWith(0);

        using var process = Process.Start(CliProcess.StartInfo("ls", "default", "--store", Store))!;
        (await process.StandardOutput.ReadLineAsync()).ShouldNotBeNull().ShouldStartWith("default:");
        process.StandardOutput.Close();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        error.ShouldBeEmpty();
        process.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Output_goes_behind_what_a_file_already_holds()
    {
        (await CliProcess.RunAsync("hello"u8.ToArray(), "put", "default", "-", "--data", Folder)).ShouldExitWith(0);
        var command = CliProcess.StartInfo("ls", "default", "--store", Store);
        var output = Path.Combine(Folder, "output");

        using var shell = Process.Start("/bin/sh", ["-c", $"(echo first; {command.FileName} {string.Join(' ', command.ArgumentList)}; echo last) > {output}"]);
        await shell.WaitForExitAsync();

        var lines = await File.ReadAllLinesAsync(output);
        lines.Length.ShouldBe(3);
        lines[0].ShouldBe("first");
        lines[1].ShouldStartWith("default:");
        lines[2].ShouldBe("last");
    }

    [Fact]
    public async Task An_interrupted_put_leaves_nothing()
    {
        using var process = Process.Start(CliProcess.StartInfo("put", "default", "-", "--data", Folder))!;
        await process.StandardInput.BaseStream.WriteAsync(new byte[2_000_000]);
        await process.StandardInput.BaseStream.FlushAsync();
        await Eventually.BecomesTrueAsync(() => Directory.Exists(Path.Combine(Store, "tmp")) && Directory.GetFiles(Path.Combine(Store, "tmp")).Length > 0);

        Signal(process.Id, Terminate).ShouldBe(0);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));

        process.ExitCode.ShouldBe(130);
        Directory.GetFiles(Path.Combine(Store, "tmp")).ShouldBeEmpty();
        Directory.GetFiles(Path.Combine(Store, "data"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why_in_one_sentence()
    {
        (await CliProcess.RunAsync("a password of its own"u8.ToArray(), "user", "add", "Administrator", "--password-stdin", "--data", Folder)).ShouldExitWith(0);

        var run = (await CliProcess.RunAsync("serve", "--urls", "nonsense", "--data", Folder)).ShouldExitWith(3);

        run.Text.ShouldBeEmpty();
        run.Error.ShouldBe("Archivolt cannot start: Invalid url: 'nonsense'. Write an address like http://127.0.0.1:8080.\n");
    }

    [Fact]
    public async Task The_log_of_a_start_says_which_rules_decide()
    {
        (await LogAsync()).ShouldContain("The rules of the configuration are in use.");
        var rules = Path.Combine(Folder, "rules.json");
        await File.WriteAllTextAsync(rules, """{ "Rules": [], "Default": "other" }""");
        (await CliProcess.RunAsync("rules", "apply", rules, "--data", Folder, "--config", Settings())).ShouldExitWith(0);
        (await LogAsync()).ShouldSatisfyAllConditions(
            log => log.ShouldContain("Rules 1, applied by system at"), log => log.ShouldContain("are in use in place of those of the configuration"), log => log.ShouldNotContain("The rules of the configuration"));
        (await LogAsync(dispatch: """, "Fixed": true""")).ShouldContain("Rules 1, applied by system, are not in use. The rules of this installation are those of its configuration");

        var refused = (await CliProcess.RunAsync("serve", "--data", Folder, "--config", Settings(other: "renamed"))).ShouldExitWith(3);
        refused.Text.ShouldBeEmpty();
        refused.Error.ShouldStartWith("Archivolt cannot start: The rules that system applied at");

        (await CliProcess.RunAsync("rules", "return", "--data", Folder, "--config", Settings())).ShouldExitWith(0);
        (await LogAsync()).ShouldContain("The rules of the configuration are in use again: system returned to them at");
    }

    private async Task<string> LogAsync(string dispatch = "")
    {
        var server = await ServerProcess.StartAsync(Folder, "--config", Settings(dispatch));
        await server.DisposeAsync();
        return await server.Printed;
    }

    private string Settings(string dispatch = "", string other = "other")
    {
        var file = Path.Combine(Folder, "settings.json");
        File.WriteAllText(file,
            $$"""{ "Archivolt": { "Providers": { "default": { "Type": "File" }, "{{other}}": { "Type": "File", "Path": "other" } }, "Dispatch": { "Rules": [], "Default": "default"{{dispatch}} } } }""");
        return file;
    }

    // Not SIGINT, though both are handled alike: a job in the background inherits that one as ignored.
    private const int Terminate = 15;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
