using System.Diagnostics;
using System.Text;
using Archivolt.Postgres;

namespace Archivolt.EndToEnd;

/// <summary>The built command line as a process of its own.</summary>
public static class CliProcess
{
    private static readonly string Executable =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Archivolt.Cli.exe" : "Archivolt.Cli");

    public static ProcessStartInfo StartInfo(params IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(Executable, args)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        // The database that a server on this data home has: with another one it would be another installation.
        if (ServerDatabase.IsPostgres && args.SkipWhile(arg => arg != "--data").Skip(1).FirstOrDefault() is { } dataHome)
            start.Environment["Archivolt__Database"] = ServerDatabase.SettingFor(dataHome);
        return start;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<CliResult> RunAsync(byte[] input, params IEnumerable<string> args)
    {
        using var process = Process.Start(StartInfo(args))!;
        var error = process.StandardError.ReadToEndAsync();
        var output = ReadAsync(process.StandardOutput.BaseStream);
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new CliResult(process.ExitCode, await output, await error);
    }

    public static Task<CliResult> RunAsync(params IEnumerable<string> args) => RunAsync([], args);

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}

/// <summary>How a command ended.</summary>
public sealed record CliResult(int ExitCode, byte[] Bytes, string Error)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public CliResult ShouldExitWith(int exitCode)
    {
        ExitCode.ShouldBe(exitCode, $"out: {Text}\nerror: {Error}");
        return this;
    }
}
