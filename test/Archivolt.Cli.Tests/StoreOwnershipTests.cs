using System.Text.Json;

namespace Archivolt.Cli.Tests;

/// <summary>Two installations on one store, copied and restored databases, stores that are not there.</summary>
public sealed class StoreOwnershipTests : CliTest
{
    private string OwnerFile => Path.Combine(StoreFolder, "archivolt-owner.json");

    private string OtherHome => Path.Combine(Folder, "other");

    [Fact]
    public async Task A_second_installation_on_a_store_is_refused_and_deletes_nothing()
    {
        var key = await PutAsync("content");
        string[] second = ["--data", OtherHome, "--config", SharedStore()];

        foreach (var command in new string[][] { ["put", "default", NewFile("a.txt", "a")], ["gc", "run", "default", "--grace", "0s"] })
        {
            var run = (await RunAsync([.. command, .. second])).ShouldExitWith(2);
            run.Error.ShouldContain("belongs to another installation");
            run.Error.ShouldContain("archivolt stores join default");
        }
        (await RunAsync("get", key, "--data", DataHome)).ShouldExitWith(0).Text.ShouldBe("content");
        (await RunAsync(["get", key, .. second])).ShouldExitWith(0).Text.ShouldBe("content", "who only looks is let in");
    }

    [Fact]
    public async Task Installations_that_share_a_store_on_purpose_collect_nothing_until_one_leaves()
    {
        await PutAsync("content");
        string[] second = ["--data", OtherHome, "--config", SharedStore()];
        (await RunAsync(["stores", "join", "default", .. second])).ShouldExitWith(0);
        (await RunAsync(["put", "default", NewFile("a.txt", "a"), .. second])).ShouldExitWith(0);

        foreach (var home in new string[][] { second, ["--data", DataHome] })
            (await RunAsync(["gc", "run", "default", "--grace", "0s", "--all", .. home])).Error.ShouldContain("used by 2 installations");
        var listed = (await RunAsync("stores", "list", "--json", "--data", DataHome)).ShouldExitWith(1).Json[0];
        listed.GetProperty("owners").GetArrayLength().ShouldBe(2);

        (await RunAsync(["stores", "leave", "default", .. second])).ShouldExitWith(0);
        (await RunAsync("gc", "run", "default", "--data", DataHome, "--all")).ShouldExitWith(0);
        (await RunAsync(["put", "default", NewFile("b.txt", "b"), .. second])).ShouldExitWith(2);
    }

