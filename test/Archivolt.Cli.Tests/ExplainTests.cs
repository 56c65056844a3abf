using System.Security;
using System.Text.Json;

namespace Archivolt.Cli.Tests;

public sealed class ExplainTests : CliTest
{
    private const string Document = """
        { "entity-type": "document", "repository": "default", "uid": "a2ef9a1d", "path": "/ws/doc", "type": "File", "state": "approved", "isRecord": false,
          "properties": { "dc:format": "audio", "dc:created": "2020-01-02T03:04:05.000Z", "file:content": { "name": "a.pdf", "length": "10" } } }
        """;

    private const string Blob = """{ "name": "a.bin", "mime-type": "video/mp4", "encoding": null, "digest": null, "length": 100 }""";

    public static TheoryData<string> Vectors => [.. Cases().Select(vector => vector.GetProperty("id").GetString()!)];

    [Fact]
    public async Task It_says_which_rule_decided_and_what_every_clause_saw()
    {
        var rules = Rules(("dc:format=video", "videos"), ("blob:mime-type=video/mp4,dc:created<2021-01-01T00:00:00Z,content/length>9", "old"), ("default", "default"));

        var run = (await ExplainAsync(rules, Document, Blob, "--xpath", "file:content", "--json")).ShouldExitWith(0);

        var explanation = run.Json.ShouldHaveSingleItem();
        explanation.GetProperty("provider").GetString().ShouldBe("old");
        explanation.GetProperty("rule").GetString().ShouldBe("blob:mime-type=video/mp4,dc:created<2021-01-01T00:00:00Z,content/length>9");
        explanation.GetProperty("clauses").EnumerateArray()
            .Select(clause => (clause.GetProperty("clause").GetString(), clause.GetProperty("outcome").GetString(), clause.GetProperty("value").GetString()))
            .ShouldBe(
            [
                ("dc:format=video", "different", "audio"), ("blob:mime-type=video/mp4", "matched", "video/mp4"),
                ("dc:created<2021-01-01T00:00:00Z", "matched", "2020-01-02T03:04:05Z"), ("content/length>9", "matched", "10"),
            ]);
    }

    [Fact]
    public async Task The_last_access_is_a_date_from_which_ages_are_counted()
    {
        var rules = Rules(("blob:lastAccess>P90D", "cold"), ("default", "default"));
        (await ExplainAsync(rules, Document, """{ "lastAccess": "2020-01-01T00:00:00Z" }""", "--json")).ShouldExitWith(0)
            .Json.Single().GetProperty("provider").GetString().ShouldBe("cold");
        (await ExplainAsync(rules, Document, """{ "lastAccess": "lately" }""")).ShouldExitWith(2).Error.ShouldContain("lastAccess is a date");
    }

    [Fact]
    public async Task For_people_it_prints_the_provider_and_a_line_for_each_clause()
    {
        var run = (await ExplainAsync(Rules(("dc:format=video", "videos"), ("default", "default")), Document, Blob)).ShouldExitWith(0);

        run.Lines.ShouldBe(["default\tdefault", "  Different\tdc:format=video\taudio"]);
    }

    [Fact]
    public async Task Rules_that_cannot_be_used_exit_with_2_and_name_file_and_line()
    {
        var run = (await ExplainAsync(Rules(("dc:format", "videos"), ("default", "default")), Document, Blob)).ShouldExitWith(2);

        run.Text.ShouldBeEmpty();
        run.Error.ShouldContain("rule 'dc:format' (rules.xml, line 3)");
    }

    [Theory]
    [InlineData("not json", Blob, "document.json, line 1")]
    [InlineData("[]", Blob, "describes no document")]
    [InlineData(Document, "null", "describes no blob")]
    [InlineData(Document, """{ "length": "long" }""", "number of bytes")]
    public async Task Inputs_that_cannot_be_read_exit_with_2(string document, string blob, string message) =>
        (await ExplainAsync(Rules(("default", "default")), document, blob)).ShouldExitWith(2).Error.ShouldContain(message);

