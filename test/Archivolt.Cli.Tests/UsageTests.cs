using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Cli.Tests;

public sealed class UsageTests : CliTest
{
    [Theory]
    [InlineData]
    [InlineData("frob")]
    [InlineData("stat")]
    [InlineData("stat", "no-provider")]
    [InlineData("stat", ":key")]
    [InlineData("stat", "default:")]
    [InlineData("ls")]
    [InlineData("ls", "default", "more")]
    [InlineData("put", "default")]
    [InlineData("ls", "default", "--store", "/does/not/exist")]
    [InlineData("ls", "default", "--config", "/does/not/exist.json")]
    [InlineData("ls", "default", "--frob")]
    [InlineData("verify", "--frob")]
    public async Task What_cannot_be_used_as_written_exits_with_2_and_one_sentence(params string[] args)
    {
        var run = (await RunAsync(args)).ShouldExitWith(2);

        run.Text.ShouldBeEmpty();
        run.Error.ShouldStartWith("archivolt: ");
        run.Error.TrimEnd().Split('\n').ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("scrub")]
    [InlineData("check")]
    [InlineData("quarantine", "list")]
    [InlineData("quarantine", "release", "default:x")]
    [InlineData("uploads")]
    [InlineData("moves", "list")]
    [InlineData("moves", "run")]
    [InlineData("moves", "retry")]
    [InlineData("moves", "pause")]
    [InlineData("tier", "run")]
    [InlineData("tier", "status")]
    [InlineData("explain", "--path", "/")]
    [InlineData("simulate", "--rules", "RULES")]
    [InlineData("user", "list")]
    [InlineData("user", "remove", "alice")]
    [InlineData("token", "create", "alice", "--label", "x")]
    [InlineData("jobs", "list")]
    [InlineData("migrate", "status", "default")]
    public async Task A_bare_store_is_refused_where_only_a_database_knows(params string[] args)
    {
        await PutAsync("abc");
        var rules = NewFile("rules.json", "{}");

        var run = (await RunAsync([.. args.Select(arg => arg == "RULES" ? rules : arg), "--store", StoreFolder])).ShouldExitWith(2);

        run.Error.ShouldStartWith("archivolt: A bare store has no database");
        run.Error.TrimEnd().Split('\n').ShouldHaveSingleItem();
        File.Exists(Path.Combine(StoreFolder, "collection.db")).ShouldBeFalse();
    }

    [Fact]
    public async Task Errors_are_json_objects_when_asked()
    {
        var run = (await RunAsync("stat", "--json")).ShouldExitWith(2);

        run.JsonError.GetProperty("error").GetString().ShouldBe("Usage");
        run.JsonError.GetProperty("message").GetString()!.ShouldContain("KEY");
    }

    [Fact]
    public async Task An_unknown_provider_is_told_with_those_that_exist()
    {
        await PutAsync("abc");

        (await RunAsync("ls", "videos", "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("There is no provider 'videos'; there is 'default'.");
    }

    [Theory]
    [InlineData("ls", "default")]
    [InlineData("serve")]
    [InlineData("user", "add", "alice", "--password-stdin")]
    public async Task A_malformed_configuration_names_its_file_and_line(params string[] command)
    {
        var config = NewFile("broken.json", "{\n  \"Archivolt\": {\n    \"DataPath\" \"x\"\n  }\n}\n");

        var run = (await RunAsync([.. command, "--config", config])).ShouldExitWith(2);

        run.Error.ShouldContain("broken.json");
        run.Error.ShouldContain("Line 3: ");
        run.Error.ShouldNotContain("LineNumber");
        run.Error.TrimEnd().Split('\n').ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("""{ "Archivolt": { "Providers": { "p": { "Type": "Nonsense" } } } }""", "Nonsense")]
    [InlineData("""{ "Archivolt": { "Lenient": "perhaps" } }""", "Lenient")]
    [InlineData("""{ "Archivolt": { "Providers": { "c d": { "Type": "Memory" } } } }""", "c d")]
    public async Task A_configuration_that_makes_no_sense_is_a_usage_error(string json, string culprit)
    {
        var config = NewFile("wrong.json", json);

        (await RunAsync("providers", "--config", config, "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain(culprit);
    }

    [Theory]
    [InlineData]
    [InlineData("serve")]
    [InlineData("put")]
    [InlineData("get")]
    [InlineData("stat")]
    [InlineData("ls")]
    [InlineData("providers")]
    [InlineData("verify")]
    [InlineData("user", "add")]
    [InlineData("token", "create")]
    public async Task Help_fits_a_screen_and_ends_with_examples(params string[] command)
    {
        var run = (await RunAsync([.. command, "--help"])).ShouldExitWith(0);

        run.Text.ShouldContain($"archivolt {string.Join(' ', command)}".TrimEnd());
        run.Text.ShouldContain(command.Length == 0 ? "Exit codes:" : "Examples:");
        run.Lines.Length.ShouldBeLessThan(42);
    }

    [Fact]
    public async Task No_key_leads_out_of_the_store()
    {
        await PutAsync("inside");
        NewFile("secret.txt", "outside");
        NewFile("data/secret.txt", "outside");
        var up = Gen.Elements("../", "..\\", "%2e%2e/", "./", "/", "//", "..%2f", "\0", "a/", "data/", "tmp/", "config.xml", "~", "$HOME/", "..", "\u2025/", "ff/");
        var key = from parts in Gen.ListOf(up)
                  from end in Gen.Elements("secret.txt", "data/secret.txt", Path.Combine(Folder, "secret.txt"), "config.xml", "x", new string('a', 300))
                  select $"default:{string.Concat(parts)}{end}";

        Prop.ForAll(key.ToArbitrary(), text =>
        {
            var run = RunAsync("get", text, "--store", StoreFolder).GetAwaiter().GetResult();
            run.ExitCode.ShouldBeOneOf(1, 2);
            run.Bytes.ShouldBeEmpty();
            run.Error.TrimEnd().Split('\n').ShouldHaveSingleItem();
        }).QuickCheckThrowOnFailure();
    }
}
