namespace Archivolt.Stores.Files;

/// <summary>Clears what dead writers left in a directory of a store.</summary>
internal static class Leftovers
{
    /// <summary>
    /// Deletes unfinished files whose writer is certainly gone, and those older than <paramref name="grace"/> whose writer cannot be asked:
    /// it may run on another machine. What a living writer holds is left alone however old it is, and so are files of other names. Returns how many it deleted.
    /// </summary>
    /// <param name="disk">The disk.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="grace">The age.</param>
    /// <param name="time">The clock.</param>
    /// <param name="amongBlobs">True where blobs are too: only the platform's names, which no key has, are unfinished files there.</param>
    public static long CleanUp(IDisk disk, string directory, TimeSpan grace, TimeProvider time, bool amongBlobs = false)
    {
        var swept = 0L;
        foreach (var (name, isDirectory) in disk.Enumerate(directory))
        {
            var writer = amongBlobs ? null : TemporaryNames.WriterOf(name);
            if (isDirectory || (writer is null && !TemporaryNames.IsForeign(name)))
                continue;
            var path = $"{directory}/{name}";
            if (((writer is null ? null : disk.IsGone(writer)) ?? IsOld(path)) && disk.Delete(path))
                swept++;
        }
        return swept;

        bool IsOld(string path) => disk.Stat(path) is { } entry && time.GetUtcNow() - entry.Modified > grace;
    }
}
