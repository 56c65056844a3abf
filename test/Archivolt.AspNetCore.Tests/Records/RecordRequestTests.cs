using System.Net;
using System.Text.Json;
using Archivolt.Postgres;
using Archivolt.Testing;

namespace Archivolt.AspNetCore.Tests.Records;

public sealed class RecordRequestTests : IAsyncLifetime
{
    private readonly TestClock _clock = new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));
    private RunningServer _server = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RecordsServer.StartAsync(_clock);
        _client = _server.Client();
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task A_record_says_so_in_its_json_and_its_content_is_in_the_record_provider()
    {
        var id = await NewAsync("content");
        var made = await MakeAsync(id);
        made.GetProperty("isRecord").GetBoolean().ShouldBeTrue();
        made.GetProperty("isFlexibleRecord").GetBoolean().ShouldBeFalse();
        made.GetProperty("retainedProperties").EnumerateArray().Select(path => path.GetString()).ShouldBe(["content"]);
        made.GetProperty("retainUntil").ValueKind.ShouldBe(JsonValueKind.Null);
        made.GetProperty("isUnderRetentionOrLegalHold").GetBoolean().ShouldBeFalse();
        File.Exists(Path.Combine(_server.DataPath, "records", "data", id)).ShouldBeTrue();

        var retained = await RetainAsync(id, "2026-02-01T12:00:00Z");
        retained.Text("retainUntil").ShouldBe("2026-02-01T12:00:00.000Z");
        retained.GetProperty("isUnderRetentionOrLegalHold").GetBoolean().ShouldBeTrue();
        (await _client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("content");

        (await (await _client.PutAsync($"api/v1/id/{id}/@retention", Json.Text("""{"retainUntil":"indeterminate"}"""))).ShouldBeErrorAsync(HttpStatusCode.Conflict))
            .ShouldContain("put a legal hold on the record instead");
    }

    [Fact]
    public async Task A_record_waits_for_a_day_that_is_not_known_yet()
    {
        var id = await NewAsync("content");
        await MakeAsync(id);
        (await RetainAsync(id, "indeterminate")).Text("retainUntil").ShouldBe("9999-01-01T00:00:00.000Z");
        using var asked = await _client.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"api/v1/id/{id}") { Headers = { { "enrichers-document", "permissions" } } });
        (await asked.Content.ReadAsStringAsync()).ShouldNotContain("\"Remove\"");
        await (await _client.PostAsync($"api/v1/id/{id}/@op/Document.Trash", Json.Text("{}"))).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        (await RetainAsync(id, "2026-02-01T12:00:00Z")).Text("retainUntil").ShouldBe("2026-02-01T12:00:00.000Z");
    }

    [Fact]
    public async Task While_retained_every_way_to_lose_the_content_is_refused_and_audited()
    {
        var folder = (await _server.CreateAsync("Folder")).Text("path")!.TrimStart('/');
        var id = await NewAsync("content", folder);
        await MakeAsync(id);
        await RetainAsync(id, "2026-02-01T12:00:00Z");
        var folderId = (await (await _client.GetAsync($"api/v1/path/{folder}")).JsonAsync()).Uid();

        (await (await _client.DeleteAsync($"api/v1/id/{id}")).ShouldBeErrorAsync(HttpStatusCode.Conflict))
            .ShouldStartWith($"Cannot remove {id}, it is under retention / hold");
        await (await _client.DeleteAsync($"api/v1/path/{folder}")).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        (await (await _client.PutBlobAsync(id, "file:content", "other")).ShouldBeErrorAsync(HttpStatusCode.Forbidden))
            .ShouldBe($"Cannot change blob from document {id}, it is under retention / hold");
        await (await _client.DeleteAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await _client.DeleteAsync($"api/v1/id/{id}/@blob/blobholder:0")).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await _client.PutDocumentAsync(id, new Dictionary<string, object?> { ["file:content"] = null })).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await _client.PutDocumentAsync(id, new Dictionary<string, object?>
        {
            ["file:content"] = new { name = "a.txt", data = "inline" },
        })).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await _client.PutAsync($"api/v1/id/{id}/@retention", Json.Text("""{"retainUntil":"2026-02-01T11:00:00Z"}"""))).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        await (await _client.PutAsync($"api/v1/id/{id}/@retention", Json.Text("""{"retainUntil":null}"""))).ShouldBeErrorAsync(HttpStatusCode.Conflict);

        (await _client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("content");
        (await RefusalsAsync(id)).ShouldBe(8);
        (await RefusalsAsync(folderId)).ShouldBe(1);
        (await _client.PutDocumentAsync(id, new Dictionary<string, object?> { ["dc:title"] = "New" })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task After_the_time_content_can_be_replaced_and_the_document_can_go()
    {
        var id = await NewAsync("content");
        await MakeAsync(id);
        await RetainAsync(id, "2026-02-01T12:00:00Z");
        _clock.Advance(TimeSpan.FromDays(1));
        ServerDatabase.SetClock(_server.DataPath, _clock.GetUtcNow());

        (await _client.PostAsync("api/v1/management/records/expire", null)).ShouldBe(HttpStatusCode.OK);
        (await _client.DocumentAsync(id)).GetProperty("retainUntil").ValueKind.ShouldBe(JsonValueKind.Null);
        (await _client.PutBlobAsync(id, "file:content", "other")).ShouldBe(HttpStatusCode.OK);
        (await _client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("other");
        (await _client.DeleteAsync($"api/v1/id/{id}")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("PUT", "@acl", "[]")]
    [InlineData("PUT", "@record", "{}")]
    [InlineData("PUT", "@retention", """{"retainUntil":"indeterminate"}""")]
    [InlineData("PUT", "@hold", "{}")]
    [InlineData("DELETE", "@hold", "")]
    [InlineData("POST", "@coldstorage/move", "")]
    [InlineData("POST", "@coldstorage/retrieve", "")]
    [InlineData("POST", "@coldstorage/restore", "")]
    public async Task A_document_in_another_state_than_the_one_asked_for_stays_as_it_is(string method, string adapter, string body)
    {
        var id = await NewAsync("content");
        foreach (var (header, value) in new[] { ("If-Match", "\"stale\""), ("If-None-Match", "*"), ("If-Unmodified-Since", "Thu, 01 Jan 2015 00:00:00 GMT") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"api/v1/id/{id}/{adapter}");
            if (body.Length > 0)
                request.Content = Json.Text(body);
            request.Headers.TryAddWithoutValidation(header, value).ShouldBeTrue();
            await (await _client.SendAsync(request)).ShouldBeErrorAsync(HttpStatusCode.PreconditionFailed);
        }
        (await _client.DocumentAsync(id)).GetProperty("isRecord").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_restart_forgets_no_lock()
    {
        var id = await NewAsync("content");
        await MakeAsync(id);
        (await _client.PutAsync($"api/v1/id/{id}/@hold", Json.Text("""{"comment":"case 7"}"""))).ShouldBe(HttpStatusCode.OK);
        var home = _server.DataPath;
        await _server.App.DisposeAsync();
        _server = await RecordsServer.StartAsync(_clock, home);
        using var client = _server.Client();

        await (await client.DeleteAsync($"api/v1/id/{id}")).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        (await client.DeleteAsync($"api/v1/id/{id}/@hold")).ShouldBe(HttpStatusCode.OK);
        (await client.DeleteAsync($"api/v1/id/{id}")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Each_step_takes_its_own_permission_and_writing_is_none_of_them()
    {
        var id = await NewAsync("content");
        await _server.CreateUserAsync("clerk");
        using var clerk = _server.Client("clerk");
        await GrantAsync(id, "Write");
        await ExpectAsync(record: 403, retention: 403, hold: 403);
        await GrantAsync(id, "Write", "MakeRecord");
        await ExpectAsync(record: 200, retention: 403, hold: 403);
        await GrantAsync(id, "Read", "SetRetention");
        await ExpectAsync(record: 403, retention: 200, hold: 403);
        await GrantAsync(id, "Read", "ManageLegalHold");
        await ExpectAsync(record: 403, retention: 403, hold: 200);
        await GrantAsync(id, "ManageLegalHold");
        await (await clerk.PutAsync($"api/v1/id/{id}/@hold", null)).ShouldBeErrorAsync(HttpStatusCode.Forbidden);

        async Task ExpectAsync(int record, int retention, int hold)
        {
            ((int)(await clerk.PutAsync($"api/v1/id/{id}/@record", null)).StatusCode).ShouldBe(record);
            ((int)(await clerk.PutAsync($"api/v1/id/{id}/@retention", Json.Text("""{"retainUntil":"2026-02-01T12:00:00Z"}"""))).StatusCode).ShouldBe(retention);
            ((int)(await clerk.PutAsync($"api/v1/id/{id}/@hold", null)).StatusCode).ShouldBe(hold);
        }
    }

    [Theory]
    [InlineData("@retention", null, 400)]
    [InlineData("@retention", "{}", 400)]
    [InlineData("@retention", """{"retainUntil":"tomorrow"}""", 400)]
    [InlineData("@retention", """{"retainUntil":"2026-01-31T12:00:00Z"}""", 400)]
    [InlineData("@retention", """{"retainUntil":5}""", 400)]
    [InlineData("@record", """{"flexible":"yes"}""", 400)]
    [InlineData("@record", "[]", 400)]
    public async Task Bad_input_is_told_in_a_sentence(string adapter, string? body, int status)
    {
        var id = await NewAsync("content");
        await MakeAsync(id);
        await (await _client.PutAsync($"api/v1/id/{id}/{adapter}", body is null ? null : Json.Text(body))).ShouldBeErrorAsync((HttpStatusCode)status);
    }

    [Fact]
    public async Task A_document_that_is_no_record_cannot_be_held()
    {
        var id = await NewAsync("content");
        (await (await _client.PutAsync($"api/v1/id/{id}/@hold", null)).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain("not a record");
    }

    [Fact]
    public async Task Administrators_see_all_records_page_by_page()
    {
        string[] ids = [await NewAsync("1"), await NewAsync("2"), await NewAsync("3")];
        foreach (var id in ids[..2])
            await MakeAsync(id);
        var first = await (await _client.GetAsync("api/v1/management/records?pageSize=1")).JsonAsync();
        var second = await (await _client.GetAsync($"api/v1/management/records?pageSize=1&after={first.Text("next")}")).JsonAsync();
        new[] { first, second }.Select(page => page.GetProperty("entries")[0].Text("uid")).ShouldBe(ids[..2], ignoreOrder: true);
        (await (await _client.GetAsync($"api/v1/management/records?after={second.Text("next")}")).JsonAsync()).GetProperty("entries").GetArrayLength().ShouldBe(0);
    }

    private async Task<string> NewAsync(string content, string? parent = null)
    {
        var id = (parent is null ? await _server.CreateAsync() : await _server.CreateAsync(parent: parent)).Uid();
        (await _client.PutBlobAsync(id, "file:content", content)).ShouldBe(HttpStatusCode.OK);
        return id;
    }

    private async Task<JsonElement> MakeAsync(string id) => await (await _client.PutAsync($"api/v1/id/{id}/@record", null)).ShouldBe(HttpStatusCode.OK).JsonAsync();

    private async Task<JsonElement> RetainAsync(string id, string until) =>
        await (await _client.PutAsync($"api/v1/id/{id}/@retention", Json.Content(new { retainUntil = until }))).ShouldBe(HttpStatusCode.OK).JsonAsync();

    private async Task GrantAsync(string id, params string[] permissions) =>
        (await _client.PutAsync($"api/v1/id/{id}/@acl", Json.Content(permissions.Select(permission => new { username = "clerk", permission }))))
            .ShouldBe(HttpStatusCode.OK);

    private async Task<int> RefusalsAsync(string id) =>
        (await (await _client.GetAsync($"api/v1/id/{id}/@audit")).JsonAsync()).GetProperty("entries").EnumerateArray()
            .Count(entry => entry.Text("eventId") == "changeRefused" && entry.Text("principalName") == RunningServer.Admin);
}
