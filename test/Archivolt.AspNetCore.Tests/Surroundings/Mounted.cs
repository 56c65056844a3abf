using System.Diagnostics;

namespace Archivolt.AspNetCore.Tests.Surroundings;

/// <summary>Something mounted over a directory, which only root may do.</summary>
internal sealed class Mounted : IDisposable
{
    private readonly string _directory;

    private Mounted(string directory) => _directory = directory;

    /// <summary>The directory itself, but read-only.</summary>
    public static Mounted ReadOnly(string directory)
    {
        Run("mount", "--bind", directory, directory);
        Run("mount", "-o", "remount,ro,bind", directory);
        return new Mounted(directory);
    }

    /// <summary>A small volume with a copy of what is there.</summary>
    public static Mounted Small(string directory, int bytes)
    {
        var aside = directory + ".aside";
        Directory.Move(directory, aside);
        Directory.CreateDirectory(directory);
        Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "none", directory);
        Run("cp", "-a", aside + "/.", directory);
        return new Mounted(directory);
    }

    /// <summary>An empty volume, as one that took the place of another.</summary>
    public static Mounted Empty(string directory)
    {
        Run("mount", "-t", "tmpfs", "none", directory);
        return new Mounted(directory);
    }

    /// <summary>The directory through FUSE.</summary>
    public static Mounted Fuse(string directory)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/bindfs") && File.Exists("/dev/fuse"), "bindfs is not installed, or FUSE is not there.");
        var aside = directory + ".aside";
        if (Directory.Exists(directory))
            Directory.Move(directory, aside);
        else
            Directory.CreateDirectory(aside);
        Directory.CreateDirectory(directory);
        Run("bindfs", aside, directory);
        return new Mounted(directory);
    }

    // Also where a test failed and left a file open.
    public void Dispose() => Run("umount", "-l", _directory);

    private static void Run(string command, params string[] args)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root may mount.");
        using var process = Process.Start(new ProcessStartInfo(command, args) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.SkipUnless(process.ExitCode == 0, $"{command}: {error}");
    }
}
