using Archivolt.Blobs;
using Archivolt.Stores;
using Shouldly;
using Xunit;

namespace Archivolt.Testing;

// Keys are opaque: whatever they spell, they name a blob of their own or are refused, and never lead outside.
public abstract partial class BlobStoreContract
{
    private static readonly string[] PlainKeys =
    [
        .. DigestAlgorithm.All.Select(algorithm => algorithm.Hash("content"u8).Hex),
        "5d41402a-bc4b-2a76-b971-9d911017c592", "id-files-0-file", "id-files_files-0-file", "id@7-0", "a.txt", "x",
    ];

    private static readonly string[] AwkwardKeys =
    [
        "..", ".", "../escaped", "../../escaped", "../../../escaped", "../../../../escaped", "../../../../../escaped",
        "/escaped", "//escaped", "./escaped",
        "a/../../escaped", "a/./b", "a//b", "a/", "/", "%2e%2e%2fescaped", "..%2fescaped", "%252e%252e%252fescaped",
        "..\\escaped", "..\\..\\escaped",
        "\\escaped", "C:\\escaped", "C:escaped", "\\\\server\\share\\escaped", "file:///escaped", "~/escaped",
        "\u2025/escaped", "\uff0e\uff0e/escaped",
        "a\0b", "\0", "a\nb", "a\r\nb", "\t", " ", " a", "a ", "a.", "CON", "nul.txt", "COM1", "aux", "a:stream", "a*b?c\"<>|", "-rf", "--help",
        "%", "%00", "%zz", "$HOME", "`id`", "'; drop table blobs; --", "config.xml",
        "tmp", "data", "tmp/x", ".hidden", "é", "e\u0301", "日本語", "😀", "\u202Efdp",
        "\ud800", "\udc00x", "\uFFFD", new('k', 200), new('k', 255), new('k', 256), new('k', 1024), new('é', 200),
        string.Concat(Enumerable.Repeat("d/", 400)) + "x",
    ];

    [Fact]
    public async Task Digests_document_ids_and_file_names_are_keys()
    {
        foreach (var key in PlainKeys)
            await PutAsync(key, Content(key.Length));
        foreach (var key in PlainKeys)
            await ShouldHoldAsync(key, Content(key.Length));
        await ShouldListAsync(PlainKeys);
    }

    [Fact]
    public async Task An_empty_or_overlong_key_is_invalid_everywhere()
    {
        Store.Traits.MaxKeyLength.ShouldBePositive();
        foreach (var key in new[] { "", new string('k', Store.Traits.MaxKeyLength + 1) })
            await ShouldBeInvalidAsync(key);
    }

    [Fact]
    public async Task An_awkward_key_names_a_blob_of_its_own_or_is_invalid_and_nothing_outside_is_touched()
    {
        var outside = Bystanders();
        foreach (var key in AwkwardKeys.Where(key => key.Length <= Store.Traits.MaxKeyLength))
        {
            if (await IsUsableAsync(key))
            {
                var content = Content(100, seed: key.Length);
                await WriteAsync(key, content);
                await ShouldHoldAsync(key, content);
                await ShouldListAsync(key);
                (await Store.DeleteAsync(key, DeletionProof.ForTest)).ShouldBeTrue($"deleting {Shown(key)}");
            }
            Bystanders().ShouldBe(outside, $"outside after {Shown(key)}");
        }
        await ShouldListAsync();
    }

    [Fact]
    public async Task Keys_that_look_alike_stay_apart()
    {
        string[][] alikes =
        [
            ["key", "KEY", "Key"], ["é", "e\u0301"], ["a ", "a", " a", "a."], ["a%2fb", "a%2Fb", "a%252fb"],
            ["b/c", "b\\c", "b:c", "b%2fc"],
            ["\ud800", "\ud801", "\uFFFD", "%ef%bf%bd"], ["x\0y", "x", "x%00y"],
        ];
        foreach (var keys in alikes)
        {
            var usable = new List<string>();
            foreach (var key in keys)
            {
                if (!await IsUsableAsync(key))
                    continue;
                await WriteAsync(key, Content(50 + usable.Count));
                usable.Add(key);
            }
            for (var i = 0; i < usable.Count; i++)
                await ShouldHoldAsync(usable[i], Content(50 + i));
        }
    }

    [Fact]
    public async Task Random_keys_neither_collide_nor_escape()
    {
        const string Alphabet = "ab./\\%:~ \0é\ud83d\ude00-_2fF";
        var (outside, random, stored) = (Bystanders(), new Random(20), new SortedDictionary<string, int>(StringComparer.Ordinal));
        for (var i = 0; i < ManyBlobs; i++)
        {
            var key = new string(random.GetItems<char>(Alphabet, random.Next(1, 9)));
            if (stored.ContainsKey(key) || !await IsUsableAsync(key))
                continue;
            await WriteAsync(key, Content(i));
            stored.Add(key, i);
        }
        await ShouldListAsync(stored.Keys);
        foreach (var (key, length) in stored)
            await ShouldHoldAsync(key, Content(length));
        Bystanders().ShouldBe(outside);
    }

    /// <summary>True when the store takes the key; otherwise it must refuse it everywhere alike. Nothing may be there yet.</summary>
    private async Task<bool> IsUsableAsync(string key)
    {
        try
        {
            (await Store.StatAsync(key)).ShouldBeNull($"{Shown(key)} is not stored");
        }
        catch (BlobException exception) when (exception.Error == BlobError.InvalidKey)
        {
            await ShouldBeInvalidAsync(key);
            return false;
        }
        await FailsAsync(BlobError.NotFound, key, async () => await Store.OpenAsync(key));
        return Store.Traits.CanWrite;
    }

    /// <summary>True unless the store takes no such key.</summary>
    private async Task<bool> IsValidAsync(string key)
    {
        try
        {
            _ = await Store.StatAsync(key);
            return true;
        }
        catch (BlobException exception) when (exception.Error == BlobError.InvalidKey)
        {
            return false;
        }
    }

    private async Task ShouldBeInvalidAsync(string key)
    {
        await FailsAsync(BlobError.InvalidKey, key, async () => await Store.StatAsync(key));
        await FailsAsync(BlobError.InvalidKey, key, async () => await Store.OpenAsync(key));
        if (await RefusesWritesAsync())
            return;
        await FailsAsync(BlobError.InvalidKey, key, async () => await Store.DeleteAsync(key, DeletionProof.ForTest));
        await FailsAsync(BlobError.InvalidKey, key, async () => await WriteAsync(key, Content(10)));
    }

    /// <summary>Everything beside the store's own directory, with its content.</summary>
    private SortedDictionary<string, string> Bystanders()
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (Root is not { } root)
            return found;
        var parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(root))!;
        Directory.CreateDirectory(parent);
        foreach (var name in new[] { "escaped", "bystander" })
        {
            if (!File.Exists(Path.Combine(parent, name)))
                File.WriteAllText(Path.Combine(parent, name), "outside");
        }
        foreach (var path in Directory.EnumerateFileSystemEntries(parent, "*", SearchOption.AllDirectories))
        {
            if (!$"{path}/".StartsWith($"{Path.TrimEndingDirectorySeparator(root)}/", StringComparison.Ordinal))
                found[path] = File.Exists(path) ? File.ReadAllText(path) : "directory";
        }
        return found;
    }
}
