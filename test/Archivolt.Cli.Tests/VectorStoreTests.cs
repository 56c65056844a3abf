using System.Text.Json;

namespace Archivolt.Cli.Tests;

/// <summary>The store directories recorded from the Nuxeo platform, through the command line.</summary>
public sealed class VectorStoreTests : CliTest
{
    public static TheoryData<string> Names => [.. VectorStore.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_existing_store_lists_reads_and_verifies_in_place(string name)
    {
        var store = VectorStore.All[name];
        var folder = Copy(store);

        var listed = (await RunAsync("ls", "default", "--json", "--store", folder)).ShouldExitWith(0).Json
            .ToDictionary(line => line.GetProperty("key").GetString()!, line => line.GetProperty("length").GetInt64(), StringComparer.Ordinal);
        listed.ShouldBe(store.Contents.ToDictionary(blob => $"default:{blob.Key}", blob => (long)blob.Value.Length), ignoreOrder: true);

        foreach (var (key, content) in store.Contents)
            (await RunAsync("get", $"default:{key}", "--store", folder)).ShouldExitWith(0).Bytes.ShouldBe(content, key);

        var sound = store.Contents.Count(blob => !store.Properties.ContainsKey("record"));
        (await RunAsync("verify", "--store", folder)).ShouldExitWith(0).Text.ShouldContain($": {sound} sound, 0 damaged");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_is_put_lands_where_the_platform_puts_it(string name)
    {
        var store = VectorStore.All[name];
        var folder = Copy(store);
        string[] how = ["--config", Configuration(store, folder)];
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "data"), "*", SearchOption.AllDirectories))
            File.Delete(file);
        var description = await File.ReadAllBytesAsync(Path.Combine(folder, "config.xml"));

        foreach (var blob in store.Blobs.Where(blob => blob.Key is not null))
        {
            string[] owner = blob.DocId is null ? [] : ["--document", blob.DocId];
            var put = (await RunWithInputAsync(blob.Content, ["put", "default", "-", .. owner, .. how])).ShouldExitWith(0);

            put.Text.ShouldBe($"default:{blob.Key}\t-\n");
            if (blob.File is not null)
                (await File.ReadAllBytesAsync(Path.Combine(folder, blob.File))).ShouldBe(blob.Content);
        }

        Directory.GetFiles(Path.Combine(folder, "data"), "*", SearchOption.AllDirectories).Length.ShouldBe(store.Contents.Count);
        (await File.ReadAllBytesAsync(Path.Combine(folder, "config.xml"))).ShouldBe(description);
    }

    // The provider as the recorded properties say.
    private string Configuration(VectorStore store, string folder)
    {
        var provider = new Dictionary<string, string> { ["Type"] = "File", ["Path"] = folder };
        if (DigestOf(store) is { } digest)
            provider["Digest"] = digest;
        if (store.Properties.TryGetValue("keyStrategy", out var strategy))
            provider["KeyStrategy"] = strategy;
        if (store.Properties.TryGetValue("record", out var record))
            provider["Record"] = record;
        return NewFile("archivolt.json", JsonSerializer.Serialize(new { Archivolt = new { Providers = new { @default = provider } } }));
    }

    // A property sets the digest of the platform's blob provider, which looks into config.xml only for the depth; its binary managers do the opposite.
    private static string? DigestOf(VectorStore store) =>
        store.Class == "LocalBlobProvider" ? store.Properties.GetValueOrDefault("digest", "MD5") : null;

    private string Copy(VectorStore store)
    {
        var (from, to) = (store.Directory, Path.Combine(Folder, store.Folder));
        foreach (var directory in (string[])[from, .. Directory.GetDirectories(from, "*", SearchOption.AllDirectories)])
            Directory.CreateDirectory(directory.Replace(from, to, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
        Directory.CreateDirectory(Path.Combine(to, "data")); // git keeps no empty directory
        return to;
    }
}
