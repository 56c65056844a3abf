namespace Archivolt.Cli.Tests;

public sealed class GetTests : CliTest
{
    private string Target => Path.Combine(Folder, "target.bin");

    [Fact]
    public async Task Get_writes_the_bytes_to_standard_output()
    {
        var content = Enumerable.Range(0, 1_000_000).Select(i => (byte)(i * 31)).ToArray();
        var key = await PutAsync(content);

        (await RunAsync("get", key, "--data", DataHome)).ShouldExitWith(0).Bytes.ShouldBe(content);
    }

    [Fact]
    public async Task Get_writes_a_file()
    {
        var key = await PutAsync("content");

        (await RunAsync("get", key, "-o", Target, "--data", DataHome)).ShouldExitWith(0).Text.ShouldBe($"{key}\t{Target}\n");

        (await File.ReadAllTextAsync(Target)).ShouldBe("content");
        Directory.GetFiles(Folder).ShouldBe([Target]);
    }

    [Fact]
    public async Task Get_replaces_a_file_only_when_told_to()
    {
        var key = await PutAsync("new");
        NewFile("target.bin", "old");

        (await RunAsync("get", key, "-o", Target, "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("--force");
        (await File.ReadAllTextAsync(Target)).ShouldBe("old");

        (await RunAsync("get", key, "-o", Target, "--force", "--data", DataHome)).ShouldExitWith(0);
        (await File.ReadAllTextAsync(Target)).ShouldBe("new");
    }

    [Theory]
    [InlineData("0-0", "0")]
    [InlineData("2-4", "234")]
    [InlineData("7-", "789")]
    [InlineData("-3", "789")]
    [InlineData("8-100", "89")]
    [InlineData("-100", "0123456789")]
    public async Task Get_reads_ranges(string range, string expected)
    {
        var key = await PutAsync("0123456789");

        (await RunAsync("get", key, "--range", range, "--data", DataHome)).ShouldExitWith(0).Text.ShouldBe(expected);
    }

    [Theory]
    [InlineData("5-2")]
    [InlineData("a-b")]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0-1,3-4")]
    public async Task A_malformed_range_is_a_usage_error(string range)
    {
        var key = await PutAsync("0123456789");

        (await RunAsync("get", key, "--range", range, "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("is no range");
    }

    [Fact]
    public async Task A_range_behind_the_end_is_refused_and_leaves_no_file()
    {
        var key = await PutAsync("0123456789");

        (await RunAsync("get", key, "--range", "10-", "-o", Target, "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("10 bytes");
        Directory.GetFiles(Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_blob_is_a_finding_and_leaves_no_file()
    {
        await PutAsync("something");

        (await RunAsync("get", "default:0000", "-o", Target, "--data", DataHome)).ShouldExitWith(1).Error.ShouldStartWith("archivolt: There is no blob");
        Directory.GetFiles(Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_is_no_target()
    {
        var key = await PutAsync("content");

        (await RunAsync("get", key, "-o", Folder, "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("is a folder");
    }

    [Fact]
    public async Task A_pipe_is_written_to_and_stays_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no pipes in folders.");
        var key = await PutAsync("content");
        await Pipes.MakeAsync(Target);

        (await RunAsync("get", key, "-o", Target, "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("no regular file");
        var reader = Task.Run(() => File.ReadAllTextAsync(Target));
        (await RunAsync("get", key, "-o", Target, "--force", "--data", DataHome)).ShouldExitWith(0).Text.ShouldBeEmpty();

        (await reader).ShouldBe("content");
        (await Pipes.IsPipeAsync(Target)).ShouldBeTrue();
        Directory.GetFiles(Folder).ShouldBe([Target]);
    }

    [Fact]
    public async Task A_device_behind_a_link_is_written_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no devices in folders.");
        var key = await PutAsync("content");
        File.CreateSymbolicLink(Target, "/dev/full");

        (await RunAsync("get", key, "-o", Target, "--force", "--data", DataHome)).ShouldExitWith(3).Error.ShouldContain("No space left");

        new FileInfo(Target).LinkTarget.ShouldBe("/dev/full");
    }

    [Theory]
    [InlineData("old")]
    [InlineData(null)]
    public async Task A_link_is_followed_and_stays_one(string? old)
    {
        var key = await PutAsync("new");
        // Two links, the second one relative to a folder that is itself behind a link.
        var behind = Directory.CreateDirectory(Path.Combine(Folder, "real", "deep")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(Folder, "alias"), behind);
        File.CreateSymbolicLink(Path.Combine(behind, "second"), Path.Combine("..", "file"));
        File.CreateSymbolicLink(Target, Path.Combine(Folder, "alias", "second"));
        var file = Path.Combine(Folder, "real", "file");
        if (old is not null)
            await File.WriteAllTextAsync(file, old);

        (await RunAsync("get", key, "-o", Target, "--force", "--data", DataHome)).ShouldExitWith(0);

        (await File.ReadAllTextAsync(file)).ShouldBe("new");
        new FileInfo(Target).LinkTarget.ShouldBe(Path.Combine(Folder, "alias", "second"));
        new FileInfo(Path.Combine(behind, "second")).LinkTarget.ShouldBe(Path.Combine("..", "file"));
        Directory.GetFiles(Path.Combine(Folder, "real")).ShouldBe([file]);
    }

    [Fact]
    public async Task A_cancelled_get_leaves_no_file()
    {
        var key = await PutAsync("content");
        using var error = new StringWriter();
        var terminal = new Terminal { In = Stream.Null, Out = Stream.Null, Error = error };

        var exitCode = await CommandLine.RunAsync(["get", key, "-o", Target, "--data", DataHome], terminal, new CancellationToken(canceled: true));

        exitCode.ShouldBe(ExitCode.Cancelled);
        Directory.GetFiles(Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_full_disk_behind_standard_output_is_a_failure()
    {
        var key = await PutAsync("content");
        using var error = new StringWriter();
        var terminal = new Terminal { In = Stream.Null, Out = new RefusingStream(new IOException("No space left on device", 28)), Error = error };

        (await CommandLine.RunAsync(["get", key, "--data", DataHome], terminal)).ShouldBe(ExitCode.Failure);

        error.ToString().ShouldBe($"archivolt: No space left on device{Environment.NewLine}");
    }
}
