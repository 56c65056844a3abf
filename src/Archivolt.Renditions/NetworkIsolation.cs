using System.ComponentModel;
using System.Diagnostics;

namespace Archivolt.Renditions;

/// <summary>Runs programs in a network of their own, which has no way out: where <c>unshare</c> exists and the system lets this user have one (Linux).</summary>
internal static class NetworkIsolation
{
    private static readonly string[][] Ways = [["--net"], ["--user", "--map-root-user", "--net"]];

    private static readonly Lazy<Task<IReadOnlyList<string>>> Command = new(FindAsync);

    /// <summary>What to put before a command to run it without a network; empty where the system has no way to.</summary>
    public static Task<IReadOnlyList<string>> CommandAsync() => Command.Value;

    private static async Task<IReadOnlyList<string>> FindAsync()
    {
        if (!OperatingSystem.IsLinux() || ExternalProgram.Unshare.Path is not { } unshare)
            return [];
        foreach (var way in Ways)
        {
            if (await SucceedsAsync(unshare, way))
                return [unshare, .. way];
        }
        return [];
    }

    private static async Task<bool> SucceedsAsync(string unshare, string[] way)
    {
        try
        {
            var start = new ProcessStartInfo(unshare, [.. way, "true"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
