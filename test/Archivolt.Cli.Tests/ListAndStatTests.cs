namespace Archivolt.Cli.Tests;

public sealed class ListAndStatTests : CliTest
{
    [Fact]
    public async Task Ls_prints_one_json_object_a_line_in_key_order()
    {
        string[] keys = [await PutAsync("a"), await PutAsync("bb"), await PutAsync("ccc"), await PutAsync("")];

        var json = (await RunAsync("ls", "default", "--json", "--store", StoreFolder)).ShouldExitWith(0).Json;

        json.Select(line => line.GetProperty("key").GetString()).ShouldBe(keys.Order(StringComparer.Ordinal));
        json.Sum(line => line.GetProperty("length").GetInt64()).ShouldBe(6);
        json.ShouldAllBe(line => line.GetProperty("modified").GetDateTimeOffset().Offset == TimeSpan.Zero);
    }

    [Fact]
    public async Task Ls_prints_key_length_and_time_for_people()
    {
        var key = await PutAsync("abc");

        var columns = (await RunAsync("ls", "default", "--data", DataHome)).ShouldExitWith(0).Lines.ShouldHaveSingleItem().Split('\t');

        columns[0].ShouldBe(key);
        columns[1].ShouldBe("3");
        columns[2].ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$");
    }

    [Fact]
    public async Task Ls_ends_quietly_when_nobody_reads_any_more()
    {
        await PutAsync("abc");
        using var error = new StringWriter();
        var terminal = new Terminal { In = Stream.Null, Out = new RefusingStream(new IOException("Broken pipe", 32)), Error = error };

        (await CommandLine.RunAsync(["ls", "default", "--data", DataHome], terminal)).ShouldBe(ExitCode.Ok);

        error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Stat_prints_the_same_as_ls()
    {
        var key = await PutAsync("abc");

        var stat = (await RunAsync("stat", key, "--data", DataHome, "--json")).ShouldExitWith(0).Text;

        stat.ShouldBe((await RunAsync("ls", "default", "--data", DataHome, "--json")).Text);
    }

    [Fact]
    public async Task Stat_of_a_missing_blob_is_a_finding()
    {
        await PutAsync("abc");

        var run = (await RunAsync("stat", "default:0123", "--data", DataHome, "--json")).ShouldExitWith(1);

        run.Text.ShouldBeEmpty();
        run.JsonError.GetProperty("error").GetString().ShouldBe("NotFound");
        run.JsonError.GetProperty("message").GetString().ShouldBe("There is no blob 'default:0123'.");
    }

    [Fact]
    public async Task Providers_say_what_they_are()
    {
        await PutAsync("abc");

        var json = (await RunAsync("providers", "--data", DataHome, "--json")).ShouldExitWith(0).Json.ShouldHaveSingleItem();

        json.GetProperty("id").GetString().ShouldBe("default");
        json.GetProperty("store").GetString().ShouldNotBeNullOrEmpty();
        json.GetProperty("location").GetString().ShouldBe(new Uri(StoreFolder + "/").ToString());
        json.GetProperty("durability").GetString().ShouldBe("full");
        json.GetProperty("keyStrategy").GetString().ShouldBe("digest");
        json.GetProperty("digestAlgorithm").GetString().ShouldBe("SHA-256");
    }

    [Theory]
    [InlineData("--data")]
    [InlineData("--store")]
    public async Task Reading_commands_write_nothing_into_the_store(string option)
    {
        var key = await PutAsync("abc");
        Directory.Delete(Path.Combine(StoreFolder, "tmp"));
        var before = Snapshot(StoreFolder);
        string[] common = [option, option == "--data" ? DataHome : StoreFolder];

        (await RunAsync(["ls", "default", .. common])).ShouldExitWith(0);
        (await RunAsync(["stat", key, .. common])).ShouldExitWith(0);
        (await RunAsync(["get", key, .. common])).ShouldExitWith(0);
        (await RunAsync(["verify", .. common])).ShouldExitWith(0);
        (await RunAsync(["providers", .. common])).ShouldExitWith(0);

        Snapshot(StoreFolder).ShouldBe(before);
    }

    [Fact]
    public async Task The_contributions_of_an_existing_installation_are_read_too()
    {
        var key = await PutAsync("abc");
        NewFile("contributions.xml", $"""
            <component name="test">
              <extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration">
                <blobprovider name="taken-over">
                  <class>org.nuxeo.ecm.core.blob.binary.DefaultBinaryManager</class>
                  <property name="path">{StoreFolder}</property>
                </blobprovider>
              </extension>
            </component>
            """);
        var config = NewFile("archivolt.json", $$"""{ "Archivolt": { "Contributions": "{{Path.Combine(Folder, "contributions.xml")}}" } }""");
        var other = Path.Combine(Folder, "other");
        (await RunAsync("put", "default", config, "--data", other)).ShouldExitWith(0);
        var before = Snapshot(StoreFolder);

        var run = await RunAsync("ls", "taken-over", "--config", config, "--data", other);

        run.ShouldExitWith(0).Text.ShouldStartWith(key.Replace("default:", "taken-over:", StringComparison.Ordinal));
        Snapshot(StoreFolder).ShouldBe(before);
    }
}
