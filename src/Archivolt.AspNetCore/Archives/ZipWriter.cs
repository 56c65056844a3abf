using System.IO.Compression;
using System.Text;

namespace Archivolt.AspNetCore.Archives;

/// <summary>Writes a ZIP while it is sent: names in UTF-8, Zip64 where it is needed; of two entries with one name the second is numbered.</summary>
internal sealed class ZipWriter : IAsyncDisposable
{
    private const string Missing = "MISSING.txt";
    private const string Special = "/\\:";

    private readonly StringBuilder _missing = new();
    private readonly GatheringStream _target;
    private readonly ZipArchive _zip;

    // File systems that do not tell the letters' case apart unpack it as well.
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _lastNumbers = new(StringComparer.OrdinalIgnoreCase);

    private ZipWriter(GatheringStream target, ZipArchive zip) => (_target, _zip) = (target, zip);

    /// <summary>Begins a ZIP; disposing ends it.</summary>
    public static async Task<ZipWriter> CreateAsync(Stream target, CancellationToken cancellationToken)
    {
        var gathered = new GatheringStream(target);
        return new ZipWriter(gathered, await ZipArchive.CreateAsync(gathered, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken));
    }

    /// <summary>Adds an entry.</summary>
    /// <param name="folder">The folder that it is in, with a slash at its end; empty for the top.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="modified">When it was changed; null for now.</param>
    /// <param name="writeAsync">Writes its content.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task AddAsync(string folder, string name, DateTimeOffset? modified, Func<Stream, CancellationToken, Task> writeAsync, CancellationToken cancellationToken)
    {
        var entry = _zip.CreateEntry(Free(folder, Plain(name)), CompressionLevel.Fastest);
        // ZIP has years from 1980 to 2107.
        if (modified is { Year: >= 1980 and <= 2107 } time)
            entry.LastWriteTime = time;
        await using var content = await entry.OpenAsync(cancellationToken);
        await writeAsync(content, cancellationToken);
    }

    /// <summary>Makes a folder's name that no other entry has, with a slash at its end.</summary>
    public string AddFolder(string parent, string name) => Free(parent, Plain(name)) + "/";

    /// <summary>Leaves a file out, which the ZIP tells at its end.</summary>
    public void LeaveOut(string folder, string name, string reason) => _missing.Append(folder).Append(Plain(name)).Append(": ").AppendLine(reason);

    /// <summary>Adds what was left out, if anything was, as <c>MISSING.txt</c>.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_missing.Length > 0)
            await AddAsync("", Missing, modified: null, (target, stop) => target.WriteAsync(Encoding.UTF8.GetBytes(_missing.ToString()), stop).AsTask(), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _zip.DisposeAsync();
        await _target.DisposeAsync();
    }

    private string Free(string folder, string name)
    {
        var free = folder + name;
        if (_names.Add(free))
            return free;
        var number = _lastNumbers.GetValueOrDefault(free, 1);
        string numbered;
        do
            numbered = $"{folder}{Path.GetFileNameWithoutExtension(name)} ({++number}){Path.GetExtension(name)}";
        while (!_names.Add(numbered));
        _lastNumbers[free] = number;
        return numbered;
    }

    // Whoever unpacks it writes into no other folder, on Windows too, which takes ':' for a drive and leaves off a '.' at the end.
    private static string Plain(string name)
    {
        var plain = string.Concat(name.Select(character => Special.Contains(character) || char.IsControl(character) ? '_' : character)).Trim();
        var kept = plain.TrimEnd('.', ' ');
        return kept.Length == 0 ? "_" : kept;
    }
}
