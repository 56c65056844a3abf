using System.Text.RegularExpressions;
using Archivolt.Stores.Files;
using Archivolt.Testing.Disk;

namespace Archivolt.Tests.Stores.Files;

/// <summary>
/// Looks at a disk before each of its operations and keeps every state that a power cut would have left there, with what had been
/// acknowledged by then.
/// </summary>
/// <param name="disk">The disk.</param>
/// <param name="seen">States that other histories have seen already, unfinished files' own names aside; they are not looked at again.</param>
internal sealed partial class CrashHistory(CrashDisk disk, HashSet<string>? seen = null)
{
    private readonly List<(DiskImage Image, string Acknowledged)> _states = [];
    private readonly HashSet<string> _seen = seen ?? new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, string?> _acknowledged = new(StringComparer.Ordinal);

    public int Count => _states.Count;

    /// <summary>The watcher to put on the disk.</summary>
    public void Look(DiskCall call) => Look();

    public void Look()
    {
        lock (_lock)
        {
            var acknowledged = string.Join(' ', _acknowledged.Select(fact => $"{fact.Key}={fact.Value}"));
            foreach (var image in disk.AfterPowerCut())
            {
                if (_seen.Add($"{acknowledged}\n{UnfinishedName().Replace(image.Text, "/tmp/unfinished")}"))
                    _states.Add((image, acknowledged));
            }
        }
    }

    /// <summary>Drops the states seen so far.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _states.Clear();
            _seen.Clear();
        }
    }

    /// <summary>How many of the states have no file named after the key.</summary>
    public int ImagesWithout(string key) =>
        _states.Count(state => !state.Image.Entries.Any(entry => entry.Path.EndsWith($"/{key}", StringComparison.Ordinal)));

    /// <summary>From here on the content must be there: <c>key=text</c>, or <c>key=</c> for a deleted blob.</summary>
    public void Acknowledge(string key, string? text)
    {
        lock (_lock)
            _acknowledged[key] = text;
    }

    /// <summary>Opens a store over every state: acknowledged is there and whole, all else absent or whole, nothing unfinished is left.</summary>
    /// <param name="options">How the store is opened.</param>
    /// <param name="attempted">Everything that was ever written: key and contents.</param>
    public async Task CheckAsync(FileStoreOptions options, params (string Key, string[] Contents)[] attempted)
    {
        foreach (var (image, acknowledged) in _states)
        {
            var booted = image.Boot();
            await using var store = FileStore.Open(options with { Disk = booted });
            booted.Enumerate($"{options.Path}/tmp").ShouldBeEmpty($"leftovers are swept: {image}");
            var found = await ContentsAsync(store);
            foreach (var (key, content) in found)
                attempted.ShouldContain(write => write.Key == key && write.Contents.Contains(content), $"'{key}' holds '{content}' after {image}");
            foreach (var fact in acknowledged.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (fact.EndsWith('='))
                    found.Keys.ShouldNotContain(fact[..^1], $"was deleted; {image}");
                else
                    found.Select(blob => $"{blob.Key}={blob.Value}").ShouldContain(fact, $"was acknowledged; {image}");
            }
        }
    }

    private static async Task<Dictionary<string, string>> ContentsAsync(FileStore store)
    {
        var contents = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var blob in store.ListAsync())
        {
            using var reader = new StreamReader((await store.OpenAsync(blob.Key)).Body);
            contents[blob.Key] = await reader.ReadToEndAsync();
        }
        return contents;
    }

    [GeneratedRegex(@"/tmp/\S+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UnfinishedName();
}
