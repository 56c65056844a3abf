using Archivolt.Blobs;
using Archivolt.Stores.Files;
using Microsoft.Win32.SafeHandles;

namespace Archivolt.Testing.Disk;

/// <summary>One operation of <see cref="IDisk"/> or <see cref="IDiskFile"/>, named as there.</summary>
/// <param name="Operation">Name of the operation, such as <c>SyncDirectory</c>.</param>
/// <param name="Path">The path it concerns; of a move, the new one.</param>
public sealed record DiskCall(string Operation, string Path);

/// <summary>
/// Another disk whose operations are seen beforehand: to record them, to let them fail (throw a <see cref="DiskException"/>), to look at the
/// disk at that moment, or to make them wait.
/// </summary>
/// <param name="inner">The disk that carries the operations out.</param>
/// <param name="before">Called before each operation, on its thread.</param>
public sealed class WatchedDisk(IDisk inner, Action<DiskCall> before) : IDisk
{
    /// <inheritdoc/>
    public string Writer => inner.Writer;

    /// <summary>A watcher that lets the n-th operation fail, counted from 1.</summary>
    public static Action<DiskCall> FailAt(int number, BlobError error)
    {
        var count = 0;
        return call =>
        {
            if (Interlocked.Increment(ref count) == number)
                throw new DiskException(error, $"Could not {call.Operation} '{call.Path}': injected fault.");
        };
    }

    /// <inheritdoc/>
    public bool? IsGone(string writer) => inner.IsGone(writer);

    /// <inheritdoc/>
    public string Canonical(string path) => inner.Canonical(path);

    /// <inheritdoc/>
    public DiskEntry? Stat(string path) => See(nameof(Stat), path).Stat(path);

    /// <inheritdoc/>
    public IEnumerable<DiskName> Enumerate(string directory) => See(nameof(Enumerate), directory).Enumerate(directory);

    /// <inheritdoc/>
    public bool CreateDirectory(string path) => See(nameof(CreateDirectory), path).CreateDirectory(path);

    /// <inheritdoc/>
    public IDiskFile Create(string path) => new WatchedFile(this, See(nameof(Create), path).Create(path), path);

    /// <inheritdoc/>
    public IDiskFile? Open(string path) => See(nameof(Open), path).Open(path) is { } file ? new WatchedFile(this, file, path) : null;

    /// <inheritdoc/>
    public bool SyncFile(string path) => See(nameof(SyncFile), path).SyncFile(path);

    /// <inheritdoc/>
    public void SyncDirectory(string path) => See(nameof(SyncDirectory), path).SyncDirectory(path);

    /// <inheritdoc/>
    public bool Publish(string path, string target) => See(nameof(Publish), target).Publish(path, target);

    /// <inheritdoc/>
    public void Replace(string path, string target) => See(nameof(Replace), target).Replace(path, target);

    /// <inheritdoc/>
    public bool Touch(string path) => See(nameof(Touch), path).Touch(path);

    /// <inheritdoc/>
    public bool Cut(string path, long length) => See(nameof(Cut), path).Cut(path, length);

    /// <inheritdoc/>
    public bool Delete(string path) => See(nameof(Delete), path).Delete(path);

    private IDisk See(string operation, string path)
    {
        before(new DiskCall(operation, path));
        return inner;
    }

    private sealed class WatchedFile(WatchedDisk disk, IDiskFile file, string path) : IDiskFile
    {
        public DiskEntry Entry => file.Entry;

        // What is read by the handle would not be seen here.
        public SafeFileHandle? Handle => null;

        public int Read(Span<byte> buffer, long offset) => See(nameof(Read)).Read(buffer, offset);

        public void Write(ReadOnlySpan<byte> buffer, long offset) => See(nameof(Write)).Write(buffer, offset);

        // A hint does not fail.
        public void StartWriteBack(long offset, long count) => file.StartWriteBack(offset, count);

        public void Sync() => See(nameof(Sync)).Sync();

        public void Close() => See(nameof(Close)).Close();

        public void Dispose() => file.Dispose();

        private IDiskFile See(string operation)
        {
            disk.See(operation, path);
            return file;
        }
    }
}
