using Archivolt.Stores.Files;

namespace Archivolt.Stores.Folders;

/// <summary>The files of a tree by their keys in <see cref="KeyOrder"/>; holds the names of one directory per level.</summary>
internal sealed class FolderListing(IDisk disk, string root, string keyPrefix)
{
    public IEnumerable<string> Keys(string? after) => Keys(root, keyPrefix, after);

    /// <summary>A path with <c>/</c> between its parts on every platform.</summary>
    public static string Slashed(string path) => OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;

    private IEnumerable<string> Keys(string directory, string prefix, string? after)
    {
        // A directory sorts by what follows its name in every key, the slash.
        var names = disk.Enumerate(directory.Length == 0 ? "/" : directory)
            .Select(entry => entry.IsDirectory ? $"{entry.Name}/" : entry.Name).ToList();
        names.Sort(KeyOrder.Comparer);
        foreach (var name in names)
        {
            var key = prefix + name;
            var isPassed = !KeyOrder.IsAfter(key, after);
            if (!name.EndsWith('/'))
            {
                if (!isPassed)
                    yield return key;
                continue;
            }
            // A directory whose name the resume point starts with still has keys behind it. A linked one is not walked: it may be a circle.
            var path = $"{directory}/{name[..^1]}";
            if ((isPassed && !after!.StartsWith(key, StringComparison.Ordinal)) || Slashed(disk.Canonical(path)) != path)
                continue;
            foreach (var inside in Keys(path, key, after))
                yield return inside;
        }
    }
}
