using System.Net;
using System.Text.Json;

namespace Archivolt.AspNetCore.Tests.Management;

/// <summary>Rules explained and tried out by administrators.</summary>
public sealed class RuleTests : IAsyncLifetime
{
    private const string Rules = """{ "Rules": [{ "When": "dc:format=audio", "Provider": "odd" }], "Default": "default" }""";

    private readonly RunningServer _server = new([
        "--Archivolt:Providers:default:Type=Memory", "--Archivolt:Providers:videos:Type=Memory", "--Archivolt:Providers:odd:Type=Memory",
        "--Archivolt:Dispatch:Rules:0:When=dc:format=video", "--Archivolt:Dispatch:Rules:0:Provider=videos",
        "--Archivolt:Dispatch:Rules:1:When=dc:format=video,dc:source=x", "--Archivolt:Dispatch:Rules:1:Provider=odd",
        "--Archivolt:Dispatch:Rules:2:When=dc:format=video", "--Archivolt:Dispatch:Rules:2:Provider=videos",
        "--Archivolt:Dispatch:Default=default"]);

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_stored_document_is_explained_blob_by_blob_with_warnings_about_the_rules()
    {
        using var client = _server.Client();
        var document = await _server.CreateAsync(properties: new Dictionary<string, object?> { ["dc:format"] = "video" });
        await client.PutBlobAsync(document.Uid(), "file:content", "film");
        await client.PutBlobAsync(document.Uid(), "files:files", "notes");

        var answer = await ExplainAsync(client, new { id = document.Uid() });

        var entries = answer.GetProperty("entries").EnumerateArray().ToList();
        entries.Select(entry => entry.Text("xpath")).ShouldBe(["file:content", "files:files/0/file"]);
        entries.Select(entry => (entry.Text("current"), entry.Text("provider"), entry.Text("rule"))).Distinct().ShouldBe([("videos", "videos", "dc:format=video")]);
        var clause = entries[0].GetProperty("clauses").EnumerateArray().ShouldHaveSingleItem();
        (clause.Text("rule"), clause.Text("clause"), clause.Text("outcome"), clause.Text("value")).ShouldBe(("dc:format=video", "dc:format=video", "matched", "video"));
        var warnings = answer.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()!).ToList();
        warnings.ShouldContain(warning => warning.StartsWith("It is there twice", StringComparison.Ordinal));
        warnings.ShouldContain(warning => warning.StartsWith("It is never reached", StringComparison.Ordinal));

        (await ExplainAsync(client, new { path = document.Text("path"), xpath = "files:files/0/file" })).GetProperty("entries").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_described_blob_is_explained_without_being_stored()
    {
        using var client = _server.Client();
        var answer = await ExplainAsync(client, new
        {
            document = new { type = "File", properties = new Dictionary<string, object?> { ["dc:format"] = "audio" } },
            blob = new { name = "a.ogg", length = 10 },
            xpath = "file:content",
        });
        var entry = answer.GetProperty("entries").EnumerateArray().ShouldHaveSingleItem();
        (entry.Text("provider"), entry.Text("rule"), entry.GetProperty("prefixesKey").GetBoolean()).ShouldBe(("default", "default", true));
        entry.GetProperty("clauses").EnumerateArray().Select(clause => clause.Text("outcome")).ShouldBe(["different", "different", "notTested"]);
        entry.TryGetProperty("current", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.BadRequest, "Name a stored document")]
    [InlineData("""{"id":"nosuch"}""", HttpStatusCode.NotFound, "no document 'nosuch'")]
    [InlineData("""{"document":{}}""", HttpStatusCode.BadRequest, "needs a 'blob'")]
    [InlineData("""{"document":{},"blob":[]}""", HttpStatusCode.BadRequest, "describes no blob")]
    [InlineData("""{"path":"/","xpath":"file:content"}""", HttpStatusCode.NotFound, "no blob at 'file:content'")]
    public async Task A_question_that_cannot_be_answered_is_refused(string body, HttpStatusCode status, string message)
    {
        using var client = _server.Client();
        (await (await client.PostAsync("api/v1/management/explain", Json.Text(body))).ShouldBeErrorAsync(status)).ShouldContain(message);
    }

    [Theory]
    [InlineData("""{ "Rules": [{ "When": "dc:format=audio", "Provider": "odd" }, { "When": "dc:format=audio", "Provider": "odd" }], "Default": "default" }""")]
    [InlineData("""
        <extension target="org.nuxeo.ecm.core.blob.DocumentBlobManager" point="configuration">
          <blobdispatcher>
            <property name="dc:format=audio">odd</property>
            <property name="dc:format=audio">odd</property>
            <property name="default">default</property>
          </blobdispatcher>
        </extension>
        """)]
    public async Task Rules_are_tried_out_and_nothing_is_changed(string rules)
    {
        using var client = _server.Client();
        foreach (var (format, text) in new[] { ("audio", "song"), ("audio", "speech"), ("other", "text") })
        {
            var document = await _server.CreateAsync(properties: new Dictionary<string, object?> { ["dc:format"] = format });
            await client.PutBlobAsync(document.Uid(), "file:content", text);
        }

        var lines = await SimulateAsync(client, rules, details: true);

        lines[0].GetProperty("warnings")[0].GetString().ShouldNotBeNull().ShouldStartWith("It is there twice");
        lines[1..^1].Where(line => line.TryGetProperty("from", out _)).Select(line => (line.Text("from"), line.Text("to"), line.Text("xpath"), line.Text("rule")))
            .ShouldBe([("default", "odd", "file:content", "dc:format=audio"), ("default", "odd", "file:content", "dc:format=audio")]);
        var summary = lines[^1].GetProperty("summary");
        summary.GetProperty("blobs").GetInt32().ShouldBe(3);
        summary.GetProperty("documents").GetInt64().ShouldBe(summary.GetProperty("total").GetInt64());
        var sum = summary.GetProperty("moves").EnumerateArray().ShouldHaveSingleItem();
        (sum.Text("from"), sum.Text("to"), sum.GetProperty("blobs").GetInt32(), sum.GetProperty("bytes").GetInt32()).ShouldBe(("default", "odd", 2, 10));
        // Nothing moved, so the same comes again.
        (await SimulateAsync(client, rules, details: false))[^1].GetRawText().ShouldBe(lines[^1].GetRawText());
    }