    [Fact]
    public async Task A_stored_document_is_explained_by_the_rules_in_use()
    {
        var config = NewFile("settings.json", """
            { "Archivolt": { "Providers": { "default": { "Type": "File" }, "videos": { "Type": "File", "Path": "videos" } },
              "Dispatch": { "Rules": [{ "When": "dc:title=film", "Provider": "videos" }, { "When": "dc:title=film", "Provider": "videos" }], "Default": "default" } } }
            """);
        string[] installation = ["--config", config, "--data", DataHome];
        (await RunAsync(["put", "videos", NewFile("a", "a"), .. installation])).ShouldExitWith(0);
        (await RunAsync(["put", "default", NewFile("a", "a"), .. installation])).ShouldExitWith(0);

        var none = (await RunAsync(["explain", "--path", "/default-domain", "--json", .. installation])).ShouldExitWith(0);
        none.Text.ShouldBeEmpty();
        none.Error.ShouldContain("It is there twice");
        var described = await RunAsync(["explain", "--document", NewFile("d", """{ "properties": { "dc:title": "film" } }"""), "--blob", NewFile("b", "{}"), "--json", .. installation]);
        described.ShouldExitWith(0).Json[0].GetProperty("provider").GetString().ShouldBe("videos");
        (await RunAsync(["explain", "--id", "nosuch", .. installation])).ShouldExitWith(1);
        (await RunAsync(["explain", .. installation])).ShouldExitWith(2).Error.ShouldContain("--id or --path");
        (await RunAsync(["explain", "--path", "/", "--rules", "x", .. installation])).ShouldExitWith(2).Error.ShouldContain("archivolt simulate");
        var simulated = await RunAsync(["simulate", "--rules", NewFile("r", """{ "Rules": [], "Default": "videos" }"""), "--json", .. installation]);
        simulated.ShouldExitWith(0).Json[^1].GetProperty("blobs").GetInt64().ShouldBe(0);
        (await RunAsync(["simulate", "--rules", NewFile("r", "{}"), .. installation])).ShouldExitWith(2).Error.ShouldContain("r has no dispatch rules");
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task Lenient_it_answers_what_the_platform_did(string id)
    {
        var vector = Cases().Single(candidate => candidate.GetProperty("id").ValueEquals(id));
        var expected = vector.GetProperty("expected");
        var rules = Rules([.. vector.GetProperty("rules").EnumerateArray().Select(rule => (rule[0].GetString()!, rule[1].GetString()!))]);
        var xpath = vector.GetProperty("xpath").GetString();

        var run = await ExplainAsync(
            rules, DocumentOf(vector.GetProperty("doc")), vector.GetProperty("blob").GetRawText(), xpath is null ? ["--lenient", "--json"] : ["--lenient", "--json", "--xpath", xpath]);

        if (!expected.TryGetProperty("provider", out var provider))
        {
            run.ShouldExitWith(2);
            return;
        }
        run.ShouldExitWith(0);
        run.Json[0].GetProperty("provider").GetString().ShouldBe(provider.GetString());
        run.Json[0].GetProperty("prefixesKey").GetBoolean().ShouldBe(expected.GetProperty("addPrefix").GetBoolean());
        foreach (var log in expected.TryGetProperty("logs", out var logs) ? logs.EnumerateArray().Select(log => log.GetString()!["ERROR ".Length..]) : [])
            run.Error.ShouldContain(log);
    }

    private Task<CliRun> ExplainAsync(string rules, string document, string blob, params string[] more) =>
        RunAsync(["explain", "--rules", NewFile("rules.xml", rules), "--document", NewFile("document.json", document), "--blob", NewFile("blob.json", blob), .. more]);

    private static string Rules(params (string When, string Provider)[] rules) =>
        "<extension target=\"org.nuxeo.ecm.core.blob.DocumentBlobManager\" point=\"configuration\">\n<blobdispatcher>\n"
        + string.Concat(rules.Select(rule => $"<property name=\"{SecurityElement.Escape(rule.When)}\">{SecurityElement.Escape(rule.Provider)}</property>\n"))
        + "</blobdispatcher></extension>";

    private static JsonElement[] Cases() =>
        [.. JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.GetFullPath("../../../../../test/vectors/dispatcher.json", AppContext.BaseDirectory))).EnumerateArray()];

    private static string DocumentOf(JsonElement recorded) => JsonSerializer.Serialize(new
    {
        repository = recorded.GetProperty("repository").GetString(),
        path = recorded.GetProperty("path").GetString(),
        type = "File",
        isRecord = recorded.GetProperty("isRecord").GetBoolean(),
        properties = recorded.GetProperty("properties").EnumerateObject().ToDictionary(property => property.Name, property => Untyped(property.Value)),
    });

    private static object? Untyped(JsonElement typed) => typed.ValueKind switch
    {
        JsonValueKind.Array => typed.EnumerateArray().Select(Untyped).ToList(),
        JsonValueKind.Object when !typed.TryGetProperty("t", out var type) => typed.EnumerateObject().ToDictionary(field => field.Name, field => Untyped(field.Value)),
        JsonValueKind.Object => typed.TryGetProperty("v", out var value) ? value : null,
        _ => typed,
    };
}
