using Archivolt.Documents;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Cli.Commands.Collection;

/// <summary>
/// References that another system exports, one key a line, in any order: sorted here in parts on disk, so that memory does not grow with their
/// number. A key written as <c>provider:key</c> stands for both readings of it.
/// </summary>
internal sealed class SortedKeys : IBlobReferences, IDisposable
{
    private const int KeysInMemory = 200_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("archivolt-references-").FullName;
    private readonly string _sorted;

    private SortedKeys() => _sorted = Path.Combine(_folder, "sorted");

    /// <summary>How many different keys there are.</summary>
    public long Count { get; private set; }

    public static SortedKeys Read(string file, CancellationToken cancellationToken)
    {
        var keys = new SortedKeys();
        try
        {
            keys.Merge(keys.Split(file, cancellationToken), cancellationToken);
            return keys;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    public async IAsyncEnumerable<string> ListKeysAsync(
        string provider, string? after = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var key in File.ReadLinesAsync(_sorted, cancellationToken))
        {
            if (KeyOrder.IsAfter(key, after))
                yield return key;
        }
    }

    public IAsyncEnumerable<BlobReference> ListAsync(string provider, string? afterKey = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A list of keys tells no documents.");

    public Task<IReadOnlyList<string>> ListProvidersAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A list of keys tells no providers.");

    public Task<IReadOnlyList<BlobReference>> FindAsync(string provider, string key, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("A list of keys tells no documents.");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private List<string> Split(string file, CancellationToken cancellationToken)
    {
        var parts = new List<string>();
        var keys = new List<string>();
        foreach (var line in File.ReadLines(file))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line.Length == 0)
                continue;
            keys.Add(line);
            if (line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
                keys.Add(line[(colon + 1)..]);
            if (keys.Count >= KeysInMemory)
                Flush();
        }
        Flush();
        return parts;

        void Flush()
        {
            keys.Sort(KeyOrder.Comparer);
            parts.Add(Path.Combine(_folder, $"part-{parts.Count}"));
            File.WriteAllLines(parts[^1], keys);
            keys.Clear();
        }
    }

    private void Merge(List<string> parts, CancellationToken cancellationToken)
    {
        using var sorted = new StreamWriter(_sorted);
        string? last = null;
        foreach (var key in KeyMerge.Merge(parts.Select(File.ReadLines)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (key == last)
                continue;
            sorted.WriteLine(last = key);
            Count++;
        }
    }
}
