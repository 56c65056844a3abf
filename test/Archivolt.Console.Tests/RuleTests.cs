using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Access;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Archivolt.Jobs;
using Microsoft.Extensions.Options;

namespace Archivolt.WebConsole.Tests;

/// <summary>The page about rules, without script.</summary>
public sealed class RuleTests : IAsyncLifetime
{
    private const string Page = "/console/operations/rules";

    private readonly RunningServer _server = new([
        "--Archivolt:Providers:default:Type=Memory", "--Archivolt:Providers:cold:Type=Memory",
        "--Archivolt:Dispatch:Rules:0:When=dc:source=cold", "--Archivolt:Dispatch:Rules:0:Provider=cold",
        "--Archivolt:Dispatch:Rules:1:When=dc:source=cold,dc:format=<b>", "--Archivolt:Dispatch:Rules:1:Provider=default",
        "--Archivolt:Dispatch:Rules:2:When=blob:mime-type~video/*,blob:length>1000", "--Archivolt:Dispatch:Rules:2:Provider=cold",
        "--Archivolt:Dispatch:Default=default"]);

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_rules_in_use_are_shown_in_order_in_words_with_what_is_odd()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        var raw = await visitor.PageAsync(Page);
        raw.ShouldNotContain("dc:format=<b>");
        var page = WebUtility.HtmlDecode(raw);
        var first = page.IndexOf("When the property dc:source is “cold”: to", StringComparison.Ordinal);
        first.ShouldBeGreaterThan(0);
        page.IndexOf("When the media type looks like “video/*” and the length in bytes is above “1000”", StringComparison.Ordinal).ShouldBeGreaterThan(first);
        page.ShouldContain("When no other rule takes it: to");
        page.ShouldContain("It is never reached");
        page.ShouldContain("Archivolt:Dispatch:Rules:0");
        page.ShouldContain("\"When\": \"dc:source=cold\"", customMessage: "a draft begins with the rules in use");
    }

    [Fact]
    public async Task They_are_tried_against_a_document_and_against_a_described_blob()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        var document = await _server.CreateAsync(properties: new Dictionary<string, object> { ["dc:source"] = "<i>warm</i>" });
        using var client = _server.Client();
        (await client.PutBlobAsync(document.Uid(), "file:content", "hello")).EnsureSuccessStatusCode();
        foreach (var named in (string[])[document.Uid(), document.Text("path")!])
        {
            var page = await visitor.PageAsync($"{Page}?document={Uri.EscapeDataString(named)}");
            page.ShouldContain("It is in <strong><bdi>default</bdi></strong>, where it belongs.");
            page.ShouldContain("it saw <bdi>&lt;i&gt;warm&lt;/i&gt;</bdi>");
            page.ShouldContain("<strong>Not so:</strong>");
            page.ShouldContain("<strong>Not looked at:</strong>");
        }
        var described = await visitor.PageAsync($"{Page}?type=video/mp4&length=2000");
        described.ShouldContain("It would go to <strong><bdi>cold</bdi></strong>.");
        described.ShouldContain("<strong>So it is:</strong>");
        described.ShouldContain("it saw <bdi>2000</bdi>");
        (await visitor.PageAsync($"{Page}?document={document.Uid()}&type=text/plain&length=2")).ShouldContain("It would go to <strong><bdi>default</bdi></strong>.");

        foreach (var (query, status, sentence) in ((string, HttpStatusCode, string)[])
            [("document=/no/<b>", HttpStatusCode.NotFound, "There is no document “/no/<b>”"), ("type=a/b&length=many", HttpStatusCode.BadRequest, "“many” is no length"), ("document=x&xpath=a//b", HttpStatusCode.BadRequest, "“a//b” is no property")])
        {
            using var answer = await visitor.Http.GetAsync($"{Page}?{query}");
            answer.StatusCode.ShouldBe(status, query);
            Card(WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), "trial").ShouldContain(sentence);
        }
    }

    [Fact]
    public async Task A_draft_is_reviewed_and_given_back_as_configuration()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        using var json = await visitor.PostAsync(Page, new() { ["rules"] = """{"Rules": [{"When": "dc:format=<b>", "Provider": "cold"}], "Default": "default"}""" });
        json.StatusCode.ShouldBe(HttpStatusCode.OK);
        var raw = await json.Content.ReadAsStringAsync();
        raw.ShouldNotContain("<b>");
        var page = WebUtility.HtmlDecode(raw);
        page.ShouldContain("These rules can be used");
        page.ShouldContain("When the property dc:format is “<b>”: to");
        page.Split("id=\"configuration\">")[1].Split("</pre>")[0].ReplaceLineEndings("\n").ShouldBe(
            """
            {
              "Archivolt": {
                "Dispatch": {
                  "Rules": [
                    {
                      "When": "dc:format=<b>",
                      "Provider": "cold"
                    }
                  ],
                  "Default": "default"
                }
              }
            }
            """.ReplaceLineEndings("\n"));
        page.ShouldContain("(those in use stand in Archivolt:Dispatch)");

        using var xml = await visitor.PostAsync(Page, new()
        {
            ["rules"] = """
                <component name="mine"><extension target="org.nuxeo.ecm.core.blob.DocumentBlobManager" point="configuration"><blobdispatcher><class>org.nuxeo.ecm.core.blob.DefaultBlobDispatcher</class>
                <property name="dc:source=x">cold</property><property name="default">default</property></blobdispatcher></extension></component>
                """,
        });
        WebUtility.HtmlDecode(await xml.Content.ReadAsStringAsync()).ShouldContain("When the property dc:source is “x”: to");
    }

    [Fact]
    public async Task A_draft_that_cannot_be_used_is_refused_with_the_reason_and_stays()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        foreach (var (draft, sentence) in ((string, string)[])
            [("{", "The draft, line 1: it is no JSON: "), ("""{"Rules": [{"When": "dc:format=a", "Provider": "<nowhere>"}], "Default": "default"}""", "There is no provider '<nowhere>'. Known: cold, default"), ("", "The draft, line 1")])
        {
            using var answer = await visitor.PostAsync(Page, new() { ["rules"] = draft });
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
            Card(page, "draft-card").ShouldContain(sentence, customMessage: "the form leads there");
            page.ShouldContain($"\n{draft}</textarea>");
            page.ShouldNotContain("id=\"configuration\"");
        }
    }

    [Fact]
    public async Task A_reviewed_draft_is_applied_and_the_rules_of_the_configuration_come_back()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        const string draft = """{"Rules": [{"When": "dc:source=\"<i>warm</i>\"", "Provider": "cold"}], "Default": "default"}""";
        using var reviewed = await visitor.PostAsync(Page, new() { ["rules"] = draft });
        (await reviewed.Content.ReadAsStringAsync()).ShouldContain("name=\"number\" value=\"0\"");
        using var applied = await visitor.PostAsync($"{Page}/apply", new() { ["rules"] = draft, ["number"] = "0" });
        (applied.StatusCode, applied.Headers.Location?.OriginalString).ShouldBe((HttpStatusCode.SeeOther, $"{Page}?done=apply"));
        var raw = await visitor.PageAsync($"{Page}?done=apply");
        raw.ShouldNotContain("<i>warm");
        var page = WebUtility.HtmlDecode(raw);
        page.ShouldContain("The rules are in use on this server");
        page.ShouldContain("Those of the configuration are not in use.");
        page.ShouldContain("Number 1: 2 rules</a> <strong>in use</strong>");
        page.ShouldNotContain("dc:source=cold");

        using var late = await visitor.PostAsync($"{Page}/apply", new() { ["rules"] = draft, ["number"] = "0" });
        late.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        WebUtility.HtmlDecode(await late.Content.ReadAsStringAsync()).ShouldContain("Other rules were applied meanwhile");
        using var wrong = await visitor.PostAsync($"{Page}/apply", new() { ["rules"] = "{", ["number"] = "1" });
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        using var numberless = await visitor.PostAsync($"{Page}/return", new() { ["number"] = "x" });
        numberless.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        using var back = await visitor.PostAsync($"{Page}/return", new() { ["number"] = "1" });
        back.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var configured = WebUtility.HtmlDecode(await visitor.PageAsync(Page));
        configured.ShouldContain("When the property dc:source is “cold”: to");
        configured.ShouldContain("2: back to the configuration <strong>in use</strong>");
        var earlier = Card(WebUtility.HtmlDecode(await visitor.PageAsync($"{Page}?version=1")), "draft-card");
        earlier.ShouldContain("It begins with rules 1");
        earlier.Split("<textarea")[1].ShouldContain("<i>warm</i>");
        foreach (var number in (string[])["2", "7", "<b>"])
        {
            using var unknown = await visitor.Http.GetAsync($"{Page}?version={Uri.EscapeDataString(number)}");
            unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            Card(WebUtility.HtmlDecode(await unknown.Content.ReadAsStringAsync()), "draft-card").ShouldContain($"No rules have the number {number}");
        }
    }

    [Fact]
    public async Task A_look_that_is_under_way_when_rules_are_applied_is_followed_by_another_one()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        await using var underWay = await _server.Get<JobLeases>().TryTakeAsync(TieringScan.Work);
        using var applied = await visitor.PostAsync($"{Page}/apply", new() { ["rules"] = """{"Rules": [], "Default": "cold"}""", ["number"] = "0", ["move"] = "true" });
        (applied.StatusCode, applied.Headers.Location?.OriginalString).ShouldBe((HttpStatusCode.SeeOther, "/console/operations/moves?done=rules"));
        (await _server.Get<TieringScan>().StatusAsync()).Asked.ShouldBeTrue();
    }

    [Fact]
    public async Task Where_the_configuration_keeps_its_rules_the_page_says_so_and_names_those_that_it_leaves_out()
    {
        await _server.Get<IRuleHistory>().AddAsync([new("dc:source=x", "cold"), new("default", "default")], expected: null, new Principal("amy", []));
        _server.Get<IOptions<RuleOptions>>().Value.Fixed = true;
        using var visitor = await Visitor.SignedInAsync(_server);
        var page = WebUtility.HtmlDecode(await visitor.PageAsync(Page));
        Card(page, "use").ShouldContain("Archivolt:Dispatch:Fixed is set. Rules 1, applied by <bdi>amy</bdi>, are not in use.");
        Card(page, "history").ShouldNotContain("<strong>in use</strong>");
    }

    [Fact]
    public async Task Only_administrators_see_and_review_them()
    {
        await _server.CreateUserAsync("carol");
        using var carol = await Visitor.SignedInAsync(_server, "carol");
        (await carol.Http.GetAsync(Page)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        foreach (var page in (string[])[Page, $"{Page}/apply", $"{Page}/return"])
            (await carol.PostAsync(page, new() { ["rules"] = "{}" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static string Card(string page, string id) => page.Split($"id=\"{id}\"")[1].Split("<section class=\"card\"")[0];
}
