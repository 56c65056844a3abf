using Microsoft.Win32.SafeHandles;

namespace Archivolt.Stores.Files;

/// <summary>A file descriptor of Linux or macOS.</summary>
internal sealed unsafe class PosixFile(int descriptor, string path, DiskEntry entry) : IDiskFile
{
    private static bool _hasSyncRange = OperatingSystem.IsLinux();

    private int _descriptor = descriptor;

    ~PosixFile() => Release();

    public DiskEntry Entry => entry;

    public SafeFileHandle Handle => field ??= new SafeFileHandle(Open, ownsHandle: false);

    public int Read(Span<byte> buffer, long offset)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = Libc.Read(Open, start, buffer.Length, offset);
                GC.KeepAlive(this);
                if (count >= 0)
                    return (int)count;
                if (Errno.Last != Errno.Interrupted)
                    throw Errno.Failure("read", path, Errno.Last);
            }
        }
    }

    public void Write(ReadOnlySpan<byte> buffer, long offset)
    {
        fixed (byte* start = buffer)
        {
            for (var done = 0; done < buffer.Length;)
            {
                var count = Libc.Write(Open, start + done, buffer.Length - done, offset + done);
                GC.KeepAlive(this);
                if (count >= 0)
                    done += (int)count;
                else if (Errno.Last != Errno.Interrupted)
                    throw Errno.Failure("write", path, Errno.Last);
            }
        }
    }

    public void StartWriteBack(long offset, long count)
    {
        if (!_hasSyncRange)
            return;
        try
        {
            // Only a hint: a real fault comes back from the sync.
            _ = Libc.SyncRange(Open, offset, count, Libc.StartWriteBack);
            GC.KeepAlive(this);
        }
        catch (EntryPointNotFoundException)
        {
            _hasSyncRange = false;
        }
    }

    public void Sync()
    {
        if (Flush() is var number and not 0)
            throw Errno.Failure("put on stable storage", path, number);
    }

    /// <summary>Syncs a directory. EINVAL: the file system keeps no directory entries that could be synced (some network and FUSE ones).</summary>
    public void SyncEntries()
    {
        if (Flush() is var number and not 0 && number != Errno.Invalid)
            throw Errno.Failure("put on stable storage the directory", path, number);
    }

    public void Close()
    {
        var result = Release();
        // After EINTR the descriptor is gone on Linux and may be used by another thread: never close twice.
        if (result != 0 && Errno.Last is var number and not Errno.Interrupted)
            throw Errno.Failure("close", path, number);
    }

    public void Dispose()
    {
        _ = Release();
        GC.SuppressFinalize(this);
    }

    private int Open => _descriptor >= 0 ? _descriptor : throw new ObjectDisposedException(path);

    private int Flush()
    {
        while (true)
        {
            // On macOS fsync leaves data in the drive's cache; file systems without F_FULLFSYNC have only fsync.
            var done = OperatingSystem.IsMacOS() && Libc.Control(Open, Libc.FullSync) == 0 ? 0 : Libc.Sync(Open);
            GC.KeepAlive(this);
            if (done == 0)
                return 0;
            if (Errno.Last != Errno.Interrupted)
                return Errno.Last;
        }
    }

    private int Release()
    {
        var open = Interlocked.Exchange(ref _descriptor, -1);
        return open < 0 ? 0 : Libc.Close(open);
    }
}
