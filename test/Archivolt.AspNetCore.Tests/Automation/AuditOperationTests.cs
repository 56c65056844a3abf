using System.Net;

namespace Archivolt.AspNetCore.Tests.Automation;

/// <summary>The audit log by an operation: all of it for administrators, a document's for its readers.</summary>
public sealed class AuditOperationTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Operation = "Audit.QueryWithPageProvider";

    [Fact]
    public async Task Readers_of_a_document_see_its_history_page_by_page()
    {
        var (name, file) = ($"reader-{Guid.NewGuid():n}", await server.CreateAsync());
        await server.CreateUserAsync(name);
        using var admin = server.Client();
        await admin.PutDocumentAsync(file.Uid(), new Dictionary<string, object?> { ["dc:title"] = "changed" });
        var history = new { providerName = "DOCUMENT_HISTORY_PROVIDER", queryParams = new[] { file.Uid() }, pageSize = 1 };
        using var reader = server.Client(name);
        await (await reader.RunAsync(Operation, parameters: history)).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await admin.PutAsync($"api/v1/id/{file.Uid()}/@acl", Json.Content(new[] { new { username = name, permission = "Read" } }));

        var page = await reader.ResultAsync(Operation, parameters: history);
        page.Text("entity-type").ShouldBe("logEntries");
        page.Entries().Single().Text("eventId").ShouldBe("documentSecurityUpdated");
        page.GetProperty("isNextPageAvailable").GetBoolean().ShouldBeTrue();
        (await reader.ResultAsync("Audit.PageProvider", parameters: new { history.providerName, history.queryParams, pageSize = 1, currentPageIndex = 2 })).Entries().Single().Text("eventId")
            .ShouldBe("documentCreated");
        (await (await reader.RunAsync(Operation)).ShouldBeErrorAsync(HttpStatusCode.Forbidden)).ShouldContain("administrators");
    }

    [Fact]
    public async Task Administrators_name_what_they_want_and_what_is_not_offered_is_said()
    {
        using var admin = server.Client();
        var file = (await server.CreateAsync()).Uid();
        var found = await admin.ResultAsync("Audit.Query", parameters: new { namedQueryParams = new { eventIds = new[] { "documentCreated" }, principalNames = RunningServer.Admin, startDate = "2020-01-01T00:00:00Z" } });
        found.Entries().First().Text("docUUID").ShouldBe(file);
        (await admin.ResultAsync(Operation, parameters: new { namedQueryParams = new { endDate = "2020-01-01T00:00:00Z" } })).Entries().ShouldBeEmpty();
        foreach (var wrong in (object[])
        [
            new { query = "from LogEntry" }, new { sortOrder = "asc" }, new { namedQueryParams = 5 }, new { namedQueryParams = new { eventIds = new[] { "a", "b" } } },
            new { namedQueryParams = new { startDate = "soon" } }, new { providerName = "DOCUMENT_HISTORY_PROVIDER" },
        ])
        {
            await (await admin.RunAsync(Operation, parameters: wrong)).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        }
    }
}
