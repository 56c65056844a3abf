using System.Diagnostics;

namespace Archivolt.Benchmarks;

/// <summary>Runs programs beside this one.</summary>
internal static class Shell
{
    /// <summary>Runs a shell line to its end and returns its standard output; a failure is an error.</summary>
    public static async Task<string> RunAsync(string line)
    {
        using var process = Start("/bin/sh", "-c", line);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"'{line}' failed with {process.ExitCode}: {output}");
    }

    /// <summary>Seconds a shell line takes as a whole process.</summary>
    public static async Task<double> TimeAsync(string line)
    {
        var started = Stopwatch.GetTimestamp();
        await RunAsync(line);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public static Process Start(string program, params string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        UseShellExecute = false,
    })!;

    /// <summary>True when a program is on the path.</summary>
    public static bool Has(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Append("/usr/sbin")
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
