using Archivolt.Blobs;
using Archivolt.Stores.Files;
using Archivolt.Testing;

namespace Archivolt.Tests.Stores.Files;

/// <summary>The operating system's own refusals reach the caller as what they mean.</summary>
public sealed class PosixDiskTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly PosixDisk _disk = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_full_disk_is_no_space()
    {
        const int WriteOnly = 1;
        using var full = new PosixFile(Libc.Open("/dev/full", WriteOnly), "/dev/full", default);
        var exception = Should.Throw<DiskException>(() => full.Write(new byte[10], 0));
        exception.Error.ShouldBe(BlobError.NoSpace);
        exception.Message.ShouldContain("/dev/full");
    }

    [Theory]
    [InlineData(5, BlobError.IO)]
    [InlineData(13, BlobError.PermissionDenied)]
    [InlineData(1, BlobError.PermissionDenied)]
    [InlineData(18, BlobError.Configuration)]
    [InlineData(28, BlobError.NoSpace)]
    [InlineData(30, BlobError.ReadOnly)]
    [InlineData(2, BlobError.NotFound)]
    [InlineData(12, BlobError.Unavailable)]
    [InlineData(23, BlobError.Unavailable)]
    [InlineData(24, BlobError.Unavailable)]
    public void Every_error_number_has_a_meaning_and_a_sentence(int number, BlobError error)
    {
        var exception = Errno.Failure("write", "/srv/x", number);
        exception.Error.ShouldBe(error);
        exception.Message.ShouldStartWith("Could not write '/srv/x': ");
        // Some calls go through .NET, which passes on the number.
        LocalDisk.Failure("write", "/srv/x", new IOException("It failed.", number)).Error.ShouldBe(error);
    }

    [Fact]
    public void A_sync_that_the_system_refuses_fails()
    {
        const int NotOpen = int.MaxValue;
        Should.Throw<DiskException>(() => new PosixFile(NotOpen, "file", default).Sync()).Error.ShouldBe(BlobError.IO);
        Should.Throw<DiskException>(() => new PosixFile(NotOpen, "directory", default).SyncEntries()).Error.ShouldBe(BlobError.IO);
        // The kernel shows a file here that it cannot sync.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux only.");
        Should.Throw<DiskException>(() => _disk.SyncFile("/proc/self/comm")).Message.ShouldContain("put on stable storage");
    }

    [Fact]
    public void A_file_is_cut_and_stays_read_only()
    {
        var path = _directory["file"];
        using (var file = _disk.Create(path))
            file.Write([1, 2, 3, 4], 0);

        _disk.Cut(path, 3).ShouldBeTrue();
        _disk.Cut(path, 9).ShouldBeTrue("a file that is shorter stays as it is");

        File.ReadAllBytes(path).ShouldBe([1, 2, 3]);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.GroupRead);
    }

    [Fact]
    public void What_is_not_there_is_told_apart_from_what_fails()
    {
        var absent = _directory["absent"];
        _disk.Cut(absent, 1).ShouldBeFalse();
        _disk.Stat(absent).ShouldBeNull();
        _disk.Open(absent).ShouldBeNull();
        _disk.Touch(absent).ShouldBeFalse();
        _disk.Delete(absent).ShouldBeFalse();
        _disk.SyncFile(absent).ShouldBeFalse();
        _disk.Enumerate(absent).ShouldBeEmpty();
        Should.Throw<DiskException>(() => _disk.SyncDirectory(absent)).Error.ShouldBe(BlobError.NotFound);
        Should.Throw<DiskException>(() => _disk.Create(_directory["absent/file"])).Error.ShouldBe(BlobError.NotFound);
        Should.Throw<DiskException>(() => _disk.Publish(absent, _directory["target"])).Error.ShouldBe(BlobError.NotFound);
        Should.Throw<DiskException>(() => _disk.Create("/proc/archivolt")).Message.ShouldContain("/proc/archivolt");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Publishing_never_replaces(bool hasExclusiveRename)
    {
        var disk = new PosixDisk(hasExclusiveRename);
        var (one, two, target) = (_directory["one"], _directory["two"], _directory["target"]);
        Write(disk, one, "one");
        Write(disk, two, "two");
        disk.Publish(one, target).ShouldBeTrue();
        disk.Publish(two, target).ShouldBeFalse();
        File.ReadAllText(target).ShouldBe("one");
        File.Exists(one).ShouldBeFalse();
        File.ReadAllText(two).ShouldBe("two");
        disk.Replace(two, target);
        File.ReadAllText(target).ShouldBe("two");
    }

    [Fact]
    public void Syncs_reach_the_operating_system()
    {
        Write(_disk, _directory["file"], "content");
        _disk.SyncFile(_directory["file"]).ShouldBeTrue();
        Should.NotThrow(() => _disk.SyncDirectory(_directory["."]));
        using var closed = _disk.Open(_directory["file"])!;
        closed.Close();
        Should.Throw<ObjectDisposedException>(closed.Sync);
    }

    [Fact]
    public void A_pipe_or_a_directory_is_no_file_to_open()
    {
        Directory.CreateDirectory(_directory["directory"]);
        _disk.Open(_directory["directory"]).ShouldBeNull();
        _disk.CreateDirectory(_directory["directory"]).ShouldBeFalse();
        _disk.Stat("/dev/null")!.Value.IsFile.ShouldBeFalse();
        _disk.Open("/dev/null").ShouldBeNull();
    }

    [Fact]
    public void A_file_s_identity_is_its_own()
    {
        Write(_disk, _directory["file"], "content");
        var first = _disk.Stat(_directory["file"])!.Value;
        _disk.Publish(_directory["file"], _directory["moved"]);
        _disk.Stat(_directory["moved"])!.Value.Identity.ShouldBe(first.Identity);
        Write(_disk, _directory["file"], "content");
        _disk.Stat(_directory["file"])!.Value.Identity.ShouldNotBe(first.Identity);
    }

    private static void Write(PosixDisk disk, string path, string content)
    {
        using var file = disk.Create(path);
        file.Write(System.Text.Encoding.UTF8.GetBytes(content), 0);
        file.Sync();
        file.Close();
    }
}
