using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

/// <summary>Finds what is in a data directory and is no blob: files of other names, blobs in the place of another layout, unreadable directories.</summary>
internal sealed class StrayFiles(IDisk disk, string root, PathLayout layout)
{
    // Deep enough for every layout in use; below that nobody needs to know more.
    private const int DeepestLook = 4;

    public IEnumerable<StrayFile> List() => In("", level: 0);

    /// <summary>True for the path of a blob, and of a directory that blobs are in.</summary>
    public bool IsOwn(string path, Predicate<string> isKey)
    {
        if (!path.StartsWith(root + "/", StringComparison.Ordinal))
            return false;
        var relative = path[(root.Length + 1)..];
        var names = relative.Split('/');
        return (layout.KeyOf(relative) is { } key && isKey(key)) || (names.Length <= layout.Depth && names.Select((name, level) => IsLevel(name, level)).All(own => own));
    }

    private IEnumerable<StrayFile> In(string directory, int level)
    {
        var names = new List<DiskName>();
        if (Unreadable(directory, names) is { } unreadable)
        {
            yield return unreadable;
            yield break;
        }
        foreach (var (name, isDirectory) in names)
        {
            var path = $"{root}/{directory}{name}";
            if (isDirectory && level < layout.Depth && IsLevel(name, level))
            {
                // Names shorter than the directories of the layout are all in one.
                foreach (var stray in In($"{directory}{name}/", name == "000" ? layout.Depth : level + 1))
                    yield return stray;
            }
            else if (isDirectory)
            {
                yield return HoldsDigests(path, level) ? WrongPlace(path, "holds files") : new StrayFile(path, StrayReason.NotAKey, $"The directory '{path}' is no part of the store.");
            }
            else if (layout.KeyOf(directory, name) is null && !TemporaryNames.IsForeign(name))
            {
                yield return DigestAlgorithm.OfKey(name) is null
                    ? new StrayFile(path, StrayReason.NotAKey, $"'{path}' is no blob: its name is no key of this store.")
                    : WrongPlace(path, "is");
            }
        }
    }

    private static bool IsLevel(string name, int level) => (name.Length == 2 && name != "..") || (level == 0 && name == "000");

    private StrayFile? Unreadable(string directory, List<DiskName> names)
    {
        try
        {
            names.AddRange(disk.Enumerate($"{root}/{directory}"));
            return null;
        }
        catch (DiskException exception)
        {
            return new StrayFile($"{root}/{directory}".TrimEnd('/'), StrayReason.Unreadable, exception.Message);
        }
    }

    private StrayFile WrongPlace(string path, string what) => new(path, StrayReason.WrongPlace,
        $"'{path}' {what} named like a digest, but not where a store of depth {layout.Depth} keeps it. Compare the depth in '{StoreDescriptor.FileName}' with the directories.");

    private bool HoldsDigests(string path, int level)
    {
        if (level >= DeepestLook)
            return false;
        var names = new List<DiskName>();
        try
        {
            names.AddRange(disk.Enumerate(path));
        }
        catch (DiskException)
        {
            return false;
        }
        return names.Exists(name => !name.IsDirectory && DigestAlgorithm.OfKey(name.Name) is not null)
            || names.Where(name => name.IsDirectory && name.Name.Length == 2).Any(name => HoldsDigests($"{path}/{name.Name}", level + 1));
    }
}
