using Archivolt.Stores.Files;

namespace Archivolt.Testing.Disk;

/// <summary>A file or directory of a <see cref="CrashDisk"/>.</summary>
internal abstract class Node;

/// <summary>A file: what is in it, and what of that would survive.</summary>
internal sealed class FileNode : Node
{
    private static long _lastNumber;

    private byte[] _synced = [];

    public FileNode(DateTimeOffset modified) => Modified = modified;

    public FileNode(byte[] content, DateTimeOffset modified) : this(modified)
    {
        Content = content;
        _synced = content;
    }

    public byte[] Content { get; private set; } = [];

    public DateTimeOffset Modified { get; set; }

    public FileIdentity Identity { get; } = new(1, (ulong)Interlocked.Increment(ref _lastNumber), 0);

    public void Write(ReadOnlySpan<byte> bytes, int offset)
    {
        // The array that was synced stays as it is: a copy is made for each write.
        var content = new byte[Math.Max(Content.Length, offset + bytes.Length)];
        Content.CopyTo(content, 0);
        bytes.CopyTo(content.AsSpan(offset));
        Content = content;
    }

    public void Cut(int length) => Content = Content[..Math.Min(length, Content.Length)];

    public void Sync() => _synced = Content;

    /// <summary>The synced content; if more was written, also all of it, half of it, and its length with nothing or half written out. What was only appended to stays as far as it was synced.</summary>
    public IEnumerable<byte[]> AfterPowerCut()
    {
        yield return _synced;
        if (ReferenceEquals(_synced, Content))
            yield break;
        var kept = Content.AsSpan().StartsWith(_synced) ? _synced.Length : 0;
        var half = kept + ((Content.Length - kept) / 2);
        yield return Content;
        yield return Content[..half];
        yield return [.. Content[..kept], .. new byte[Content.Length - kept]];
        yield return [.. Content[..half], .. new byte[Content.Length - half]];
    }
}

/// <summary>A directory: its names, and for each what it may be after a power cut.</summary>
internal sealed class DirectoryNode : Node
{
    private readonly SortedDictionary<string, Node> _names = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<Node?>> _possible = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, Node> Names => _names;

    public void Set(string name, Node? node)
    {
        if (!_possible.TryGetValue(name, out var possible))
            _possible[name] = possible = [null];
        if (!possible.Contains(node))
            possible.Add(node);
        if (node is null)
            _names.Remove(name);
        else
            _names[name] = node;
    }

    public void Sync()
    {
        _possible.Clear();
        foreach (var (name, node) in _names)
            _possible[name] = [node];
    }

    public IReadOnlyCollection<DiskImage> AfterPowerCut()
    {
        HashSet<DiskImage> images = [DiskImage.Empty];
        foreach (var (name, possible) in _possible)
        {
            var choices = possible.SelectMany(node => node switch
            {
                null => [DiskImage.Empty],
                FileNode file => file.AfterPowerCut().Select(content => DiskImage.File(name, content)),
                DirectoryNode directory => directory.AfterPowerCut().Select(image => image.Under(name)),
                _ => throw new InvalidOperationException($"{node} is no file and no directory."),
            }).Distinct().ToList();
            images = [.. images.SelectMany(_ => choices, (image, choice) => image.With(choice))];
        }
        return images;
    }
}
