using System.Net;
using Archivolt.AspNetCore.Automation.Operations;

namespace Archivolt.AspNetCore.Tests.Automation;

/// <summary>How operations are listed, called and answered, whatever they do.</summary>
public sealed class AutomationTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("api/v1/automation")]
    [InlineData("site/api/v1/automation")]
    [InlineData("site/automation")]
    public async Task Operations_are_listed_with_typed_parameters_at_each_address(string address)
    {
        using var client = server.Client();
        var list = await (await client.GetAsync(address)).ShouldBe(HttpStatusCode.OK).JsonAsync();
        var fetch = list.GetProperty("operations").EnumerateArray().Single(operation => operation.Text("id") == "Repository.GetDocument");
        fetch.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()).ShouldBe(["Document.Fetch"]);
        var value = fetch.GetProperty("params").EnumerateArray().Single();
        (value.Text("name"), value.Text("type"), value.GetProperty("required").GetBoolean()).ShouldBe(("value", "document", true));
        (await (await client.GetAsync($"{address}/Document.Fetch")).ShouldBe(HttpStatusCode.OK).JsonAsync()).Text("id").ShouldBe("Repository.GetDocument");
    }

    [Theory]
    [InlineData("api/v1/automation/Log")]
    [InlineData("site/automation/Log")]
    public async Task An_operation_without_result_answers_204(string address)
    {
        using var client = server.Client();
        var answer = await client.PostAsync(address, Json.Text("""{"params": {"message": "a line\nand another", "level": "warn"}, "context": {}}"""));
        (await answer.ShouldBe(HttpStatusCode.NoContent).Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_answer_of_an_operation_is_fetched_later_by_whoever_started_it()
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = server.Nuxeo,
            DefaultRequestHeaders = { Authorization = server.Client().DefaultRequestHeaders.Authorization },
        };
        var call = Json.Content(new { @params = new { name = "workspaces" }, input = "/default-domain" });
        using var accepted = (await client.PostAsync("api/v1/automation/Document.GetChild/@async", call)).ShouldBe(HttpStatusCode.Accepted);
        (await accepted.Content.ReadAsStringAsync()).ShouldBeEmpty();
        var status = accepted.Headers.Location!;
        using var sentOn = (await client.GetAsync(status)).ShouldBe(HttpStatusCode.Redirect);
        (await (await client.GetAsync(sentOn.Headers.Location)).ShouldBe(HttpStatusCode.OK).JsonAsync()).Text("path").ShouldBe("/default-domain/workspaces");
        using var nothing = (await client.PostAsync("api/v1/automation/Log/@async", Json.Content(new { @params = new { message = "x" } }))).ShouldBe(HttpStatusCode.Accepted);
        (await client.GetAsync(nothing.Headers.Location!.AbsoluteUri.Replace("/status", "", StringComparison.Ordinal))).ShouldBe(HttpStatusCode.NoContent);

        await (await client.PostAsync("api/v1/automation/Document.GetChild/@async", Json.Content(new { @params = new { name = "none" }, input = "/default-domain" }))).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        var name = $"other-{Guid.NewGuid():n}";
        await server.CreateUserAsync(name);
        using var other = server.Client(name);
        await (await other.GetAsync(status)).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await client.GetAsync(status.AbsoluteUri.Replace("Document.GetChild", "Log", StringComparison.Ordinal))).ShouldBeErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_client_that_wants_no_result_gets_none()
    {
        using var client = server.Client();
        client.DefaultRequestHeaders.Add("X-NXVoidOperation", "true");
        (await client.RunAsync("Document.Fetch", parameters: new { value = "/" })).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task What_cannot_be_run_is_refused_with_a_reason()
    {
        using var client = server.Client();
        (await (await client.RunAsync("Nothing.Known")).ShouldBeErrorAsync(HttpStatusCode.NotFound)).ShouldContain("Nothing.Known");
        (await (await client.RunAsync("Log")).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain("'message'");
        (await (await client.RunAsync("Document.Trash")).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain("a document as input");
        await (await client.RunAsync("Document.Trash", "doc:/no/such/document")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await client.RunAsync("Document.Trash", "/", context: 5)).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await client.PostAsync("api/v1/automation/Log", Json.Text(""))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("doc:{0}")]
    [InlineData("doc:{1}")]
    [InlineData("{1}")]
    public async Task A_document_is_meant_by_its_id_or_its_path(string form)
    {
        using var client = server.Client();
        var file = await server.CreateAsync();
        var reference = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, file.Uid(), file.Text("path"));
        (await client.ResultAsync("Document.Trash", reference)).GetProperty("isTrashed").GetBoolean().ShouldBeTrue();
        (await client.ResultAsync("Document.Fetch", parameters: new { value = reference })).Uid().ShouldBe(file.Uid());
    }

    [Fact]
    public async Task Several_documents_are_worked_on_in_turn_and_answered_as_a_list()
    {
        using var client = server.Client();
        string[] ids = [(await server.CreateAsync()).Uid(), (await server.CreateAsync()).Uid()];
        client.DefaultRequestHeaders.Add("properties", "dublincore");
        foreach (var (input, title) in (IEnumerable<(object, string)>)[("docs:" + string.Join(',', ids), "one"), (ids, "two")])
        {
            var list = await client.ResultAsync("Document.Update", input, new { properties = $"dc:title={title}" });
            list.Text("entity-type").ShouldBe("documents");
            list.Entries().Select(entry => (entry.Uid(), entry.Property("dc:title").GetString())).ShouldBe([(ids[0], title), (ids[1], title)]);
        }
    }

    [Fact]
    public async Task Whoever_may_not_read_a_document_runs_nothing_on_it()
    {
        await server.CreateUserAsync("mallory");
        using var client = server.Client("mallory");
        var file = await server.CreateAsync();
        await (await client.RunAsync("Document.Fetch", parameters: new { value = file.Uid() })).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await client.RunAsync("Document.Delete", file.Uid())).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\u202eb")]
    [InlineData("a\u2028b")]
    [InlineData("a\u200bb")]
    public void A_message_of_a_client_is_one_line_of_the_log_as_it_reads(string message) => LogOperation.Line(message).ShouldBe("a b");

    [Fact]
    public async Task An_operation_runs_on_the_document_of_an_address()
    {
        using var client = server.Client();
        var file = await server.CreateAsync();
        var answer = await client.PostAsync($"api/v1/id/{file.Uid()}/@op/Document.Trash", Json.Text("""{"params": {}}"""));
        (await answer.ShouldBe(HttpStatusCode.OK).JsonAsync()).GetProperty("isTrashed").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("site/api/v1/me")]
    [InlineData("site/api/v1/path/default-domain")]
    [InlineData("site/api/v1/repo/default/path/default-domain/@children")]
    [InlineData("api/v1/path//@children")]
    [InlineData("api/v1/repo/default/path//@children")]
    public async Task The_platforms_second_addresses_lead_to_the_same(string address)
    {
        using var client = server.Client();
        (await client.GetAsync(address)).ShouldBe(HttpStatusCode.OK);
    }
}
