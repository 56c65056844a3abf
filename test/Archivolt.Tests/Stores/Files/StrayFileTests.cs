using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;
using Archivolt.Testing.Disk;

namespace Archivolt.Tests.Stores.Files;

/// <summary>What strangers put into a store's directory hides nothing, is served to nobody and is named.</summary>
public sealed class StrayFileTests : IDisposable
{
    private const string Foo = "acbd18db4cc2f85cedef654fccc4a4d8";

    private readonly TestDirectory _directory = new();

    private string Home => _directory["store"];

    public static TheoryData<string, StrayReason> Strangers => new()
    {
        { "data/.DS_Store", StrayReason.NotAKey },
        { "data/README", StrayReason.NotAKey },
        { "data/Thumbs.db", StrayReason.NotAKey },
        { $"data/{Foo}", StrayReason.WrongPlace },
        { "data/1234-ab", StrayReason.NotAKey },
        { "data/ac/.nfs0001", StrayReason.NotAKey },
        { $"data/ac/{Foo}", StrayReason.WrongPlace },
        { "data/ac/bd/notes.txt", StrayReason.NotAKey },
        { $"data/37/b5/{Foo}", StrayReason.WrongPlace },
        { "data/ac/bd/README", StrayReason.NotAKey },
        { "data/lost+found/#1234", StrayReason.NotAKey },
    };

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Strangers))]
    public async Task A_stray_file_hides_nothing_and_is_named(string path, StrayReason reason)
    {
        string key;
        await using (var provider = Open())
            key = (await provider.WriteAsync(BlobSource.FromText("content"))).Key.Key;
        var stray = Write(path, "foo");

        await using var again = Open();
        (await again.ListAsync().ToListAsync()).ShouldHaveSingleItem().Key.ShouldBe(key);
        (await again.VerifyAsync(key)).Health.ShouldBe(BlobHealth.Sound);
        var found = await new StrayContent(new BlobManager([again])).ListAsync("default").ToListAsync();
        var expected = path.Contains("lost+found", StringComparison.Ordinal) ? Path.GetDirectoryName(stray) : stray;
        found.ShouldHaveSingleItem().ShouldSatisfyAllConditions(file => file.Path.ShouldBe(expected), file => file.Reason.ShouldBe(reason));
        File.Exists(stray).ShouldBeTrue();
    }

    [Fact]
    public async Task A_new_store_is_made_beside_a_stray_file()
    {
        Write("data/.DS_Store", "");
        await using var provider = Open();
        var key = (await provider.WriteAsync(BlobSource.FromText("content"))).Key.Key;
        File.Exists(Path.Combine(Home, "data", key[..2], key[2..4], key)).ShouldBeTrue();
    }

    [Fact]
    public async Task Files_of_another_depth_than_config_xml_says_are_a_finding()
    {
        await using (var provider = Open(depth: 1))
            await provider.WriteAsync(BlobSource.FromText("content"));
        File.WriteAllText(Path.Combine(Home, "config.xml"), "<binary-store><digest>SHA-256</digest><depth>2</depth></binary-store>");

        await using var again = Open();
        (await again.ListAsync().CountAsync()).ShouldBe(0);
        (await StraysAsync(again)).ShouldHaveSingleItem().Reason.ShouldBe(StrayReason.WrongPlace);
    }

    [Fact]
    public async Task Files_deeper_than_config_xml_says_are_a_finding()
    {
        await using (var provider = Open(depth: 3))
            await provider.WriteAsync(BlobSource.FromText("content"));
        File.WriteAllText(Path.Combine(Home, "config.xml"), "<binary-store><digest>SHA-256</digest><depth>1</depth></binary-store>");

        await using var again = Open();
        (await StraysAsync(again)).ShouldHaveSingleItem().Reason.ShouldBe(StrayReason.WrongPlace);
    }

    [Fact]
    public async Task Providers_that_share_a_place_are_no_strangers_to_each_other()
    {
        await using var digests = Open();
        await using var records = new BlobProvider("records",
            FileStore.Open(new FileStoreOptions { Path = Home, Layout = PathLayout.Flat }), new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) });
        await digests.WriteAsync(BlobSource.FromText("content"));
        await records.WriteAsync(BlobSource.FromText("record"), new BlobOwner("default", Guid.NewGuid().ToString(), "content"));
        var stray = Write("data/.DS_Store", "");

        var content = new StrayContent(new BlobManager([digests, records]));
        (await content.ListAsync("default").ToListAsync()).ShouldHaveSingleItem().Path.ShouldBe(stray);
        (await content.ListAsync("records").ToListAsync()).ShouldAllBe(file => file.Path == ".DS_Store");
    }

    [Fact]
    public async Task A_directory_that_cannot_be_read_keeps_nothing_else_from_being_listed_and_fails_the_listing_at_its_end()
    {
        var keys = new List<string>();
        await using (var provider = Open())
        {
            for (var i = 0; i < 20; i++)
                keys.Add((await provider.WriteAsync(BlobSource.FromText($"content {i}"))).Key.Key);
        }
        keys.Sort(KeyOrder.Comparer);
        var unreadable = $"{Home}/data/{keys[0][..2]}";
        var disk = new WatchedDisk(LocalDisk.Instance, call =>
        {
            if (call.Operation == nameof(IDisk.Enumerate) && call.Path.TrimEnd('/') == unreadable)
                throw new DiskException(BlobError.IO, $"Could not list '{call.Path}': permission denied.");
        });
        await using var again = Open(disk: disk);

        var listed = new List<string>();
        var failure = await Should.ThrowAsync<BlobException>(async () =>
        {
            await foreach (var blob in again.ListAsync())
                listed.Add(blob.Key);
        });
        listed.ShouldBe(keys.Where(key => !key.StartsWith(keys[0][..2], StringComparison.Ordinal)));
        failure.Error.ShouldBe(BlobError.IO);
        failure.Message.ShouldContain("everything else was");
        var found = (await StraysAsync(Open(disk: disk), orFails: true)).ShouldHaveSingleItem();
        (found.Path, found.Reason).ShouldBe((unreadable, StrayReason.Unreadable));
    }

    private static async Task<List<StrayFile>> StraysAsync(BlobProvider provider, bool orFails = false)
    {
        var found = new List<StrayFile>();
        try
        {
            await foreach (var stray in new StrayContent(new BlobManager([provider])).ListAsync("default"))
                found.Add(stray);
        }
        catch (BlobException) when (orFails)
        {
            // The keys cannot all be listed either.
        }
        return found;
    }

    private BlobProvider Open(int? depth = null, IDisk? disk = null) => new("default",
        FileStore.Open(new FileStoreOptions { Path = Home, Layout = depth is { } levels ? PathLayout.SubDirectories(levels) : null, Disk = disk }));

    private string Write(string path, string text)
    {
        var full = Path.Combine(Home, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }
}
