using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Editing;
using Archivolt.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Tests;

public sealed class MovesTests : CliTest
{
    private string Config => Path.Combine(Folder, "config.json");

    [Fact]
    public async Task Rules_that_changed_are_applied_by_a_look_at_all_documents_and_the_moves_it_notes()
    {
        Configure("hot");
        var id = await CreateAsync();
        (await CliAsync("tier", "status")).ShouldExitWith(0).Text.ShouldContain("Never looked");
        Configure("cold");

        (await CliAsync("tier", "run")).ShouldExitWith(0).Text.ShouldContain("1 belong elsewhere, 7 bytes");
        (await CliAsync("tier", "status")).ShouldExitWith(0).Text.ShouldContain("Looked at 6 documents with 1 blobs");
        var move = (await CliAsync("moves", "list", "--json")).ShouldExitWith(0).Json[0];
        (move.GetProperty("documentId").GetString(), move.GetProperty("target").GetString()).ShouldBe((id, "cold"));
        (await CliAsync("moves", "pause")).ShouldExitWith(0);
        (await CliAsync("moves", "run")).ShouldExitWith(2).Error.ShouldContain("paused");
        (await CliAsync("moves", "resume")).ShouldExitWith(0);
        (await CliAsync("moves", "run")).ShouldExitWith(0).Text.ShouldContain("1 moved, 7 bytes; 0 not needed any more, 0 failed.");
        (await CliAsync("moves", "list")).ShouldExitWith(0).Text.ShouldContain("0 waiting, 0 failed");
        (await CliAsync("ls", "cold")).ShouldExitWith(0).Text.ShouldContain("ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73");
    }

    [Fact]
    public async Task Rules_are_applied_over_those_of_the_configuration_and_taken_back()
    {
        Configure("hot");
        var id = await CreateAsync();
        (await CliAsync("rules", "show")).ShouldExitWith(0).Lines.ShouldBe(["The rules of the configuration are in use.", "hot\tblob:length<0", "cold\tblob:length=-2", "hot\tdefault"]);
        var rules = NewFile("rules.json", """{"Rules": [{"When": "blob:length=7", "Provider": "cold"}], "Default": "hot"}""");

        (await CliAsync("rules", "apply", rules)).ShouldExitWith(0).Text.ShouldContain("Rules 1, applied by system at");
        (await CliAsync("rules", "show", "--json")).ShouldExitWith(0).Json.ShouldHaveSingleItem().GetProperty("number").GetInt64().ShouldBe(1);
        var explained = (await CliAsync("explain", "--id", id, "--json")).ShouldExitWith(0).Json.ShouldHaveSingleItem();
        (explained.GetProperty("provider").GetString(), explained.GetProperty("current").GetString()).ShouldBe(("cold", "hot"));
        (await CliAsync("tier", "run")).ShouldExitWith(0).Text.ShouldContain("1 belong elsewhere");
        (await CliAsync("moves", "run")).ShouldExitWith(0).Text.ShouldContain("1 moved");
        (await CliAsync("rules", "apply", NewFile("wrong.json", """{"Rules": [{"When": "dc:format", "Provider": "cold"}], "Default": "hot"}"""))).ShouldExitWith(2).Error.ShouldContain("(wrong.json, rule 1)");
        (await CliAsync("rules", "apply", "nowhere.json")).ShouldExitWith(2).Error.ShouldContain("There is no file 'nowhere.json'");

        (await CliAsync("rules", "apply", NewFile("same.json", """{"Rules": [{"When": "blob:length=7", "Provider": "cold"}], "Default": "hot"}"""))).ShouldExitWith(0).Text.ShouldContain("Rules 1, applied");
        (await CliAsync("rules", "apply", NewFile("misspelt.json", """{"Rules": [], "Defualt": "hot"}"""))).ShouldExitWith(2).Error.ShouldContain("did you mean Default?");

        (await CliAsync("rules", "return")).ShouldExitWith(0).Text.ShouldContain("The rules of the configuration are in use.");
        (await CliAsync("explain", "--id", id, "--json")).ShouldExitWith(0).Json.ShouldHaveSingleItem().GetProperty("provider").GetString().ShouldBe("hot");

        var history = (await CliAsync("rules", "history")).ShouldExitWith(0).Lines;
        history.Select(line => (line.Split('\t')[0], line.Split('\t')[^1])).ShouldBe([("2", "back to the configuration, in use"), ("1", "2 rules")]);
        (await CliAsync("rules", "show", "7")).ShouldExitWith(1).Error.ShouldContain("No rules have the number 7");
        var earlier = (await CliAsync("rules", "show", "1", "--json")).ShouldExitWith(0).Text;
        (await CliAsync("rules", "apply", NewFile("earlier.json", earlier))).ShouldExitWith(0).Text.ShouldContain("Rules 3, applied by system at");
        (await CliAsync("rules", "history", "--limit", "1")).ShouldExitWith(0).Lines.ShouldHaveSingleItem().ShouldEndWith("2 rules, in use");
    }

