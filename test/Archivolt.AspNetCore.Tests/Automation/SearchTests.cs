using System.Net;

namespace Archivolt.AspNetCore.Tests.Automation;

/// <summary>Queries over HTTP and by operations.</summary>
public sealed class SearchTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("api/v1/search/execute?query=")]
    [InlineData("api/v1/search/lang/NXQL/execute?query=")]
    [InlineData("api/v1/query?query=")]
    [InlineData("api/v1/query/NXQL?query=")]
    [InlineData("site/api/v1/repo/default/search/lang/nxql/execute?query=")]
    public async Task A_query_is_run_at_each_address(string address)
    {
        using var client = server.Client();
        var found = await (await client.GetAsync(address + Uri.EscapeDataString("SELECT * FROM Document WHERE ecm:primaryType = 'Domain'"))).ShouldBe(HttpStatusCode.OK).JsonAsync();
        found.Entries().Select(entry => entry.Text("path")).ShouldBe(["/default-domain"]);
        (found.GetProperty("resultsCount").GetInt64(), found.GetProperty("numberOfPages").GetInt64(), found.GetProperty("isNextPageAvailable").GetBoolean()).ShouldBe((1, 1, false));
    }

    [Fact]
    public async Task A_provider_pages_the_children_in_the_order_that_is_asked_for()
    {
        using var client = server.Client();
        var domain = (await (await client.GetAsync("api/v1/path/default-domain")).JsonAsync()).Uid();
        var titles = new List<string?>();
        for (var index = 0; index < 3; index++)
        {
            var page = await (await client.GetAsync(
                $"api/v1/search/pp/CURRENT_DOC_CHILDREN/execute?queryParams={domain}&pageSize=1&currentPageIndex={index}&sortBy=dc:title&sortOrder=asc")).ShouldBe(HttpStatusCode.OK).JsonAsync();
            titles.Add(page.Entries().Single().Text("title"));
            page.GetProperty("isNextPageAvailable").GetBoolean().ShouldBe(index < 2);
        }
        titles.ShouldBe(["Sections", "Templates", "Workspaces"]);
        await (await client.GetAsync("api/v1/search/pp/unknown/execute")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("LIMIT 2", 2, 2, false)]
    [InlineData("LIMIT 1", 1, 1, false)]
    [InlineData("LIMIT 0", 0, 0, false)]
    [InlineData("LIMIT 9", 2, 3, true)]
    public async Task A_limit_holds_for_all_pages_together(string limit, int onPage, int total, bool hasNext)
    {
        using var client = server.Client();
        var query = $"SELECT * FROM Document WHERE ecm:path STARTSWITH '/default-domain' AND ecm:primaryType IN ('WorkspaceRoot', 'SectionRoot', 'TemplateRoot') ORDER BY ecm:path {limit}";
        var page = await (await client.GetAsync($"api/v1/search/execute?pageSize=2&query={Uri.EscapeDataString(query)}")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        (page.Entries().Count(), page.GetProperty("resultsCount").GetInt32(), page.GetProperty("isNextPageAvailable").GetBoolean()).ShouldBe((onPage, total, hasNext));
        await (await client.GetAsync($"api/v1/search/execute?query={Uri.EscapeDataString("SELECT * FROM Document LIMIT x")}")).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Operations_find_documents()
    {
        using var client = server.Client();
        var byProperty = await client.ResultAsync("Document.FetchByProperty", parameters: new { property = "dc:title", values = "Workspaces" });
        byProperty.Entries().Single().Text("path").ShouldBe("/default-domain/workspaces");
        foreach (var name in (string[])["Repository.Query", "Document.Query"])
        {
            var page = await client.ResultAsync(name, parameters: new { query = "SELECT * FROM Document WHERE ecm:path STARTSWITH ? AND dc:title = ?", queryParams = new[] { "/", "Sections" }, pageSize = 1 });
            page.Entries().Single().Text("title").ShouldBe("Sections");
        }
    }

    [Theory]
    [InlineData("SELECT * FROM Document WHERE", "position 29")]
    [InlineData("SELECT * FROM Document WHERE ecm:fulltext = 'x'", "position 30")]
    [InlineData("", "'query' is missing")]
    public async Task A_query_that_cannot_be_run_is_refused_with_the_place(string query, string what)
    {
        using var client = server.Client();
        (await (await client.GetAsync("api/v1/search/execute?query=" + Uri.EscapeDataString(query))).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain(what);
    }

    [Fact]
    public async Task Nobody_finds_what_may_not_be_read()
    {
        await server.CreateUserAsync("seeker");
        using var client = server.Client("seeker");
        (await (await client.GetAsync("api/v1/search/execute?query=SELECT+*+FROM+Document")).JsonAsync()).Entries().ShouldBeEmpty();
    }
}
