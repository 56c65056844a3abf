using System.Text;
using Archivolt.Stores.Files;

namespace Archivolt.Stores.Folders;

/// <summary>The files of a tree by their keys in <see cref="KeyOrder"/>; holds the names of one directory per level.</summary>
internal sealed class FolderListing(IDisk disk, string root, string keyPrefix)
{
    private readonly List<(string Directory, DiskException Failure)> _unreadable = [];

    /// <summary>The directories that could not be listed so far.</summary>
    public IReadOnlyList<(string Directory, DiskException Failure)> Unreadable => _unreadable;

    /// <summary>The keys; a directory below the root that cannot be read fails the listing at its end, so that it hides nothing else and is not taken for empty.</summary>
    public IEnumerable<string> Keys(string? after)
    {
        foreach (var (key, isDirectory) in Entries(root, keyPrefix, after))
        {
            if (!isDirectory)
                yield return key;
        }
        if (_unreadable.Count > 0)
        {
            var (_, first) = _unreadable[0];
            throw new DiskException(first.Error,
                $"{(_unreadable.Count == 1 ? "One directory" : $"{_unreadable.Count} directories")} could not be listed, everything else was. {first.Message}");
        }
    }

    /// <summary>Paths whose name is no UTF-8 text, so that no key can spell them; what is in such a directory is not looked at.</summary>
    public IEnumerable<string> Unnameable()
    {
        foreach (var (key, _) in Entries(root, keyPrefix, after: null))
        {
            var path = $"{root}/{key[keyPrefix.Length..]}".TrimEnd('/');
            // .NET puts this character in the place of what it cannot decode; then nothing has the resulting name.
            if (key.Contains((char)Rune.ReplacementChar.Value, StringComparison.Ordinal) && disk.Stat(path) is null && !IsLink(path))
                yield return path;
        }
    }

    /// <summary>A path with <c>/</c> between its parts on every platform.</summary>
    public static string Slashed(string path) => OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    // Files, and directories before what is in them.
    private IEnumerable<(string Key, bool IsDirectory)> Entries(string directory, string prefix, string? after)
    {
        foreach (var name in Names(directory))
        {
            var key = prefix + name;
            var isPassed = !KeyOrder.IsAfter(key, after);
            if (!name.EndsWith('/'))
            {
                if (!isPassed)
                    yield return (key, false);
                continue;
            }
            // A directory whose name the resume point starts with still has keys behind it. A linked one is not walked: it may be a circle.
            var path = $"{directory}/{name[..^1]}";
            if (isPassed && !after!.StartsWith(key, StringComparison.Ordinal))
                continue;
            yield return (key, true);
            if (Slashed(disk.Canonical(path)) != path)
                continue;
            foreach (var inside in Entries(path, key, after))
                yield return inside;
        }
    }

    // In the order of keys: a directory sorts by what follows its name in every key, the slash.
    private List<string> Names(string directory)
    {
        var names = new List<string>();
        try
        {
            foreach (var entry in disk.Enumerate(directory.Length == 0 ? "/" : directory))
                names.Add(entry.IsDirectory ? $"{entry.Name}/" : entry.Name);
        }
        catch (DiskException exception) when (directory != root)
        {
            _unreadable.Add((directory, exception));
        }
        names.Sort(KeyOrder.Comparer);
        return names;
    }
}