    [Fact]
    public async Task Rules_are_not_applied_where_the_configuration_keeps_its_own()
    {
        Configure("hot");
        await CreateAsync();
        (await CliAsync("rules", "apply", NewFile("rules.json", """{"Rules": [], "Default": "cold"}"""))).ShouldExitWith(0);
        Configure("hot", """, "Fixed": true""");
        (await CliAsync("rules", "apply", NewFile("others.json", """{"Rules": [], "Default": "hot"}"""))).ShouldExitWith(2).Error.ShouldContain("Archivolt:Dispatch:Fixed is set");
        (await CliAsync("rules", "show")).ShouldExitWith(0).Error.ShouldContain("rules 1, applied by system, are not in use");
    }

    [Fact]
    public async Task A_move_that_fails_is_told_with_its_reason_and_retried_on_request()
    {
        Configure("hot");
        await CreateAsync();
        Configure("cold");
        await CliAsync("tier", "run");
        Directory.Delete(Path.Combine(DataHome, "hot", "data"), recursive: true);

        (await CliAsync("moves", "run")).ShouldExitWith(1).Text.ShouldContain("1 failed");
        (await CliAsync("moves", "list", "--failed")).ShouldExitWith(1).Text.ShouldContain("failed 1 times, again at");
        (await CliAsync("moves", "retry")).ShouldExitWith(0).Text.ShouldContain("1 moves are tried again");
    }

    private Task<CliRun> CliAsync(params string[] args) => RunAsync([.. args, "--data", DataHome, "--config", Config]);

    private void Configure(string provider, string more = "") => NewFile("config.json",
        $$$$"""
        {"Archivolt": {"Providers": {"hot": {"Type": "File", "Path": "hot"}, "cold": {"Type": "File", "Path": "cold"}},
          "Dispatch": {"Rules": [{"When": "blob:length<0", "Provider": "hot"}, {"When": "blob:length=-2", "Provider": "cold"}], "Default": "{{{{provider}}}}"{{{{more}}}}}}}
        """);

    private async Task<string> CreateAsync()
    {
        var services = new ServiceCollection();
        IConfiguration configuration = new ConfigurationBuilder().AddJsonFile(Config)
            .AddInMemoryCollection([new("Archivolt:DataPath", DataHome)]).Build();
        services.AddSingleton(configuration).AddLogging().AddInstallation(configuration);
        await using var provider = services.BuildServiceProvider();
        var documents = provider.GetRequiredService<IDocumentStore>();
        var root = await documents.FindByPathAsync("default", "/");
        var document = new Document { Repository = "default", Id = "", ParentId = root!.Id, Name = "a", Path = "", Type = "File" };
        await provider.GetRequiredService<DocumentBlobs>().WriteAsync(BlobSource.FromText("content"), document, PropertyPath.Parse("file:content"));
        return (await documents.CreateAsync(document)).Id;
    }
}
