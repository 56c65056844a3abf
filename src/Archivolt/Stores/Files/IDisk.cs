using System.Globalization;
using System.Runtime.InteropServices;
using Archivolt.Blobs;
using Microsoft.Win32.SafeHandles;

namespace Archivolt.Stores.Files;

/// <summary>
/// What the file store needs of a disk, and nothing else, so that crashes, full disks and slow disks can be tested. Paths are absolute;
/// every member may be called from any thread and fails with <see cref="DiskException"/>.
/// </summary>
public interface IDisk
{
    /// <summary>Names this process in the names of its temporary files: letters, digits, <c>-</c> and <c>_</c>.</summary>
    string Writer { get; }

    /// <summary>
    /// True only when a writer is certainly no more, a process of this very machine that has ended; false when it certainly lives; null when
    /// nothing can be said, as of a writer on another machine.
    /// </summary>
    bool? IsGone(string writer);

    /// <summary>The absolute path with links resolved; a path that does not exist is only made absolute.</summary>
    string Canonical(string path);

    /// <summary>What is at a path, links followed; null when nothing is.</summary>
    DiskEntry? Stat(string path);

    /// <summary>The entries of a directory in any order; none when there is no such directory.</summary>
    IEnumerable<DiskName> Enumerate(string directory);

    /// <summary>Makes one directory; false when something has the name already.</summary>
    bool CreateDirectory(string path);

    /// <summary>Creates a file that must not exist, to be written; once it is closed it is read-only where the platform allows that.</summary>
    IDiskFile Create(string path);

    /// <summary>Opens a regular file for reading in a way that does not hinder its deletion; null when there is none.</summary>
    IDiskFile? Open(string path);

    /// <summary>Puts the content of an existing file on stable storage; false when there is no such file.</summary>
    bool SyncFile(string path);

    /// <summary>Puts the entries of a directory on stable storage, where the platform has such an operation.</summary>
    void SyncDirectory(string path);

    /// <summary>
    /// Gives a file its final name in one step that never replaces; false when the name is taken, and then the file keeps its old name.
    /// </summary>
    /// <exception cref="DiskException"><see cref="BlobError.NotFound"/> when the file or the target's directory does not exist.</exception>
    bool Publish(string path, string target);

    /// <summary>Gives a file its final name in one step, replacing what has the name.</summary>
    /// <exception cref="DiskException"><see cref="BlobError.NotFound"/> when the file or the target's directory does not exist.</exception>
    void Replace(string path, string target);

    /// <summary>Makes a file as young as if it had just been written; false when there is no such file.</summary>
    bool Touch(string path);

    /// <summary>Takes away what is behind a length of a file that nobody has open any more, on stable storage; false when there is no such file.</summary>
    bool Cut(string path, long length);

    /// <summary>Deletes a file; false when there is no such file.</summary>
    bool Delete(string path);
}

/// <summary>An open file. Used by one caller at a time, except <see cref="Read"/>.</summary>
public interface IDiskFile : IDisposable
{
    /// <summary>What the file was when it was opened, asked of the open file and not of its name.</summary>
    DiskEntry Entry { get; }

    /// <summary>The operating system's handle of the file; null on disks of another kind. It is closed with the file.</summary>
    SafeFileHandle? Handle { get; }

    /// <summary>Reads at an offset; 0 only behind the end.</summary>
    int Read(Span<byte> buffer, long offset);

    /// <summary>Writes all of the buffer at an offset.</summary>
    void Write(ReadOnlySpan<byte> buffer, long offset);

    /// <summary>Asks the operating system to begin writing a region back, without waiting; a hint.</summary>
    void StartWriteBack(long offset, long count);

    /// <summary>Puts the content on stable storage.</summary>
    void Sync();

    /// <summary>Closes the file and reports what only closing shows, such as a quota on a network file system.</summary>
    void Close();
}

/// <summary>A file or directory.</summary>
/// <param name="IsFile">True for a regular file, false for everything else.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="Modified">When the content was last written or touched.</param>
/// <param name="Identity">Reports this file from any other that ever had the name; null where the platform does not say.</param>
public readonly record struct DiskEntry(bool IsFile, long Length, DateTimeOffset Modified, FileIdentity? Identity)
{
    /// <summary>The file as the blob that it is.</summary>
    internal BlobStat ToStat(string key) => new(key, Length, Modified, Version);

    // Numbers are used again, and content can be written over in place: only all three name one content.
    private string Version => Identity is { } file
        ? string.Create(CultureInfo.InvariantCulture, $"{file.Number:x}-{file.Born:x}-{Modified.UtcTicks:x}")
        : string.Create(CultureInfo.InvariantCulture, $"{Length:x}-{Modified.UtcTicks:x}");
}

/// <summary>Which file it is, whatever its name.</summary>
/// <param name="Device">The file system.</param>
/// <param name="Number">The file's number on it.</param>
/// <param name="Born">When the file was created, in the file system's own units, because numbers are used again.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FileIdentity(ulong Device, ulong Number, long Born);

/// <summary>A name in a directory.</summary>
/// <param name="Name">The name, without path.</param>
/// <param name="IsDirectory">True for a directory or a link to one.</param>
public readonly record struct DiskName(string Name, bool IsDirectory);

/// <summary>A disk operation failed; the message says which and why.</summary>
public sealed class DiskException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="error">What it means for a blob.</param>
    /// <param name="message">A sentence that names the operation, the path and the cause.</param>
    /// <param name="innerException">The cause.</param>
    public DiskException(BlobError error, string message, Exception? innerException = null) : base(message, innerException) => Error = error;

    /// <summary>What it means for a blob.</summary>
    public BlobError Error { get; }
}
