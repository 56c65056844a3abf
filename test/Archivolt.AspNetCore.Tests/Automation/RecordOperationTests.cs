using System.Net;

namespace Archivolt.AspNetCore.Tests.Automation;

/// <summary>Records by operations, with the platform's names and permissions.</summary>
public sealed class RecordOperationTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_hold_makes_a_record_that_nobody_deletes_until_it_is_taken_off()
    {
        using var client = server.Client();
        var file = (await server.CreateAsync()).Uid();
        var held = await client.ResultAsync("Document.Hold", file, new { description = "a trial" });
        (held.GetProperty("isRecord").GetBoolean(), held.GetProperty("hasLegalHold").GetBoolean()).ShouldBe((true, true));
        await (await client.DeleteAsync($"api/v1/id/{file}")).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        (await client.ResultAsync("Document.Hold", file)).GetProperty("hasLegalHold").GetBoolean().ShouldBeTrue();
        (await client.ResultAsync("Document.Unhold", file)).GetProperty("hasLegalHold").GetBoolean().ShouldBeFalse();
        (await client.DeleteAsync($"api/v1/id/{file}")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_document_is_retained_until_a_time_that_only_becomes_later()
    {
        using var client = server.Client();
        var file = (await server.CreateAsync()).Uid();
        (await client.ResultAsync("Document.Retain", file, new { until = "2090-01-31T00:00:00Z" })).Text("retainUntil").ShouldBe("2090-01-31T00:00:00.000Z");
        await (await client.RunAsync("Document.Retain", file, new { until = "2080-01-31T00:00:00Z" })).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        await (await client.RunAsync("Document.Retain", file, new { until = "someday" })).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await client.RunAsync("Document.Retain", file)).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        var refused = await client.ResultAsync("Audit.QueryWithPageProvider", parameters: new { namedQueryParams = new { eventId = "changeRefused" } });
        refused.Entries().ShouldContain(entry => entry.Text("docUUID") == file);
    }

    [Fact]
    public async Task A_document_is_retained_without_a_known_end_until_it_gets_one()
    {
        using var client = server.Client();
        var file = (await server.CreateAsync()).Uid();
        (await client.ResultAsync("Document.Retain", file)).Text("retainUntil").ShouldStartWith("9999-");
        (await client.ResultAsync("Document.Retain", file, new { until = "2090-01-31T00:00:00Z" })).Text("retainUntil").ShouldBe("2090-01-31T00:00:00.000Z");
    }

    [Theory]
    [InlineData("2001-01-01T00:00:00Z")]
    [InlineData("someday")]
    public async Task A_time_that_cannot_be_makes_no_record_from_which_there_is_no_way_back(string until)
    {
        using var client = server.Client();
        var file = (await server.CreateAsync()).Uid();
        await (await client.RunAsync("Document.Retain", file, new { until })).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await (await client.GetAsync($"api/v1/id/{file}")).JsonAsync()).GetProperty("isRecord").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_may_only_write_makes_no_record()
    {
        var (name, file) = ($"writer-{Guid.NewGuid():n}", await server.CreateAsync());
        await server.CreateUserAsync(name);
        await server.Client().PutAsync($"api/v1/id/{file.Uid()}/@acl", Json.Content(new[] { new { username = name, permission = "ReadWrite" } }));
        using var writer = server.Client(name);
        foreach (var operation in (string[])["Document.Hold", "Document.Unhold", "Document.Retain"])
            await (await writer.RunAsync(operation, file.Uid())).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        (await (await writer.GetAsync($"api/v1/id/{file.Uid()}")).JsonAsync()).GetProperty("isRecord").GetBoolean().ShouldBeFalse();
    }
}
