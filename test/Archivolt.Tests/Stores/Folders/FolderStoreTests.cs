using System.Diagnostics;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Stores.Folders;
using Archivolt.Testing;
using Archivolt.Testing.Disk;

namespace Archivolt.Tests.Stores.Folders;

public sealed class FolderStoreTests : BlobStoreContract
{
    private readonly TestDirectory _directory = new();

    protected override string Root => _directory["root"];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock)
    {
        Directory.CreateDirectory(Root);
        return new(new FolderStore(Root, "pictures"));
    }

    protected override async ValueTask PutAsync(string key, ReadOnlyMemory<byte> content)
    {
        var path = Path.Combine(Root, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, content);
    }

    [Fact]
    public async Task An_absolute_path_under_the_root_is_a_key_too()
    {
        await PutAsync("sub/a.txt", Content(10));
        (await ReadAsync(Path.Combine(Root, "sub/a.txt"))).ShouldBe(Content(10));
        (await ReadAsync("/sub/a.txt")).ShouldBe(Content(10));
        (await Store.StatAsync(Path.Combine(Root + "suffix", "a.txt"))).ShouldBeNull();
    }

    [Fact]
    public async Task Two_dots_are_refused_as_a_part_only()
    {
        await PutAsync("we..ird.txt", Content(3));
        await PutAsync("...", Content(4));
        (await ReadAsync("we..ird.txt")).ShouldBe(Content(3));
        (await ReadAsync("...")).ShouldBe(Content(4));
        foreach (var key in new[] { "..", "../root/we..ird.txt", "sub/../we..ird.txt", "sub/..", $"{Root}/../root/we..ird.txt" })
            (await ErrorAsync(key)).ShouldBe(BlobError.InvalidKey, key);
    }

    [Fact]
    public async Task Links_are_followed_inside_the_root_and_refused_out_of_it()
    {
        await PutAsync("sub/a.txt", Content(10));
        var outside = _directory["outside.txt"];
        await File.WriteAllTextAsync(outside, "secret");
        Directory.CreateDirectory(_directory["rootsuffix"]);
        await File.WriteAllTextAsync(_directory["rootsuffix/x.txt"], "secret");
        Link("inside", "sub/a.txt");
        Link("by-two", "inside");
        Link("outside", outside);
        Link("outside-by-two", "outside");
        Link("relative", "../outside.txt");
        Link("directory", _directory["rootsuffix"]);
        Link("dangling", "nowhere");
        Link("circle", "circle");
        Link("sub/up", "..");

        (await ReadAsync("inside")).ShouldBe(Content(10));
        (await ReadAsync("by-two")).ShouldBe(Content(10));
        (await ReadAsync("sub/up/sub/a.txt")).ShouldBe(Content(10));
        foreach (var key in new[] { "outside", "outside-by-two", "relative", "directory/x.txt", "sub/up/outside" })
        {
            (await ErrorAsync(key)).ShouldBe(BlobError.InvalidKey, key);
            await Should.ThrowAsync<BlobException>(async () => await ((FolderStore)Store).FindFileAsync(key));
        }
        (await ErrorAsync("dangling")).ShouldBe(BlobError.NotFound);
        (await ErrorAsync("circle")).ShouldBe(BlobError.IO);
    }

    [Fact]
    public async Task A_listing_has_linked_files_but_walks_no_linked_directory()
    {
        await PutAsync("sub/a.txt", Content(10));
        await File.WriteAllTextAsync(_directory["outside.txt"], "secret");
        Link("inside", "sub/a.txt");
        Link("outside", _directory["outside.txt"]);
        Link("dangling", "nowhere");
        Link("sub/up", "..");
        Link("away", _directory[""]);
        (await ListAsync()).Select(blob => (blob.Key, blob.Length)).ShouldBe([("inside", 10), ("sub/a.txt", 10)]);
    }

    [Fact]
    public async Task The_root_itself_may_be_a_link()
    {
        await PutAsync("a.txt", Content(10));
        File.CreateSymbolicLink(_directory["linked-root"], Root);
        await using var store = new FolderStore(_directory["linked-root"]);
        (await store.StatAsync("a.txt")).ShouldNotBeNull();
        (await store.FindFileAsync("a.txt")).ShouldBe(Path.Combine(Root, "a.txt"));
        (await store.ListAsync().CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Only_regular_files_are_blobs_and_nothing_waits_for_a_pipe()
    {
        Directory.CreateDirectory(Path.Combine(Root, "directory"));
        using (var pipe = Process.Start("mkfifo", Path.Combine(Root, "pipe")))
            await pipe.WaitForExitAsync();
        foreach (var key in new[] { "pipe", "directory", "directory/", "." })
            (await ErrorAsync(key)).ShouldBe(BlobError.NotFound, key);
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task With_the_root_of_the_machine_keys_are_absolute_paths()
    {
        await PutAsync("a.txt", Content(10));
        var path = Path.Combine(Root, "a.txt");
        await using var machine = new FolderStore("/");
        (await machine.StatAsync(path))!.Value.Length.ShouldBe(10);
        (await machine.FindFileAsync(path)).ShouldBe(path);
        (await machine.DescribeAsync(new BlobInfo { Key = new BlobKey("fs", path) })).Key.ShouldBe(new BlobKey("fs", path));
        await foreach (var first in machine.ListAsync(after: path[..^1]))
        {
            first.Key.ShouldBe(path);
            break;
        }
    }

    [Fact]
    public async Task A_directory_that_cannot_be_read_hides_nothing_else_and_is_named()
    {
        foreach (var file in new[] { "a.txt", "closed/b.txt", "open/c.txt" })
            await PutAsync(file, Content(1));
        await using var store = new FolderStore(Root, "pictures", new WatchedDisk(LocalDisk.Instance, call =>
        {
            if (call.Operation == "Enumerate" && call.Path.EndsWith("/closed", StringComparison.Ordinal))
                throw new DiskException(BlobError.PermissionDenied, $"Could not list '{call.Path}': Permission denied.");
        }));
        var keys = new List<string>();

        var failure = await Should.ThrowAsync<BlobException>(async () =>
        {
            await foreach (var blob in store.ListAsync())
                keys.Add(blob.Key);
        });

        keys.ShouldBe(["a.txt", "open/c.txt"]);
        (failure.Error, failure.Message).ShouldBe((BlobError.PermissionDenied,
            $"One directory could not be listed, everything else was. Could not list '{Root}/closed': Permission denied. (store Folder \"pictures\")"));
        var stray = (await store.ListStrayFilesAsync().ToListAsync()).ShouldHaveSingleItem();
        (stray.Path, stray.Reason).ShouldBe(($"{Root}/closed", StrayReason.Unreadable));
    }

    [Fact]
    public async Task A_file_that_cannot_be_looked_at_hides_no_other_one()
    {
        await PutAsync("a.txt", Content(1));
        Link("circle", "circle");
        await PutAsync("z.txt", Content(1));
        var keys = new List<string>();

        var failure = await Should.ThrowAsync<BlobException>(async () =>
        {
            await foreach (var blob in Store.ListAsync())
                keys.Add(blob.Key);
        });

        keys.ShouldBe(["a.txt", "z.txt"]);
        failure.Key.ShouldBe("circle");
    }

    [Fact]
    public async Task A_name_that_is_no_text_is_named_though_no_key_can_be()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere every name is text.");
        await PutAsync("good.txt", Content(1));
        await PutAsync("odd\uFFFD.txt", Content(1));
        await ShellAsync("printf x > $'bad\\xff.txt' && mkdir $'dir\\xfe' && printf x > $'dir\\xfe/in.txt'");
        try
        {
            (await ListAsync()).Select(blob => blob.Key).ShouldBe(["good.txt", "odd\uFFFD.txt"]);
            var strays = await ((IFindsStrayFiles)Store).ListStrayFilesAsync().ToListAsync();
            strays.Select(stray => (stray.Path, stray.Reason)).ShouldBe(
                [($"{Root}/bad\uFFFD.txt", StrayReason.NotAKey), ($"{Root}/dir\uFFFD", StrayReason.NotAKey)], ignoreOrder: true);
        }
        finally
        {
            await ShellAsync("rm -r bad* dir*");
        }

        // .NET can neither write nor delete such names.
        async Task ShellAsync(string script)
        {
            using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = Root })!;
            await shell.WaitForExitAsync();
            shell.ExitCode.ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_tree_that_is_not_there_is_not_an_empty_tree()
    {
        Directory.Delete(Root);
        (await ErrorAsync("a.txt")).ShouldBe(BlobError.Unavailable);
        (await Should.ThrowAsync<BlobException>(() => ListAsync())).Error.ShouldBe(BlobError.Unavailable);
        (await Should.ThrowAsync<BlobException>(async () => await Store.StatAsync("a.txt"))).Message
            .ShouldBe($"The folder '{Root}' is not there. Is it mounted? (store Folder \"pictures\")");
    }

    [Fact]
    public async Task A_file_that_shrinks_while_it_is_read_is_an_error()
    {
        await PutAsync("a.txt", Content(500_000));
        await using var content = await Store.OpenAsync("a.txt");
        (await content.Body.ReadAsync(new byte[10])).ShouldBe(10);
        await PutAsync("a.txt", Content(100));
        (await Should.ThrowAsync<BlobException>(() => content.Body.CopyToAsync(Stream.Null))).Error.ShouldBe(BlobError.Damaged);
    }

    [Fact]
    public async Task A_description_keeps_what_the_reference_says()
    {
        await PutAsync("sub/a.txt", "hello"u8.ToArray());
        var reference = new BlobInfo { Key = new BlobKey("fs", Path.Combine(Root, "sub/a.txt")), MediaType = "text/plain", Encoding = "UTF-8", Length = 77 };
        var described = await ((FolderStore)Store).DescribeAsync(reference);
        described.ShouldBe(reference with { Key = new BlobKey("fs", "sub/a.txt"), Length = 5, FileName = "a.txt", Digest = "5d41402abc4b2a76b9719d911017c592" });
        (await ((FolderStore)Store).DescribeAsync(reference with { Digest = "given", FileName = "name" })).ShouldSatisfyAllConditions(
            info => info.Digest.ShouldBe("given"),
            info => info.FileName.ShouldBe("name"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("relative/path")]
    [InlineData("/nul\0l")]
    public void A_root_is_an_absolute_path(string root) =>
        Should.Throw<BlobException>(() => new FolderStore(root)).Error.ShouldBe(BlobError.Configuration);

    private void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(Root, name), target);

    private async Task<BlobError> ErrorAsync(string key) => (await Should.ThrowAsync<BlobException>(async () => await Store.OpenAsync(key), key)).Error;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }
}
