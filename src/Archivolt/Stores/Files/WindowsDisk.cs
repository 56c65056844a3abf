using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Archivolt.Stores.Files;

/// <summary>
/// Windows: FlushFileBuffers for content, write-through moves for names. There is no directory sync. Files are not made read-only, since
/// that would hinder their deletion.
/// </summary>
internal sealed partial class WindowsDisk : LocalDisk
{
    private const uint ReplaceExisting = 1;
    private const uint WriteThrough = 8;
    private const int FileExists = 80;
    private const int AlreadyExists = 183;

    public override string Canonical(string path)
    {
        var full = Path.GetFullPath(path);
        return Directory.Exists(full) ? Directory.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;
    }

    public override bool CreateDirectory(string path) => Guard("make the directory", path, () =>
    {
        if (Directory.Exists(path) || File.Exists(path))
            return false;
        Directory.CreateDirectory(path);
        return true;
    });

    public override IDiskFile Create(string path) => Guard("create", path, () =>
        new WindowsFile(File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), path));

    public override IDiskFile? Open(string path) => Guard("open", path, () => OpenFile(path, FileAccess.Read));

    public override bool SyncFile(string path) => Guard("put on stable storage", path, () =>
    {
        using var file = OpenFile(path, FileAccess.ReadWrite);
        file?.Sync();
        return file is not null;
    });

    public override void SyncDirectory(string path) { }

    public override bool Publish(string path, string target)
    {
        if (MoveFileEx(path, target, WriteThrough))
            return true;
        return Marshal.GetLastPInvokeError() is FileExists or AlreadyExists ? false : throw LastFailure("publish", target);
    }

    public override void Replace(string path, string target)
    {
        if (!MoveFileEx(path, target, WriteThrough | ReplaceExisting))
            throw LastFailure("publish", target);
    }

    public override bool Touch(string path) => Guard("refresh the age of", path, () =>
    {
        if (!File.Exists(path))
            return false;
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        return true;
    });

    public override bool Delete(string path) => Guard("delete", path, () =>
    {
        var exists = File.Exists(path);
        File.Delete(path);
        return exists;
    });

    private static WindowsFile? OpenFile(string path, FileAccess access) => File.Exists(path)
        ? new WindowsFile(File.OpenHandle(path, FileMode.Open, access, FileShare.ReadWrite | FileShare.Delete), path)
        : null;

    private static T Guard<T>(string operation, string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is (IOException or UnauthorizedAccessException) and not DiskException)
        {
            throw Failure(operation, path, exception);
        }
    }

    private static DiskException LastFailure(string operation, string path) =>
        Failure(operation, path, Marshal.GetExceptionForHR(Marshal.GetHRForLastWin32Error()) ?? new IOException());

    [LibraryImport("kernel32", EntryPoint = "MoveFileExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial bool MoveFileEx(string from, string to, uint flags);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial bool FlushFileBuffers(SafeFileHandle file);

    private sealed class WindowsFile(SafeFileHandle handle, string path) : IDiskFile
    {
        public DiskEntry Entry { get; } =
            new(IsFile: true, RandomAccess.GetLength(handle), new DateTimeOffset(File.GetLastWriteTimeUtc(handle)), Identity: null);

        public SafeFileHandle Handle => handle;

        public int Read(Span<byte> buffer, long offset)
        {
            try
            {
                return RandomAccess.Read(handle, buffer, offset);
            }
            catch (IOException exception)
            {
                throw Failure("read", path, exception);
            }
        }

        public void Write(ReadOnlySpan<byte> buffer, long offset)
        {
            try
            {
                RandomAccess.Write(handle, buffer, offset);
            }
            catch (IOException exception)
            {
                throw Failure("write", path, exception);
            }
        }

        public void StartWriteBack(long offset, long count) { }

        public void Sync()
        {
            if (!FlushFileBuffers(handle))
                throw LastFailure("put on stable storage", path);
        }

        public void Close() => handle.Dispose();

        public void Dispose() => handle.Dispose();
    }
}
