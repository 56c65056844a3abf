namespace Archivolt.Cli.Tests;

public sealed class CollectionTests : CliTest
{
    [Fact]
    public async Task A_bare_store_is_collected_by_an_exported_list()
    {
        var kept = await PutAsync("kept");
        var versioned = await PutAsync("in use under a provider's name");
        var gone = await PutAsync("gone");
        foreach (var key in new[] { kept, versioned, gone })
            File.SetLastWriteTimeUtc(FileOf(key), DateTime.UtcNow.AddDays(-2));
        var list = NewFile("keys.txt", $"{Bare(kept)}\r\n\n{versioned}\nunknown\n");
        string[] store = ["--store", StoreFolder, "--references", list];

        var plan = (await RunAsync(["gc", "plan", .. store, "--json"])).ShouldExitWith(0).Json;
        plan.Length.ShouldBe(2);
        plan[0].GetProperty("key").GetString().ShouldBe(gone);
        plan[0].GetProperty("bytes").GetInt64().ShouldBe(4);
        plan[1].GetProperty("summary").GetProperty("referenced").GetInt64().ShouldBe(2);

        (await RunAsync(["gc", "condemn", .. store, "--json"])).ShouldExitWith(0).Json.Single().GetProperty("condemned").GetInt64().ShouldBe(1);
        (await RunAsync(["gc", "purge", .. store, "--json"])).ShouldExitWith(0).Json.Single().GetProperty("purged").GetInt64().ShouldBe(0);
        (await RunAsync("gc", "status", "--store", StoreFolder, "--list")).ShouldExitWith(0).Text.ShouldContain(gone);
        (await RunAsync("gc", "restore", "--store", StoreFolder)).ShouldExitWith(0).Text.ShouldBe("1 restored.\n");

        var run = (await RunAsync(["gc", "run", .. store, "--grace", "0s", "--json"])).ShouldExitWith(0).Json.Single();
        run.GetProperty("purged").GetInt64().ShouldBe(1);
        (await RunAsync("ls", "default", "--store", StoreFolder)).ShouldExitWith(0).Lines.Length.ShouldBe(2);
    }

    [Fact]
    public async Task What_came_onto_the_list_again_is_taken_back_before_anything_is_deleted()
    {
        var key = await PutAsync("content");
        File.SetLastWriteTimeUtc(FileOf(key), DateTime.UtcNow.AddDays(-2));
        var (empty, full) = (NewFile("empty.txt", "other\n"), NewFile("full.txt", Bare(key)));
        (await RunAsync("gc", "condemn", "--grace", "0s", "--store", StoreFolder, "--references", empty)).ShouldExitWith(0);
        var purge = (await RunAsync("gc", "purge", "--store", StoreFolder, "--references", full, "--json")).ShouldExitWith(0).Json.Single();
        purge.GetProperty("purged").GetInt64().ShouldBe(0);
        (await RunAsync("stat", key, "--store", StoreFolder)).ShouldExitWith(0);
    }

    [Fact]
    public async Task Without_anything_that_tells_what_is_in_use_it_refuses()
    {
        await PutAsync("content");
        (await RunAsync("gc", "run", "--store", StoreFolder)).ShouldExitWith(2).Error.ShouldContain("--references");
        (await RunAsync("gc", "run", "--data", Path.Combine(Folder, "elsewhere"))).ShouldExitWith(2).Error.ShouldContain("no database");
        (await RunAsync("gc", "run", "--data", DataHome, "--references", NewFile("x", ""))).ShouldExitWith(2);
        (await RunAsync("gc", "plan", "--store", StoreFolder, "--references", Path.Combine(Folder, "none"))).ShouldExitWith(2);
        (await RunAsync("gc", "run", "--data", DataHome, "--grace", "soon")).ShouldExitWith(2);
        Directory.GetFiles(StoreFolder, "*.db").ShouldBeEmpty();
    }

    [Fact]
    public async Task With_a_database_a_run_looks_at_documents_and_uploads()
    {
        var key = await PutAsync("content");
        (await RunAsync("uploads", "--data", DataHome)).ShouldExitWith(0).Text.ShouldStartWith(key);
        // No document refers to anything: that is what a wrong database looks like.
        (await RunAsync("gc", "run", "--data", DataHome)).ShouldExitWith(3).Error.ShouldContain("right database");
        var run = (await RunAsync("gc", "run", "--all", "--data", DataHome, "--json")).ShouldExitWith(0).Json.Single();
        run.GetProperty("found").GetProperty("young").GetInt64().ShouldBe(1);
        run.GetProperty("openUploads").GetInt64().ShouldBe(1);
        (await RunAsync("gc", "run", "--all", "--grace", "0s", "--data", DataHome)).ShouldExitWith(0).Text.ShouldContain("1 open uploads, see 'archivolt uploads'");
        (await RunAsync("gc", "status", "--data", DataHome)).ShouldExitWith(0).Text
            .ShouldMatch(@"^default: last collected \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, when 0 were condemned and 0 deleted; now 0 condemned \(0 bytes\), 0 of them past their grace\.\n$");
    }

    [Fact]
    public async Task Without_open_uploads_a_person_is_told_so_and_a_program_gets_nothing()
    {
        (await RunWithInputAsync("a password\n"u8.ToArray(), "user", "add", "bob", "--password-stdin", "--data", DataHome)).ShouldExitWith(0);
        var told = (await RunAsync("uploads", "--data", DataHome)).ShouldExitWith(0);
        (told.Text, told.Error).ShouldBe(("", "No uploads are open.\n"));
        var json = (await RunAsync("uploads", "--data", DataHome, "--json")).ShouldExitWith(0);
        (json.Text, json.Error).ShouldBe(("", ""));
    }

    [Fact]
    public async Task Times_are_UTC_in_ISO_8601_for_people_to_the_second()
    {
        var key = await PutAsync("content");
        File.SetLastWriteTimeUtc(FileOf(key), new DateTime(2026, 1, 31, 12, 0, 0, 250, DateTimeKind.Utc));
        (await RunAsync("stat", key, "--data", DataHome)).ShouldExitWith(0).Text.ShouldContain("\t2026-01-31T12:00:00Z");
        (await RunAsync("stat", key, "--data", DataHome, "--json")).ShouldExitWith(0).Json[0].GetProperty("modified").GetString().ShouldBe("2026-01-31T12:00:00.25Z");
        (await RunAsync("uploads", "--data", DataHome)).ShouldExitWith(0).Text.ShouldMatch(@"\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\t");
        (await RunAsync("uploads", "--data", DataHome, "--json")).ShouldExitWith(0).Json[0].GetProperty("reserved").GetString()!.ShouldEndWith("Z");
    }

    [Fact]
    public async Task Putting_into_a_bare_store_makes_no_database()
    {
        await PutAsync("content");
        (await RunWithInputAsync([1], "put", "default", "-", "--store", StoreFolder)).ShouldExitWith(0);
        Directory.GetFiles(StoreFolder, "*.db*").ShouldBeEmpty();
    }

    private static string Bare(string key) => key["default:".Length..];
}
