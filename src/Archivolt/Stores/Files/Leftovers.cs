namespace Archivolt.Stores.Files;

/// <summary>Clears what dead writers left in a store's <c>tmp</c> directory.</summary>
internal static class Leftovers
{
    /// <summary>
    /// Deletes unfinished files whose writer is certainly gone, and those older than <paramref name="grace"/> whose writer cannot be asked:
    /// it may run on another machine. What a living writer holds is left alone however old it is, and so are files of other names.
    /// </summary>
    public static void Sweep(IDisk disk, string directory, TimeSpan grace, TimeProvider time)
    {
        foreach (var (name, isDirectory) in disk.Enumerate(directory))
        {
            var writer = TemporaryNames.WriterOf(name);
            if (isDirectory || (writer is null && !TemporaryNames.IsForeign(name)))
                continue;
            var path = $"{directory}/{name}";
            if ((writer is null ? null : disk.IsGone(writer)) ?? IsOld(path))
                disk.Delete(path);
        }

        bool IsOld(string path) => disk.Stat(path) is { } entry && time.GetUtcNow() - entry.Modified > grace;
    }
}