    [Fact]
    public async Task A_restored_database_is_older_than_the_store_and_is_refused_until_it_is_said_to_go_on()
    {
        await PutAsync("before the backup");
        CopyDatabase(DataHome, OtherHome);
        var key = await PutAsync("after the backup");
        CopyDatabase(OtherHome, DataHome);

        (await RunAsync("put", "default", NewFile("a.txt", "a"), "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("restored or copied");
        (await RunAsync("stores", "take", "default", "--data", DataHome)).ShouldExitWith(0);
        (await RunAsync("put", "default", NewFile("a.txt", "a"), "--data", DataHome)).ShouldExitWith(0);
        (await RunAsync("get", key, "--data", DataHome)).ShouldExitWith(0).Text.ShouldBe("after the backup");
    }

    [Fact]
    public async Task Of_two_copies_of_a_database_the_one_that_is_taken_goes_on()
    {
        await PutAsync("content");
        CopyDatabase(DataHome, OtherHome);
        string[] copy = ["--data", OtherHome, "--config", SharedStore()];
        (await RunAsync(["put", "default", NewFile("a.txt", "a"), .. copy])).ShouldExitWith(0);

        (await RunAsync("gc", "run", "default", "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("later copy of this database");
        (await RunAsync("stores", "take", "default", "--data", DataHome)).ShouldExitWith(0);
        (await RunAsync("gc", "run", "default", "--data", DataHome, "--all")).ShouldExitWith(0);
        (await RunAsync(["gc", "run", "default", .. copy])).ShouldExitWith(2);
    }

    [Fact]
    public async Task A_store_that_is_not_there_any_more_is_not_made_anew()
    {
        await PutAsync("content");
        Directory.Move(StoreFolder, Path.Combine(Folder, "unmounted"));

        (await RunAsync("put", "default", NewFile("a.txt", "a"), "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("mounted");
        Directory.Exists(StoreFolder).ShouldBeFalse();
        Directory.CreateDirectory(StoreFolder);
        (await RunAsync("put", "default", NewFile("a.txt", "a"), "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("mounted");
        Directory.EnumerateFileSystemEntries(StoreFolder).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("primary")]
    [InlineData("mirror")]
    public async Task With_one_copy_of_a_mirror_absent_content_comes_from_the_other_and_nothing_is_written(string absent)
    {
        var config = NewFile("mirrored.json",
            """{ "Archivolt": { "Providers": { "default": { "Path": "primary", "Mirror": { "Path": "mirror" } } } } }""");
        string[] home = ["--data", DataHome, "--config", config];
        var put = (await RunAsync(["put", "default", NewFile("a.txt", "content"), .. home])).ShouldExitWith(0);
        var key = put.Text.Split('\t')[0];
        Directory.Move(Path.Combine(DataHome, absent), Path.Combine(Folder, "unmounted"));

        (await RunAsync(["get", key, .. home])).ShouldExitWith(0).Text.ShouldBe("content");
        (await RunAsync(["ls", "default", .. home])).ShouldExitWith(0).Lines.Length.ShouldBe(1);
        (await RunAsync(["verify", .. home])).ShouldExitWith(0).Text.ShouldContain("1 sound");
        (await RunAsync(["put", "default", NewFile("b.txt", "more"), .. home])).Error.ShouldContain("mounted");
        Directory.Exists(Path.Combine(DataHome, absent)).ShouldBeFalse("no empty store is made in its place");

        Directory.Move(Path.Combine(Folder, "unmounted"), Path.Combine(DataHome, absent));
        (await RunAsync(["put", "default", NewFile("b.txt", "more"), .. home])).ShouldExitWith(0);
    }

    [Fact]
    public async Task A_lost_store_is_given_up_on_purpose()
    {
        await PutAsync("content");
        Directory.Delete(StoreFolder, recursive: true);

        (await RunAsync("stores", "take", "default", "--data", DataHome)).ShouldExitWith(0);
        (await RunAsync("put", "default", NewFile("a.txt", "a"), "--data", DataHome)).ShouldExitWith(0);
    }

    [Fact]
    public async Task A_store_of_the_platform_is_taken_into_use_and_a_moved_one_stays_in_use()
    {
        await PutAsync("content");
        File.Delete(OwnerFile);
        File.Delete(Path.Combine(DataHome, "archivolt.db"));
        await PutAsync("more");
        File.Exists(OwnerFile).ShouldBeTrue();

        Directory.Move(DataHome, OtherHome);
        (await RunAsync("put", "default", NewFile("a.txt", "a"), "--data", OtherHome)).ShouldExitWith(0);
    }

    [Fact]
    public async Task Working_on_a_bare_store_changes_nothing_of_who_uses_it()
    {
        var key = await PutAsync("content");
        var record = await File.ReadAllTextAsync(OwnerFile, TestContext.Current.CancellationToken);
        (await RunAsync("get", key, "--store", StoreFolder)).ShouldExitWith(0);
        (await RunAsync("put", "default", NewFile("a.txt", "a"), "--store", StoreFolder)).ShouldExitWith(0);
        (await RunAsync("stores", "take", "default", "--store", StoreFolder)).ShouldExitWith(2);
        (await File.ReadAllTextAsync(OwnerFile, TestContext.Current.CancellationToken)).ShouldBe(record);
    }

    [Fact]
    public async Task A_damaged_record_is_told_and_taking_the_store_mends_it()
    {
        await PutAsync("content");
        File.Delete(OwnerFile);
        File.WriteAllText(OwnerFile, "{ not json");

        (await RunAsync("put", "default", NewFile("a.txt", "a"), "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("stores take");
        (await RunAsync("stores", "take", "default", "--data", DataHome)).ShouldExitWith(0);
        JsonDocument.Parse(File.ReadAllText(OwnerFile)).RootElement.GetProperty("owners").GetArrayLength().ShouldBe(1);
    }

    private string SharedStore() => NewFile("shared.json",
        $$"""{ "Archivolt": { "Providers": { "default": { "Path": {{JsonSerializer.Serialize(StoreFolder)}} } } } }""");

    private static void CopyDatabase(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(to, "archivolt.db*"))
            File.Delete(file);
        foreach (var file in Directory.GetFiles(from, "archivolt.db*"))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
