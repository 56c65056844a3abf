using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Archivolt.Renditions.Worker;

namespace Archivolt.Renditions;

/// <summary>
/// Runs one program on one file: with limits on time, memory and the size of what it writes, without the environment and the network of the server, and
/// gone with all its children when it takes too long. Memory and size are limited where <c>prlimit</c> exists (Linux), the network is out of reach where
/// <see cref="NetworkIsolation"/> says, and the server's files where <see cref="FileIsolation"/> says.
/// </summary>
internal sealed class BoundedProcess(RenditionOptions limits)
{
    private const int MaxMessage = 2000;

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="scratch">Its working and home folder.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConversionException">It did not end in time, or not well.</exception>
    public async Task RunAsync(ExternalProgram program, IReadOnlyList<string> arguments, string scratch, CancellationToken cancellationToken)
    {
        var path = program.Path ?? throw new ConversionException(ConversionError.Unavailable, $"The content cannot be converted: {program.Obstacle}.");
        await RunAsync(
            [.. await FileIsolation.CommandAsync(scratch), path, .. arguments],
            program.Name, [$"--fsize={Number(limits.MaxResultLength)}"], scratch, environment: [], cancellationToken);
    }

    /// <summary>The same for a program by its path, which sees the server's files.</summary>
    public async Task RunAsync(
        string path, string name, IReadOnlyList<string> arguments, IReadOnlyList<string> furtherLimits, string scratch,
        IReadOnlyList<KeyValuePair<string, string>> environment, CancellationToken cancellationToken) =>
        await RunAsync([.. await NetworkIsolation.CommandAsync(), path, .. arguments], name, furtherLimits, scratch, environment, cancellationToken);

    private async Task RunAsync(
        IReadOnlyList<string> isolated, string name, IReadOnlyList<string> furtherLimits, string scratch, IReadOnlyList<KeyValuePair<string, string>> environment,
        CancellationToken cancellationToken)
    {
        var command = new List<string>();
        if (ExternalProgram.Prlimit.Path is { } prlimit)
        {
            var seconds = (long)Math.Ceiling(limits.Timeout.TotalSeconds) * 2;
            command.AddRange([prlimit, $"--data={Number(limits.MaxMemory)}", $"--cpu={Number(seconds)}", "--core=0", .. furtherLimits]);
        }
        command.AddRange(isolated);
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = scratch,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = scratch;
        start.Environment["TMPDIR"] = scratch;
        start.Environment["LANG"] = "C.UTF-8";
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(limits.Timeout);
        using var process = Start(start, name);
        try
        {
            process.StandardInput.Close();
            var output = DrainAsync(process.StandardOutput, stop.Token);
            var errors = await DrainAsync(process.StandardError, stop.Token);
            await output;
            await process.WaitForExitAsync(stop.Token);
            if (process.ExitCode != 0)
                throw Failure(name, process.ExitCode, errors.Replace(scratch, "…", StringComparison.Ordinal));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConversionException(ConversionError.TimedOut, $"'{name}' did not end within {limits.Timeout.TotalSeconds:0.#} seconds.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                // Its files are deleted next.
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private static Process Start(ProcessStartInfo start, string name)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new ConversionException(ConversionError.Unavailable, $"'{name}' could not be started: {exception.Message}.", exception);
        }
    }

    // A pipe that nobody reads would block the program; of what it says, the beginning is enough.
    private static async Task<string> DrainAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var kept = new StringBuilder();
        var buffer = new char[1024];
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var count)
            kept.Append(buffer, 0, Math.Min(count, MaxMessage - kept.Length));
        return kept.ToString();
    }

    private static ConversionException Failure(string name, int exitCode, string errors)
    {
        var said = errors.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0);
        return exitCode == WorkerExit.TooLarge
            ? new ConversionException(ConversionError.TooLarge, said ?? "The picture is too large.")
            : new ConversionException(ConversionError.Failed, $"'{name}' could not convert the content (exit code {exitCode}){(said is null ? "." : ": " + said)}");
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
