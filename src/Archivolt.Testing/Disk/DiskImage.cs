using System.Text;

namespace Archivolt.Testing.Disk;

/// <summary>What is on a disk after a power cut. Images with equal content are equal.</summary>
public sealed class DiskImage : IEquatable<DiskImage>
{
    internal static readonly DiskImage Empty = new([]);

    private DiskImage(IReadOnlyList<(string Path, byte[]? Content)> entries)
    {
        Entries = entries;
        Text = string.Join('\n', entries.Select(entry => $"{entry.Path} {(entry.Content is { } content ? Convert.ToBase64String(content) : "/")}"));
    }

    /// <summary>Absolute paths, parents before their children; the content of files, null for directories.</summary>
    public IReadOnlyList<(string Path, byte[]? Content)> Entries { get; }

    /// <summary>The same as text, a line each: path, then the content in base 64 or <c>/</c>.</summary>
    public string Text { get; }

    /// <summary>A disk that starts with this, all of it synced.</summary>
    public CrashDisk Boot(TimeProvider? time = null) => new(this, time);

    /// <inheritdoc/>
    public bool Equals(DiskImage? other) => other is not null && other.Text == Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DiskImage);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>The paths with the lengths of files, for messages of tests.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (path, content) in Entries)
            text.Append(path).Append(content is null ? "/" : $" ({content.Length} bytes)").Append("; ");
        return text.ToString();
    }

    internal static DiskImage File(string name, byte[] content) => new([($"/{name}", content)]);

    internal DiskImage Under(string name) => new([($"/{name}", null), .. Entries.Select(entry => ($"/{name}{entry.Path}", entry.Content))]);

    internal DiskImage With(DiskImage other) => new([.. Entries, .. other.Entries]);
}
