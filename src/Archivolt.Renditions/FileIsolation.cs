using System.ComponentModel;
using System.Diagnostics;

namespace Archivolt.Renditions;

/// <summary>
/// Runs a program where it sees nothing of this machine but system files, fonts and the folder of its conversion, and no network: with <c>unshare</c>, where the system lets this user mount (Linux).
/// What a document of a stranger names by path is not there.
/// </summary>
internal static class FileIsolation
{
    private static readonly string[] Rest = ["--net", "--mount", "--pid", "--fork", "--kill-child"];

    // In a namespace of users first: root then may neither mount nor make devices outside of it.
    private static readonly string[][] Ways = [["--user", "--map-root-user", .. Rest], Rest];

    // Without /proc a program cannot find its libraries beside itself, and LibreOffice's start script wants to see /proc/version. Whatever the program started ends with it, and what
    // the server would follow or wait for, such as a link, does not stay.
    private const string Script = """
        set -e
        scratch=$1
        home=$(dirname "$(readlink -f "$2")")
        shift
        root=$scratch/.root
        # There since the conversion's first program.
        mkdir -p "$root"
        mount -t tmpfs -o mode=755,size=16m none "$root"
        show() {
            if [ -L "$1" ]; then
                mkdir -p "$root$(dirname "$1")"
                cp -P "$1" "$root$1"
            elif [ -d "$1" ]; then
                mkdir -p "$root$1"
                mount --rbind "$1" "$root$1"
                mount -o remount,bind,ro "$root$1" 2>/dev/null || :
            elif [ -e "$1" ]; then
                mkdir -p "$root$(dirname "$1")"
                : > "$root$1"
                mount --bind "$1" "$root$1"
            fi
        }
        for path in /usr /bin /sbin /lib /lib32 /lib64 /etc/fonts /etc/alternatives /etc/libreoffice /etc/ld.so.cache /var/cache/fontconfig /dev/null /dev/zero /dev/random /dev/urandom; do
            show "$path"
        done
        case $home in
            /usr/*) ;;
            */program) show "$(dirname "$home")" ;;
            *) show "$home" ;;
        esac
        mkdir -p "$root/tmp" "$root/old" "$root$scratch"
        mount --bind "$scratch" "$root$scratch"
        show /proc
        cd "$root"
        pivot_root . old
        umount -l /old
        umount -l /proc
        : > /proc/version
        cd "$scratch"
        export LD_LIBRARY_PATH="$home"
        "$@" && status=0 || status=$?
        kill -KILL -1 2>/dev/null || :
        chmod -R u+rwX . 2>/dev/null || :
        find . ! -type f ! -type d -delete
        exit "$status"
        """;

    private static readonly Lazy<Task<IReadOnlyList<string>?>> Command = new(FindAsync);

    /// <summary>True where the system lets this user isolate a program.</summary>
    public static async Task<bool> IsPossibleAsync() => await Command.Value is not null;

    /// <summary>What to put before a command to run it isolated; where the system has no way to, what takes the network from it alone.</summary>
    /// <param name="scratch">The only folder that the program may write to.</param>
    public static async Task<IReadOnlyList<string>> CommandAsync(string scratch) =>
        await Command.Value is { } command ? [.. command, scratch] : await NetworkIsolation.CommandAsync();

    private static async Task<IReadOnlyList<string>?> FindAsync()
    {
        if (!OperatingSystem.IsLinux() || ExternalProgram.Unshare.Path is not { } unshare)
            return null;
        foreach (var way in Ways)
        {
            string[] command = [unshare, .. way, "/bin/sh", "-c", Script, "isolated"];
            if (await SucceedsAsync(command))
                return command;
        }
        return null;
    }

    private static async Task<bool> SucceedsAsync(string[] command)
    {
        var scratch = Directory.CreateTempSubdirectory("archivolt");
        try
        {
            var start = new ProcessStartInfo(command[0], [.. command.Skip(1), scratch.FullName, "/bin/true"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
