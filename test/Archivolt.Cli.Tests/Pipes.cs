using System.Diagnostics;

namespace Archivolt.Cli.Tests;

/// <summary>Named pipes of Unix.</summary>
internal static class Pipes
{
    public static async Task MakeAsync(string path) => (await ExitCodeOfAsync("mkfifo", path)).ShouldBe(0);

    public static async Task<bool> IsPipeAsync(string path) => await ExitCodeOfAsync("test", "-p", path) == 0;

    private static async Task<int> ExitCodeOfAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
