using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Archivolt.Stores.Files;

/// <summary>
/// Linux and macOS. Every call's result is checked here, because .NET's own flush-to-disk ignores EIO and ENOSPC and has no
/// directory form.
/// </summary>
/// <param name="hasExclusiveRename">False to publish by links, as where a rename that never replaces is missing.</param>
internal sealed class PosixDisk(bool hasExclusiveRename = true) : LocalDisk
{
    // The owner may write while the file is open; afterwards nobody changes it by mistake.
    private const uint ReadOnlyFile = 0x120; // 0440

    private const uint PrivateDirectory = 0x1F8; // 0770

    private static bool _hasStatx = OperatingSystem.IsLinux();

    private bool _hasExclusiveRename = hasExclusiveRename && (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS());

    public override unsafe string Canonical(string path)
    {
        var resolved = Libc.RealPath(path, null);
        if (resolved == 0)
            return Path.GetFullPath(path);
        try
        {
            return Marshal.PtrToStringUTF8(resolved)!;
        }
        finally
        {
            NativeMemory.Free((void*)resolved);
        }
    }

    public override DiskEntry? Stat(string path)
    {
        if (!_hasStatx)
            return base.Stat(path);
        try
        {
            if (Libc.Stat(Libc.CurrentDirectory, path, 0, Libc.BasicStatsAndBirth, out var entry) != 0)
                return Errno.Last is Errno.NoEntry or Errno.NotDirectory ? null : throw Errno.Failure("look at", path, Errno.Last);
            return EntryOf(ref entry);
        }
        catch (EntryPointNotFoundException)
        {
            _hasStatx = false;
            return base.Stat(path);
        }
    }

    public override bool CreateDirectory(string path)
    {
        if (Libc.MakeDirectory(path, PrivateDirectory) == 0)
            return true;
        return Errno.Last == Errno.Exists ? false : throw Errno.Failure("make the directory", path, Errno.Last);
    }

    public override IDiskFile Create(string path)
    {
        var descriptor = Libc.Open(path, Libc.CreateNew, ReadOnlyFile);
        return descriptor >= 0 ? new PosixFile(descriptor, path, default) : throw Errno.Failure("create", path, Errno.Last);
    }

    public override IDiskFile? Open(string path)
    {
        // Without waiting, as opening a pipe would for a writer; for a regular file it makes no difference.
        var descriptor = Libc.Open(path, Libc.ReadOnly | Libc.CloseOnExec | Libc.NonBlocking);
        if (descriptor < 0)
        {
            return Errno.Last is Errno.NoEntry or Errno.NotDirectory or Errno.NoDevice ? null : throw Errno.Failure("open", path, Errno.Last);
        }
        try
        {
            var entry = EntryOf(descriptor, path);
            if (entry.IsFile)
                return new PosixFile(descriptor, path, entry);
        }
        catch
        {
            _ = Libc.Close(descriptor);
            throw;
        }
        _ = Libc.Close(descriptor);
        return null;
    }

    public override bool SyncFile(string path)
    {
        using var file = Open(path);
        file?.Sync();
        return file is not null;
    }

    public override void SyncDirectory(string path)
    {
        var descriptor = Libc.Open(path, Libc.ReadOnly | Libc.CloseOnExec);
        if (descriptor < 0)
            throw Errno.Failure("open the directory", path, Errno.Last);
        using var directory = new PosixFile(descriptor, path, default);
        directory.SyncEntries();
    }

    public override bool Publish(string path, string target)
    {
        if (_hasExclusiveRename)
        {
            try
            {
                var done = OperatingSystem.IsLinux()
                    ? Libc.RenameAt(Libc.CurrentDirectory, path, Libc.CurrentDirectory, target, Libc.RenameNoReplace)
                    : Libc.RenameOnApple(path, target, Libc.RenameExclusive);
                if (done == 0)
                    return true;
                var number = Errno.Last;
                if (number == Errno.Exists)
                    return false;
                // EINVAL, ENOTSUP and ENOSYS: this file system or kernel cannot (NFS, FAT); another may.
                if (number != Errno.Invalid && number != Errno.NotSupported && number != Errno.NotImplemented)
                    throw Errno.Failure("publish", target, number);
            }
            catch (EntryPointNotFoundException)
            {
                _hasExclusiveRename = false;
            }
        }
        return PublishByLink(path, target);
    }

    public override void Replace(string path, string target)
    {
        if (Libc.Rename(path, target) != 0)
            throw Errno.Failure("publish", target, Errno.Last);
    }

    public override bool Touch(string path)
    {
        if (Libc.SetTimes(path, 0) == 0)
            return true;
        return Errno.Last is Errno.NoEntry or Errno.NotDirectory ? false : throw Errno.Failure("refresh the age of", path, Errno.Last);
    }

    public override bool Delete(string path)
    {
        if (Libc.Unlink(path) == 0)
            return true;
        return Errno.Last is Errno.NoEntry or Errno.NotDirectory ? false : throw Errno.Failure("delete", path, Errno.Last);
    }

    protected override void SetWritable(string path, bool isWritable)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)ReadOnlyFile | (isWritable ? UnixFileMode.UserWrite : UnixFileMode.None));
    }

    // Of the open file, so that it cannot be another one by now.
    private DiskEntry EntryOf(int descriptor, string path)
    {
        if (_hasStatx)
        {
            return Libc.Stat(descriptor, "", Libc.EmptyPath, Libc.BasicStatsAndBirth, out var entry) == 0
                ? EntryOf(ref entry)
                : throw Errno.Failure("look at", path, Errno.Last);
        }
        if (base.Stat(path) is not { IsFile: true })
            return default;
        using var file = new SafeFileHandle(descriptor, ownsHandle: false);
        try
        {
            return new DiskEntry(IsFile: true, RandomAccess.GetLength(file), new DateTimeOffset(File.GetLastWriteTimeUtc(file)), Identity: null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure("look at", path, exception);
        }
    }

    private static DiskEntry EntryOf(ref Libc.Statx entry)
    {
        const ushort TypeMask = 0xF000;
        const ushort RegularFile = 0x8000;
        return new DiskEntry(
            (entry.Mode & TypeMask) == RegularFile,
            entry.Size,
            DateTimeOffset.UnixEpoch.AddTicks((entry.ModifiedSeconds * TimeSpan.TicksPerSecond) + (entry.ModifiedNanoseconds / 100)),
            new FileIdentity(((ulong)entry.DeviceMajor << 32) | entry.DeviceMinor, entry.Inode, (entry.BirthSeconds * 1_000_000_000) + entry.BirthNanoseconds));
    }

    private bool PublishByLink(string path, string target)
    {
        if (Libc.Link(path, target) == 0)
            return Delete(path);
        var number = Errno.Last;
        if (number == Errno.Exists)
        {
            // A network file system may repeat a request whose answer was lost, and then finds its own link.
            return Stat(path)?.Identity is { } file && Stat(target)?.Identity == file && Delete(path);
        }
        if (number != Errno.NotPermitted && number != Errno.NotSupported && number != Errno.NotImplemented && number != Errno.TooManyLinks)
            throw Errno.Failure("publish", target, number);
        if (Stat(target) is not null)
            return false;
        Replace(path, target);
        return true;
    }
}
