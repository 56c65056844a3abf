using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Archivolt.Stores.Files;

/// <summary>
/// Names a process so that another process of the same machine can tell whether it still lives: host, boot and process namespace, process id
/// and start time. Needs no lock, so it holds on network file systems too.
/// </summary>
internal static class ProcessIdentity
{
    private const int ExistenceOnly = 0;

    private static readonly string Machine = $"{Plain(Environment.MachineName)}_{Place()}";

    /// <summary>This process.</summary>
    public static string Current { get; } = $"{Machine}_{Environment.ProcessId}_{StartOf(Environment.ProcessId)}";

    /// <summary>True when the name is of a process of this machine that has ended, false when it lives, null when nothing can be said.</summary>
    public static bool? IsGone(string identity)
    {
        if (identity.Split('_') is not [var host, var place, var id, var start] || $"{host}_{place}" != Machine
            || !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var process))
        {
            return null;
        }
        // Another start time: the number was given to another process.
        return StartOf(process) is { } running ? running != start : Exists(process) ? null : true;
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
        catch (Exception exception) when (exception is IOException or ArgumentException or InvalidOperationException
            or UnauthorizedAccessException or Win32Exception)
        {
            return null;
        }
    }

    // What belongs to another user may be hidden from /proc (hidepid), and unreadable elsewhere.
    private static bool Exists(int process)
    {
        if (!OperatingSystem.IsWindows())
            return Libc.Kill(process, ExistenceOnly) == 0 || Errno.Last == Errno.NotPermitted;
        try
        {
            using var running = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // Machines may share a host name, and containers of one machine a volume. The kernel's boot id is no other machine's, not even that of a
    // copy; a namespace's number is no other container's meanwhile. Without both, nobody can be judged.
    private static string Place()
    {
        if (!OperatingSystem.IsLinux())
            return "0";
        try
        {
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id");
            return File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false) is { } link
                ? $"{Plain(boot).Replace("-", "", StringComparison.Ordinal)}-{Plain(link.Name)}"
                : Unknown();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Unknown();
        }
    }

    private static string Unknown() => Guid.NewGuid().ToString("n");

    private static string Plain(string text) => string.Concat(text.Where(character => char.IsAsciiLetterOrDigit(character) || character == '-').Take(40));
}
