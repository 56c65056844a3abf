using System.IO.Enumeration;
using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

/// <summary>The disk of this machine: what every platform does alike.</summary>
internal abstract class LocalDisk : IDisk
{
    /// <summary>The disk of the platform this runs on.</summary>
    public static IDisk Instance { get; } = OperatingSystem.IsWindows() ? new WindowsDisk() : new PosixDisk();

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    public string Writer => ProcessIdentity.Current;

    public bool? IsGone(string writer) => ProcessIdentity.IsGone(writer);

    public abstract string Canonical(string path);

    public virtual DiskEntry? Stat(string path)
    {
        try
        {
            // Exists would answer every failure with false.
            return File.GetAttributes(path).HasFlag(FileAttributes.Directory)
                ? new DiskEntry(IsFile: false, 0, new DateTimeOffset(Directory.GetLastWriteTimeUtc(path)), Identity: null)
                : new DiskEntry(IsFile: true, new FileInfo(path).Length, new DateTimeOffset(File.GetLastWriteTimeUtc(path)), Identity: null);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure("look at", path, exception);
        }
    }

    public IEnumerable<DiskName> Enumerate(string directory)
    {
        using var names = Begin(directory);
        while (names is not null && Next(names, directory))
            yield return names.Current;
    }

    public abstract bool CreateDirectory(string path);

    public abstract IDiskFile Create(string path);

    public abstract IDiskFile? Open(string path);

    public abstract bool SyncFile(string path);

    public abstract void SyncDirectory(string path);

    public abstract bool Publish(string path, string target);

    public abstract void Replace(string path, string target);

    public abstract bool Touch(string path);

    public bool Cut(string path, long length)
    {
        try
        {
            if (!File.Exists(path))
                return false;
            SetWritable(path, true);
            using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
                RandomAccess.SetLength(file, Math.Min(length, RandomAccess.GetLength(file)));
            SetWritable(path, false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure("cut", path, exception);
        }
        return SyncFile(path);
    }

    public abstract bool Delete(string path);

    /// <summary>Lets the owner of a file write it, or nobody, where files that were closed are read-only.</summary>
    protected virtual void SetWritable(string path, bool isWritable) { }

    /// <summary>A .NET exception as what it means for a blob.</summary>
    internal static DiskException Failure(string operation, string path, Exception exception)
    {
        const int HandleDiskFull = unchecked((int)0x80070027);
        const int DiskFull = unchecked((int)0x80070070);
        const int WriteProtected = unchecked((int)0x80070013);
        const int TooManyOpenFiles = unchecked((int)0x80070004);
        const int NotEnoughMemory = unchecked((int)0x80070008);
        const int OutOfMemory = unchecked((int)0x8007000E);
        const int NoSystemResources = unchecked((int)0x800705AA);
        var error = exception switch
        {
            UnauthorizedAccessException => BlobError.PermissionDenied,
            FileNotFoundException or DirectoryNotFoundException => BlobError.NotFound,
            { HResult: HandleDiskFull or DiskFull } => BlobError.NoSpace,
            { HResult: WriteProtected } => BlobError.ReadOnly,
            { HResult: TooManyOpenFiles or NotEnoughMemory or OutOfMemory or NoSystemResources } => BlobError.Unavailable,
            // Elsewhere .NET passes on the C library's number.
            { HResult: > 0 } when !OperatingSystem.IsWindows() => Errno.Meaning(exception.HResult),
            _ => BlobError.IO,
        };
        return new DiskException(error, $"Could not {operation} '{path}': {exception.Message}", exception);
    }

    private static FileSystemEnumerator<DiskName>? Begin(string directory)
    {
        try
        {
            return new Names(directory);
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure("list", directory, exception);
        }
    }

    private static bool Next(FileSystemEnumerator<DiskName> names, string directory)
    {
        try
        {
            return names.MoveNext();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure("list", directory, exception);
        }
    }

    private sealed class Names(string directory) : FileSystemEnumerator<DiskName>(directory, Everything)
    {
        protected override DiskName TransformEntry(ref FileSystemEntry entry) => new(entry.FileName.ToString(), entry.IsDirectory);
    }
}
