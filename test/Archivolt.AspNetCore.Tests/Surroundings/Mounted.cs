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

    /// <summary>The directory through another process, which answers for it by FUSE.</summary>
    public static Mounted Bindfs(string directory) => Fuse("bindfs", directory, aside => ["bindfs", aside, directory]);

    /// <summary>The directory through the protocol of SFTP.</summary>
    public static Mounted Sshfs(string directory) => Fuse("sshfs", directory, aside =>
    {
        // Speaks with the server itself, where ssh would stand between them.
        var server = directory + ".server";
        File.WriteAllText(server, "#!/bin/sh\nexec /usr/lib/openssh/sftp-server\n");
        Run("chmod", "+x", server);
        return ["sshfs", "-o", $"ssh_command={server}", $"local:{aside}", directory];
    });

    // Also where a test failed and left a file open.
    public void Dispose() => Run("umount", "-l", _directory);

    private static Mounted Fuse(string command, string directory, Func<string, string[]> mount)
    {
        Assert.SkipUnless(File.Exists($"/usr/bin/{command}") && File.Exists("/dev/fuse"), $"{command} is not installed, or FUSE is not there.");
        var aside = directory + ".aside";
        if (Directory.Exists(directory))
            Directory.Move(directory, aside);
        else
            Directory.CreateDirectory(aside);
        Directory.CreateDirectory(directory);
        var run = mount(aside);
        Run(run[0], run[1..]);
        return new Mounted(directory);
    }

    private static void Run(string command, params string[] args)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root may mount.");
        using var process = Process.Start(new ProcessStartInfo(command, args) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.SkipUnless(process.ExitCode == 0, $"{command}: {error}");
    }
}
