using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Archivolt.Samples.Tests;

/// <summary>A built sample as a process of its own.</summary>
internal static class SampleProcess
{
    /// <summary>Starts a sample that goes on until it is killed.</summary>
    public static Process Start(string sample, (string Name, string Value)? variable, params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("dotnet", [PathOf(sample), .. args]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (variable is { } set)
            start.Environment[set.Name] = set.Value;
        return Process.Start(start)!;
    }

    /// <summary>Runs a sample to its end, which must be a success, and answers what it wrote.</summary>
    public static async Task<string> RunAsync(string sample, (string, string)? variable, params IEnumerable<string> args)
    {
        using var process = Start(sample, variable, args);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"out: {output}\nerror: {await error}");
        return output;
    }

    public static Task<string> RunAsync(string sample, params IEnumerable<string> args) => RunAsync(sample, null, args);

    // Samples are built like this test: …/bin/CONFIGURATION/FRAMEWORK.
    private static string PathOf(string sample)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Here(), "..", "..", "samples", sample, "bin", framework.Parent!.Name, framework.Name, $"Archivolt.Samples.{sample}.dll");
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