    [Theory]
    [InlineData("""{ "Rules": [{ "When": "dc:format", "Provider": "odd" }], "Default": "default" }""", "name, operator, value")]
    [InlineData("""{ "Rules": [], "Default": "nowhere" }""", "There is no provider 'nowhere'")]
    [InlineData("""{ "Rule": [] }""", "has no dispatch rules")]
    [InlineData("[]", "has no dispatch rules")]
    [InlineData("nothing", "neither JSON nor XML")]
    [InlineData("<a", "line 1")]
    public async Task Rules_that_could_not_be_used_are_refused(string rules, string message)
    {
        using var client = _server.Client();
        (await (await client.PostAsync("api/v1/management/simulate", Json.Text(rules))).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain(message);
    }

    [Fact]
    public async Task Rules_are_applied_listed_and_taken_back_under_their_number()
    {
        using var client = _server.Client();
        var before = (await client.GetAsync("api/v1/management/rules")).ShouldBe(HttpStatusCode.OK);
        before.Headers.ETag?.Tag.ShouldBe("\"0\"");
        var configured = await before.JsonAsync();
        (configured.Text("source"), configured.GetProperty("rules").GetArrayLength(), configured.GetProperty("warnings").GetArrayLength()).ShouldBe(("configuration", 3, 2));

        var applied = await (await SendAsync(HttpMethod.Put, Rules, "\"0\"")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        (applied.Text("source"), applied.GetProperty("number").GetInt32(), applied.Text("by")).ShouldBe(("applied", 1, "Administrator"));
        applied.GetProperty("rules").EnumerateArray().Select(rule => (rule.Text("when"), rule.Text("provider"))).ShouldBe([("dc:format=audio", "odd"), ("default", "default")]);
        var document = await _server.CreateAsync(properties: new Dictionary<string, object?> { ["dc:format"] = "audio" });
        await client.PutBlobAsync(document.Uid(), "file:content", "song");
        (await ExplainAsync(client, new { id = document.Uid() })).GetProperty("entries")[0].Text("current").ShouldBe("odd");

        (await (await SendAsync(HttpMethod.Put, Rules, "\"0\"")).ShouldBeErrorAsync(HttpStatusCode.PreconditionFailed)).ShouldContain("meanwhile");
        (await SendAsync(HttpMethod.Delete, null, "\"0\"")).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await SendAsync(HttpMethod.Delete, null, "\"one\"")).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await SendAsync(HttpMethod.Delete, null, "W/\"1\"")).ShouldBe(HttpStatusCode.PreconditionFailed);
        await (await SendAsync(HttpMethod.Delete, null, "1")).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await (await SendAsync(HttpMethod.Put, "{}", null)).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain("has no dispatch rules");
        (await (await SendAsync(HttpMethod.Delete, null, "\"0\", \"1\"")).ShouldBe(HttpStatusCode.OK).JsonAsync()).Text("source").ShouldBe("configuration");
        (await (await client.GetAsync("api/v1/management/rules/history")).JsonAsync()).GetProperty("entries").EnumerateArray()
            .Select(entry => (entry.GetProperty("number").GetInt32(), entry.TryGetProperty("rules", out _))).ShouldBe([(2, false), (1, true)]);

        Task<HttpResponseMessage> SendAsync(HttpMethod method, string? body, string? tag)
        {
            var request = new HttpRequestMessage(method, "api/v1/management/rules") { Content = body is null ? null : Json.Text(body) };
            if (tag is not null)
                request.Headers.TryAddWithoutValidation("If-Match", tag);
            return client.SendAsync(request);
        }
    }

    [Fact]
    public async Task Whoever_is_no_administrator_applies_no_rules()
    {
        await _server.CreateUserAsync("bob");
        using var bob = _server.Client("bob");
        (await bob.PutAsync("api/v1/management/rules", Json.Text(Rules))).ShouldBe(HttpStatusCode.Forbidden);
        (await bob.DeleteAsync("api/v1/management/rules")).ShouldBe(HttpStatusCode.Forbidden);
        (await bob.GetAsync("api/v1/management/rules")).ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<JsonElement> ExplainAsync(HttpClient client, object question) =>
        await (await client.PostAsync("api/v1/management/explain", Json.Content(question))).ShouldBe(HttpStatusCode.OK).JsonAsync();

    private static async Task<List<JsonElement>> SimulateAsync(HttpClient client, string rules, bool details)
    {
        var answer = (await client.PostAsync($"api/v1/management/simulate?details={details}", Json.Text(rules))).ShouldBe(HttpStatusCode.OK);
        return [.. (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
