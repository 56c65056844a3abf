using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Archivolt.Stores.Files;

/// <summary>
/// Names a process so that another process of the same machine can tell whether it still lives: host, process namespace, process id and
/// start time. Needs no lock, so it holds on network file systems too.
/// </summary>
internal static class ProcessIdentity
{
    private static readonly string Machine = $"{Plain(Environment.MachineName)}_{Namespace()}";

    /// <summary>This process.</summary>
    public static string Current { get; } = $"{Machine}_{Environment.ProcessId}_{StartOf(Environment.ProcessId)}";

    /// <summary>True when the name is of a process of this machine that has ended; false when it lives or nothing can be said.</summary>
    public static bool IsGone(string identity)
    {
        if (identity.Split('_') is not [var host, var space, var id, var start] || $"{host}_{space}" != Machine)
            return false;
        return int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var process) && StartOf(process) != start;
    }

    // Ticks since boot on Linux, because the wall clock that .NET computes there differs from process to process.
    private static string? StartOf(int process)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var running = Process.GetProcessById(process);
                return running.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
            }
            var status = File.ReadAllText($"/proc/{process}/stat");
            return status[(status.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or InvalidOperationException or UnauthorizedAccessException)
        {
            return null;
        }
        catch (Win32Exception)
        {
            return "unreadable";
        }
    }

    // Containers may share a host name and a volume, but not a process namespace.
    private static string Namespace()
    {
        try
        {
            return OperatingSystem.IsLinux() && File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false) is { } link ? Plain(link.Name) : "0";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "0";
        }
    }

    private static string Plain(string text) => string.Concat(text.Where(character => char.IsAsciiLetterOrDigit(character) || character == '-').Take(40));
}
