using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;
using Archivolt.Testing.Disk;

namespace Archivolt.Tests.Stores.Files;

/// <summary>What a file store promises beyond the contract.</summary>
public sealed class FileStoreBehaviourTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    private string Home => _directory["store"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_blob_is_a_read_only_file_that_others_may_send()
    {
        await using var store = FileStore.Open(new FileStoreOptions { Path = Home });
        await WriteAsync(store, "acbd18db4cc2f85cedef654fccc4a4d8", "foo");
        var path = store.PathOf("acbd18db4cc2f85cedef654fccc4a4d8");
        path.ShouldBe(Path.Combine(Home, "data/ac/bd/acbd18db4cc2f85cedef654fccc4a4d8"));
        (File.GetUnixFileMode(path) & (UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.OtherRead)).ShouldBe(UnixFileMode.None);
        (await File.ReadAllTextAsync(path)).ShouldBe("foo");
    }

    [Fact]
    public async Task Writing_again_keeps_the_very_file_and_makes_it_young()
    {
        await using var store = FileStore.Open(new FileStoreOptions { Path = Home });
        await WriteAsync(store, "abcdef", "content");
        var path = store.PathOf("abcdef");
        var file = LocalDisk.Instance.Stat(path)!.Value.Identity;
        foreach (var again in new Func<Task>[] { () => WriteAsync(store, "abcdef", "content"), async () => await store.TouchAsync("abcdef") })
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-30));
            await again();
            (await store.StatAsync("abcdef"))!.Value.Modified.ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddHours(-1));
            LocalDisk.Instance.Stat(path)!.Value.Identity.ShouldBe(file);
        }
        Directory.GetFiles(Path.Combine(Home, "tmp")).ShouldBeEmpty();
        (await store.TouchAsync("absent")).ShouldBeNull();
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_is_in_the_way_of_content_and_is_named()
    {
        await using var store = FileStore.Open(new FileStoreOptions { Path = Home });
        await WriteAsync(store, "abcdef", "other");
        await WriteAsync(store, "abcd00", "content");
        File.Delete(store.PathOf("abcdef"));
        File.CreateSymbolicLink(store.PathOf("abcdef"), "nowhere");

        var refusal = await Should.ThrowAsync<BlobException>(() => WriteAsync(store, "abcdef", "content"));

        refusal.Error.ShouldBe(BlobError.Conflict);
        refusal.Message.ShouldContain($"'{store.PathOf("abcdef")}' is in the way: it is a symbolic link that leads nowhere.");
        Directory.GetFiles(Path.Combine(Home, "tmp")).ShouldBeEmpty();
        File.Delete(store.PathOf("abcdef"));
        await WriteAsync(store, "abcdef", "content");
    }

    [Fact]
    public async Task A_file_that_cannot_be_looked_at_hides_no_other_one()
    {
        await using var store = FileStore.Open(new FileStoreOptions { Path = Home });
        foreach (var key in new[] { "aaaa", "bbbb", "cccc" })
            await WriteAsync(store, key, "content");
        File.Delete(store.PathOf("bbbb"));
        File.CreateSymbolicLink(store.PathOf("bbbb"), "bbbb");
        var keys = new List<string>();

        var failure = await Should.ThrowAsync<BlobException>(async () =>
        {
            await foreach (var blob in store.ListAsync())
                keys.Add(blob.Key);
        });

        keys.ShouldBe(["aaaa", "cccc"]);
        failure.Key.ShouldBe("bbbb");
    }

    [Fact]
    public async Task A_duplicate_known_to_be_durable_costs_a_look_up_and_no_sync()
    {
        var calls = new List<string>();
        await using var store = FileStore.Open(new FileStoreOptions { Path = "/srv/store", Disk = new WatchedDisk(new CrashDisk(), call => calls.Add(call.Operation)) });
        await WriteAsync(store, "abcdef", "content");
        calls.Clear();
        (await store.TouchAsync("abcdef")).ShouldNotBeNull();
        calls.ShouldBe(["Touch", "Stat"]);
    }

    [Fact]
    public async Task A_file_that_becomes_shorter_under_its_reader_fails_instead_of_ending_early()
    {
        await using var store = FileStore.Open(new FileStoreOptions { Path = Home });
        await WriteAsync(store, "abcdef", new string('x', 100_000));
        await using var content = await store.OpenAsync("abcdef");
        var path = store.PathOf("abcdef");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using (var file = File.OpenWrite(path))
            file.SetLength(40_000);
        var exception = await Should.ThrowAsync<BlobException>(() => content.Body.CopyToAsync(Stream.Null));
        exception.Error.ShouldBe(BlobError.Damaged);
        exception.Message.ShouldContain("40000");
    }

    [Fact]
    public async Task What_is_no_blob_is_not_listed()
    {
        await using var store = FileStore.Open(new FileStoreOptions { Path = Home });
        await WriteAsync(store, "abcdef", "content");
        foreach (var foreign in new[] { "bin_1.tmp", "ab/cd/bin_2.tmp", "ab/cd/abce", "ab/cd/%zz", "xy/zz/abcdef", "loose", "ab/loose", "000/abcdef", "%z/zz/%zzzz", "ab/cd/abcd:x" })
        {
            var path = Path.Combine(Home, "data", foreign);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, "foreign");
        }
        Directory.CreateDirectory(Path.Combine(Home, "data/ab/cd/abcd-directory"));
        (await KeysAsync(store)).ShouldBe(["abcdef"]);
        (await store.StatAsync("abcd-directory")).ShouldBeNull();
        var blocked = await Should.ThrowAsync<BlobException>(() => WriteAsync(store, "abcd-directory", "content"));
        blocked.Error.ShouldBe(BlobError.Conflict);
        Directory.GetFiles(Path.Combine(Home, "tmp")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_are_in_order_across_plain_short_and_escaped_names_in_every_layout()
    {
        string[] pieces = ["a", "Z", "~", "!", " ", "é", "\uffee", "😀", "/", ":", "\t", "0", "%"];
        var keys = (from one in pieces from two in pieces from rest in new[] { "", "b", "/b", "bcdef" } select one + two + rest).Concat(pieces).Concat([".", ".."]).ToList();
        var ordered = keys.Order(KeyOrder.Comparer).ToList();
        for (var depth = 0; depth < 4; depth++)
        {
            await using var store = FileStore.Open(new FileStoreOptions { Path = "/srv/store", Disk = new CrashDisk(), Layout = PathLayout.SubDirectories(depth), Durability = Durability.None });
            foreach (var key in keys)
                await WriteAsync(store, key, key);
            (await KeysAsync(store)).ShouldBe(ordered);
            foreach (var after in ordered.Where((_, index) => index % 41 == 0))
                (await KeysAsync(store, after)).ShouldBe(ordered.SkipWhile(key => key != after).Skip(1));
        }
    }

    [Fact]
    public async Task Escaped_keys_are_listed_in_windows_of_bounded_size()
    {
        var disk = new CrashDisk();
        await using var store = FileStore.Open(new FileStoreOptions { Path = "/srv/store", Disk = disk, Layout = PathLayout.SubDirectories(1), Durability = Durability.None });
        var keys = Enumerable.Range(0, 60).Select(number => $"{(char)('a' + (number * 7 % 26))}/{number}").Order(StringComparer.Ordinal).ToList();
        foreach (var key in keys)
            await WriteAsync(store, key, key);
        var passes = 0;
        var listing = new FileListing(new WatchedDisk(disk, call => passes += call.Path == "/srv/store/data/" ? 1 : 0), "/srv/store/data", store.Layout, window: 25);
        listing.Keys(after: null).ShouldBe(keys);
        passes.ShouldBe(4, "one pass for the plain directories, three windows");
    }

    [Fact]
    public async Task A_shortened_store_takes_long_keys_and_says_that_it_cannot_list()
    {
        await using var store = FileStore.Open(new FileStoreOptions { Path = Home, Layout = PathLayout.Shortened });
        var key = new string('é', 1024);
        await WriteAsync(store, key, "content");
        (await store.StatAsync(key)).ShouldNotBeNull().Length.ShouldBe(7);
        (await Should.ThrowAsync<BlobException>(() => WriteAsync(store, key + "é", "content"))).Error.ShouldBe(BlobError.InvalidKey);
        (await Should.ThrowAsync<BlobException>(() => KeysAsync(store))).Error.ShouldBe(BlobError.Unsupported);
        (await store.DeleteAsync(key, DeletionProof.ForTest)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_directory_removed_behind_the_store_s_back_is_made_again()
    {
        await using var store = FileStore.Open(new FileStoreOptions { Path = Home });
        await WriteAsync(store, "abcdef", "content");
        await store.DeleteAsync("abcdef", DeletionProof.ForTest);
        Directory.Delete(Path.Combine(Home, "data/ab"), recursive: true);
        await WriteAsync(store, "abcdef", "content");
        (await KeysAsync(store)).ShouldBe(["abcdef"]);
    }

    [Fact]
    public async Task A_draft_whose_file_vanished_fails_clearly()
    {
        await using var store = FileStore.Open(new FileStoreOptions { Path = Home });
        await using var draft = await store.BeginWriteAsync();
        await draft.Body.WriteAsync("content"u8.ToArray());
        foreach (var file in Directory.GetFiles(Path.Combine(Home, "tmp")))
            File.Delete(file);
        var exception = await Should.ThrowAsync<BlobException>(async () => await draft.CommitAsync("abcdef"));
        exception.Message.ShouldContain("is gone");
        (await store.StatAsync("abcdef")).ShouldBeNull();
    }

    private static async Task WriteAsync(FileStore store, string key, string content)
    {
        await using var draft = await store.BeginWriteAsync();
        await draft.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content));
        await draft.CommitAsync(key);
    }

    private static async Task<List<string>> KeysAsync(FileStore store, string? after = null)
    {
        var keys = new List<string>();
        await foreach (var blob in store.ListAsync(after))
            keys.Add(blob.Key);
        return keys;
    }
}
