using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;
using Archivolt.Testing.Disk;

namespace Archivolt.Tests.Stores.Files;

public sealed class FileStoreOpeningTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    private string Home => _directory["store"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_new_store_says_what_it_is()
    {
        await using var store = Open();
        store.Traits.Name.ShouldBe("File \"store\"");
        store.Digest.ShouldBe(DigestAlgorithm.Sha256);
        store.Layout.ShouldBe(PathLayout.SubDirectories(2));
        File.ReadAllText(Path.Combine(Home, "config.xml")).ShouldContain("<digest>SHA-256</digest>");
        Directory.GetFileSystemEntries(Home).Select(Path.GetFileName).Order().ShouldBe(["config.xml", "data", "tmp"]);
    }

    [Fact]
    public async Task Its_location_is_the_same_through_a_link_and_differs_from_others()
    {
        await using var store = Open();
        Directory.CreateSymbolicLink(_directory["link"], Home);
        await using var linked = Open(new FileStoreOptions { Path = _directory["link"] });
        linked.Traits.Locations.ShouldBe(store.Traits.Locations);
        store.Traits.Locations[0].AbsoluteUri.ShouldEndWith("/store/");
        await using var awkward = Open(new FileStoreOptions { Path = _directory["a b#c%20?"] });
        awkward.Traits.Locations[0].LocalPath.ShouldEndWith("/a b#c%20?/");
    }

    [Theory]
    [InlineData("<binary-store>", "not well-formed")]
    [InlineData("", "not well-formed")]
    [InlineData("<other/>", "no element 'binary-store'")]
    [InlineData("<binary-store><depth>two</depth></binary-store>", "depth 'two'")]
    [InlineData("<binary-store><depth>-1</depth></binary-store>", "depth '-1'")]
    [InlineData("<binary-store><depth>99</depth></binary-store>", "depth '99'")]
    [InlineData("<binary-store><digest>SHA-999</digest><depth>2</depth></binary-store>", "digest 'SHA-999'")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><binary-store><digest>&e;</digest></binary-store>", "not well-formed")]
    public void A_config_xml_that_cannot_be_used_is_a_clear_error(string xml, string trouble)
    {
        WriteConfiguration(xml);
        var exception = Should.Throw<BlobException>(() => Open());
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldContain(trouble);
        exception.Message.ShouldContain(Path.Combine(Home, "config.xml"));
        Directory.Exists(Path.Combine(Home, "data")).ShouldBeFalse("nothing was made");
    }

    [Theory]
    [InlineData("<binary-store><digest> md5 </digest><depth> 1 </depth></binary-store>", "MD5", 1)]
    [InlineData("<binary-store><digest>SHA</digest></binary-store>", "SHA-1", 0)]
    [InlineData("<binary-store><depth>3</depth></binary-store>", "SHA-256", 3)]
    [InlineData("<component><binary-store a='b'><digest>SHA-512</digest><depth>2</depth></binary-store></component>", "SHA-512", 2)]
    public async Task A_config_xml_is_read_as_the_platform_reads_it(string xml, string digest, int depth)
    {
        WriteConfiguration(xml);
        await using var store = Open();
        store.Digest.Name.ShouldBe(digest);
        store.Layout.ShouldBe(PathLayout.SubDirectories(depth));
        File.ReadAllText(Path.Combine(Home, "config.xml")).ShouldBe(xml, "never rewritten");
    }

    [Fact]
    public async Task What_lies_in_data_never_decides_the_layout()
    {
        WriteConfiguration("<binary-store><digest>MD5</digest><depth>2</depth></binary-store>");
        Directory.CreateDirectory(Path.Combine(Home, "data", "ab"));
        File.WriteAllText(Path.Combine(Home, "data", "bin_1.tmp"), "unfinished");
        await using (var store = Open())
            store.Layout.ShouldBe(PathLayout.SubDirectories(2));
        File.WriteAllText(Path.Combine(Home, "data", "1234-ab"), "record");
        File.WriteAllText(Path.Combine(Home, "data", "acbd18db4cc2f85cedef654fccc4a4d8"), "foo");
        await using (var store = Open())
            store.Layout.ShouldBe(PathLayout.SubDirectories(2));
        await using (var store = Open(new FileStoreOptions { Path = Home, Layout = PathLayout.Flat }))
            store.Layout.ShouldBe(PathLayout.Flat, "what the options say holds");
    }

    [Fact]
    public void Directories_without_a_config_xml_are_not_guessed_at()
    {
        Directory.CreateDirectory(Path.Combine(Home, "data", "ab", "cd"));
        var exception = Should.Throw<BlobException>(() => Open());
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldContain("depth");
        File.Exists(Path.Combine(Home, "config.xml")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_directory_that_is_no_store_is_refused_where_one_must_exist(bool mustExist, bool readOnly)
    {
        var exception = Should.Throw<BlobException>(() => Open(new FileStoreOptions { Path = Home, MustExist = mustExist, ReadOnly = readOnly }));
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldContain("is no store");
        Directory.Exists(Home).ShouldBeFalse("nothing was made");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\0b")]
    public void A_path_that_cannot_be_one_is_a_clear_error(string path) =>
        Should.Throw<BlobException>(() => Open(new FileStoreOptions { Path = path })).Error.ShouldBe(BlobError.Configuration);

    [Fact]
    public void A_file_in_the_store_s_place_is_a_clear_error()
    {
        File.WriteAllText(Home, "");
        var exception = Should.Throw<BlobException>(() => Open());
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldContain("is a file");
    }

    [Fact]
    public async Task A_read_only_store_writes_nothing_at_all()
    {
        var disk = new CrashDisk();
        var options = new FileStoreOptions { Path = "/srv/store", Disk = disk };
        await using (var writable = FileStore.Open(options))
        {
            await using var draft = await writable.BeginWriteAsync();
            await draft.CommitAsync("empty");
        }
        string[] reading = ["Stat", "Enumerate", "Open", "Read"];
        var calls = new List<DiskCall>();
        await using var store = FileStore.Open(options with { Disk = new WatchedDisk(disk, calls.Add), ReadOnly = true });
        (await store.StatAsync("empty")).ShouldNotBeNull();
        await (await store.OpenAsync("empty")).DisposeAsync();
        store.Traits.CanWrite.ShouldBeFalse();
        (await Should.ThrowAsync<BlobException>(async () => await store.BeginWriteAsync())).Error.ShouldBe(BlobError.ReadOnly);
        (await Should.ThrowAsync<BlobException>(async () => await store.TouchAsync("empty"))).Error.ShouldBe(BlobError.ReadOnly);
        (await Should.ThrowAsync<BlobException>(async () => await store.DeleteAsync("empty", DeletionProof.ForTest))).Error.ShouldBe(BlobError.ReadOnly);
        calls.ShouldNotBeEmpty();
        calls.ShouldAllBe(call => reading.Contains(call.Operation));
    }

    [Fact]
    public async Task Leftovers_of_the_dead_go_at_once_those_of_strangers_when_they_are_old_those_of_the_living_never()
    {
        var temporary = Path.Combine(Home, "tmp");
        Directory.CreateDirectory(Path.Combine(temporary, "directory"));
        string[] foreign = ["bin_77.tmp", "create_77.tmp", "elsewhere_0_77_1.5.part"];
        var dead = $"{ProcessIdentity.Current[..ProcessIdentity.Current.LastIndexOf('_')]}_1.8.part";
        var living = $"{ProcessIdentity.Current}.9.part";
        // A machine of the same name with a process of the same number: only the boot differs.
        var parts = ProcessIdentity.Current.Split('_');
        var twin = $"{parts[0]}_{new string('0', 32)}-{parts[1].Split('-')[^1]}_{parts[2]}_1.5.part";
        foreach (var name in (string[])[.. foreign, dead, living, twin, "notes.txt"])
            File.WriteAllText(Path.Combine(temporary, name), "");
        var clock = new TestClock(DateTimeOffset.UtcNow);

        await using (Open(new FileStoreOptions { Path = Home, TimeProvider = clock }))
            Left().ShouldBe([.. foreign, living, twin, "directory", "notes.txt"], ignoreOrder: true);

        clock.Advance(TimeSpan.FromHours(25));
        await using (Open(new FileStoreOptions { Path = Home, TimeProvider = clock }))
            Left().ShouldBe([living, "directory", "notes.txt"], ignoreOrder: true);

        IEnumerable<string> Left() => Directory.GetFileSystemEntries(temporary).Select(path => Path.GetFileName(path));
    }

    [Fact]
    public async Task A_second_store_over_the_directory_leaves_the_first_one_s_drafts_alone()
    {
        await using var first = Open();
        await using var draft = await first.BeginWriteAsync();
        await draft.Body.WriteAsync("content"u8.ToArray());
        await using var second = Open();
        await draft.CommitAsync("blob");
        (await second.StatAsync("blob")).ShouldNotBeNull().Length.ShouldBe(7);
    }

    private FileStore Open(FileStoreOptions? options = null) => FileStore.Open(options ?? new FileStoreOptions { Path = Home });

    private void WriteConfiguration(string xml)
    {
        Directory.CreateDirectory(Home);
        File.WriteAllText(Path.Combine(Home, "config.xml"), xml);
    }
}
