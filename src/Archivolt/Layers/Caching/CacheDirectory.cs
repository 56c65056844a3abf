namespace Archivolt.Layers.Caching;

/// <summary>
/// A directory of this process, made when it is needed and locked while it is used. What other processes left when they died is deleted then: nothing is served that was not fetched by this process.
/// </summary>
internal sealed class CacheDirectory(string path) : IDisposable
{
    private const string Prefix = "cache-";
    private const string LockSuffix = ".lock";
    private const int MostAttempts = 3;

    private readonly Lock _gate = new();
    private string? _directory;
    private FileStream? _lock;
    private long _number;
    private bool _disposed;

    /// <summary>The name of a file that is not there yet.</summary>
    public string NewFile() => Path.Combine(Directory, $"{Interlocked.Increment(ref _number)}");

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            if (_directory is null)
                return;
            Remove(_directory, _lock!);
            _directory = null;
        }
    }

    private string Directory
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return _directory ??= Make();
            }
        }
    }

    private string Make()
    {
        System.IO.Directory.CreateDirectory(path);
        foreach (var abandoned in System.IO.Directory.EnumerateFiles(path, $"{Prefix}*{LockSuffix}"))
        {
            if (IsOwn(abandoned) && TryLock(abandoned, FileMode.Open) is { } held)
                Remove(abandoned[..^LockSuffix.Length], held);
        }
        // Another process may take a lock that is being made for abandoned.
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var directory = Path.Combine(path, $"{Prefix}{Guid.NewGuid():n}");
            if (TryLock($"{directory}{LockSuffix}", FileMode.CreateNew) is not { } held)
                continue;
            _lock = held;
            if (OperatingSystem.IsWindows())
                System.IO.Directory.CreateDirectory(directory);
            else
                System.IO.Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return directory;
        }
        throw new IOException($"No lock could be taken in '{path}'.");
    }

    // Whatever else lies there is somebody else's.
    private static bool IsOwn(string file) => Guid.TryParseExact(Path.GetFileName(file)[Prefix.Length..^LockSuffix.Length], "n", out _);

    private static FileStream? TryLock(string file, FileMode mode)
    {
        try
        {
            return new FileStream(file, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is somebody's.
            return null;
        }
    }

    // The lock goes last: it tells of the directory.
    private static void Remove(string directory, FileStream held)
    {
        using (held)
        {
            try
            {
                if (System.IO.Directory.Exists(directory))
                    System.IO.Directory.Delete(directory, recursive: true);
                File.Delete(held.Name);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The next process deletes it.
            }
        }
    }
}
