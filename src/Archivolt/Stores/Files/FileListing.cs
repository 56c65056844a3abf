using Archivolt.Stores.Kit;

namespace Archivolt.Stores.Files;

/// <summary>
/// The keys of a data directory in <see cref="KeyOrder"/>. Plain names are in order already, directory by directory; the directory of short names and
/// those of escaped names, whose order is another, are merged in.
/// </summary>
/// <param name="disk">The disk.</param>
/// <param name="root">The data directory.</param>
/// <param name="layout">Its layout.</param>
/// <param name="window">Escaped keys are sorted in windows of this many, each found by one pass over their directories.</param>
internal sealed class FileListing(IDisk disk, string root, PathLayout layout, int window = 16_384)
{
    private readonly SortedDictionary<string, DiskException> _unreadable = new(StringComparer.Ordinal);

    /// <summary>The keys; a directory that cannot be read fails the listing at its end, so that it hides nothing else and is not taken for empty.</summary>
    public IEnumerable<string> Keys(string? after)
    {
        IEnumerable<string> keys = layout.Depth == 0 ? Sorted("", after) : KeyMerge.Merge([Plain("", "", 0, after), Sorted("000/", after), Escaped(after)]);
        foreach (var key in keys)
            yield return key;
        if (_unreadable.Count > 0)
        {
            throw new DiskException(_unreadable.First().Value.Error,
                $"{(_unreadable.Count == 1 ? "One directory" : $"{_unreadable.Count} directories")} could not be listed, everything else was. {_unreadable.First().Value.Message}");
        }
    }

    private IEnumerable<string> Plain(string directory, string prefix, int level, string? after)
    {
        if (level == layout.Depth)
        {
            foreach (var key in Sorted(directory, after))
                yield return key;
            yield break;
        }
        foreach (var name in Directories(directory, escaped: false).Order(KeyOrder.Comparer))
        {
            var start = prefix + name;
            if (after is not null && KeyOrder.Compare(start, after.AsSpan(0, Math.Min(start.Length, after.Length))) < 0)
                continue;
            foreach (var key in Plain($"{directory}{name}/", start, level + 1, after))
                yield return key;
        }
    }

    private List<string> Sorted(string directory, string? after)
    {
        var keys = KeysIn(directory).Where(key => KeyOrder.IsAfter(key, after)).ToList();
        keys.Sort(KeyOrder.Comparer);
        return keys;
    }

    private IEnumerable<string> Escaped(string? after)
    {
        var largestFirst = Comparer<string>.Create((one, other) => KeyOrder.Comparer.Compare(other, one));
        while (true)
        {
            var smallest = new PriorityQueue<string, string>(largestFirst);
            foreach (var key in EscapedKeys().Where(key => KeyOrder.IsAfter(key, after)))
            {
                smallest.Enqueue(key, key);
                if (smallest.Count > window)
                    smallest.Dequeue();
            }
            var keys = smallest.UnorderedItems.Select(item => item.Element).Order(KeyOrder.Comparer).ToList();
            foreach (var key in keys)
                yield return key;
            if (keys.Count < window)
                yield break;
            after = keys[^1];
        }
    }

    private IEnumerable<string> EscapedKeys()
    {
        IEnumerable<string> directories = Directories("", escaped: true).Select(name => $"{name}/");
        for (var level = 1; level < layout.Depth; level++)
            directories = directories.SelectMany(parent => Directories(parent, escaped: null).Select(name => $"{parent}{name}/"));
        return directories.SelectMany(KeysIn);
    }

    private IEnumerable<string> Directories(string directory, bool? escaped) =>
        from entry in Entries(directory)
        where entry.IsDirectory && entry.Name.Length == 2 && (escaped is null || entry.Name.StartsWith('%') == escaped)
        select entry.Name;

    // Foreign files have names that no key has, or names whose key belongs elsewhere.
    private IEnumerable<string> KeysIn(string directory) =>
        from entry in Entries(directory)
        where !entry.IsDirectory
        let key = layout.KeyOf(directory, entry.Name)
        where key is { Length: > 0 }
        select key;

    private IEnumerable<DiskName> Entries(string directory)
    {
        using var entries = Names(directory).GetEnumerator();
        while (true)
        {
            try
            {
                if (!entries.MoveNext())
                    yield break;
            }
            catch (DiskException exception) when (directory.Length > 0)
            {
                _unreadable.TryAdd(directory, exception);
                yield break;
            }
            yield return entries.Current;
        }
    }

    // A disk may fail already when it is asked for the names.
    private IEnumerable<DiskName> Names(string directory)
    {
        foreach (var entry in disk.Enumerate($"{root}/{directory}"))
            yield return entry;
    }
}
