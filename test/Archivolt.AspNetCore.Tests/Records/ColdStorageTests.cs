using System.Net;
using System.Text.Json;
using Archivolt.Testing;

namespace Archivolt.AspNetCore.Tests.Records;

public sealed class ColdStorageTests : IAsyncLifetime
{
    private static readonly TimeSpan Delay = TimeSpan.FromHours(4);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

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
    public async Task Moved_content_gives_way_to_the_thumbnail_and_is_not_read()
    {
        var id = await NewAsync("original");
        (await StatusAsync(id)).Text("state").ShouldBe("available");

        var moved = await PostAsync(id, "move");

        moved.GetProperty("facets").EnumerateArray().Select(facet => facet.GetString()).ShouldContain("ColdStorage");
        (await _client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("thumbnail of original");
        var refused = await _client.GetAsync($"api/v1/id/{id}/@blob/coldstorage:coldContent");
        (await refused.ShouldBeErrorAsync(HttpStatusCode.Conflict)).ShouldContain("@coldstorage/retrieve");
        refused.Headers.RetryAfter.ShouldBeNull();
        var problem = await _client.GetAsync($"nxfile/default/{id}/coldstorage:coldContent");
        problem.ShouldBe(HttpStatusCode.Conflict).Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var status = await StatusAsync(id);
        (status.Text("state"), status.Text("storageClass"), status.GetProperty("downloadable").GetBoolean()).ShouldBe(("archived", "GLACIER", false));
        (await EventsAsync(id)).ShouldContain("coldStorageContentMoved");
        var token = moved.Text("changeToken");
        (await PostAsync(id, "move")).Text("changeToken").ShouldBe(token, "it is there already");
    }

    [Fact]
    public async Task Retrieved_content_is_available_for_the_days_asked_for()
    {
        var id = await NewColdAsync("original");
        (await PostAsync(id, "retrieve?numberOfDaysOfAvailability=2")).Property("coldstorage:beingRetrieved").GetBoolean().ShouldBeTrue();
        await (await _client.PostAsync($"api/v1/id/{id}/@coldstorage/retrieve", null)).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        var early = await _client.GetAsync($"api/v1/id/{id}/@blob/coldstorage:coldContent");
        await early.ShouldBeErrorAsync(HttpStatusCode.ServiceUnavailable);
        early.Headers.RetryAfter!.Delta.ShouldBe(Delay);
        (await CheckAsync()).ShouldBe((1, 0));

        _clock.Advance(Delay);
        (await CheckAsync()).ShouldBe((1, 1));
        (await CheckAsync()).ShouldBe((1, 0));

        var available = await _client.DocumentAsync(id);
        available.Property("coldstorage:availableOnColdstorage").GetBoolean().ShouldBeTrue();
        available.Property("coldstorage:downloadableUntil").GetString().ShouldBe("2026-02-02T16:00:00.000Z");
        (await _client.GetStringAsync($"api/v1/id/{id}/@blob/coldstorage:coldContent")).ShouldBe("original");
        (await EventsAsync(id)).ShouldBe(["coldStorageDownload", "coldStorageContentAvailable", "coldStorageContentToRetrieve", "coldStorageContentMoved"]);

        _clock.Advance(2 * Day);
        (await CheckAsync()).ShouldBe((1, 1));
        (await CheckAsync()).ShouldBe((0, 0));
        await (await _client.GetAsync($"api/v1/id/{id}/@blob/coldstorage:coldContent")).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        (await _client.DocumentAsync(id)).Property("coldstorage:availableOnColdstorage").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Restored_content_comes_back_when_it_can_be_read()
    {
        var id = await NewColdAsync("original");
        (await PostAsync(id, "restore")).Property("coldstorage:toBeRestored").GetBoolean().ShouldBeTrue();
        await (await _client.PostAsync($"api/v1/id/{id}/@coldstorage/restore", null)).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        _clock.Advance(Delay);
        await CheckAsync();

        var restored = await _client.DocumentAsync(id);
        restored.GetProperty("facets").EnumerateArray().Select(facet => facet.GetString()).ShouldNotContain("ColdStorage");
        restored.GetProperty("properties").TryGetProperty("coldstorage:coldContent", out _).ShouldBeFalse();
        (await _client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("original");
        _clock.Advance(9 * Day);
        (await _client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("original", "for good");
        await (await _client.PostAsync($"api/v1/id/{id}/@coldstorage/restore", null)).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        (await EventsAsync(id)).ShouldContain("coldStorageContentRestored");
    }

    [Fact]
    public async Task Available_content_is_restored_at_once_and_can_be_moved_again()
    {
        var id = await NewColdAsync("original");
        await PostAsync(id, "retrieve");
        _clock.Advance(Delay);
        await CheckAsync();
        await PostAsync(id, "restore");
        (await _client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("original");
        await PostAsync(id, "move");
        (await StatusAsync(id)).Text("state").ShouldBe("archived");
    }

    [Fact]
    public async Task Documents_with_the_same_content_go_and_come_back_together()
    {
        string[] ids = [await NewAsync("shared"), await NewAsync("shared"), await NewAsync("shared")];
        await PostAsync(ids[0], "move");
        foreach (var id in ids)
        {
            (await _client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("thumbnail of shared");
            (await EventsAsync(id)).ShouldBe(["coldStorageContentMoved"]);
        }
        await PostAsync(ids[1], "restore");
        _clock.Advance(Delay);
        await CheckAsync();
        foreach (var id in ids)
            (await _client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("shared");
    }

    [Fact]
    public async Task The_same_bytes_stored_again_bring_the_content_back()
    {
        var id = await NewColdAsync("original");
        await NewAsync("original");
        (await StatusAsync(id)).Text("state").ShouldBe("available");
        await PostAsync(id, "retrieve");
        (await _client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("original");
    }

    [Fact]
    public async Task A_document_without_a_thumbnail_gets_one_where_it_can_be_made()
    {
        var id = (await _server.CreateAsync()).Uid();
        using var picture = NetVips.Image.Black(2000, 1000, bands: 3);
        (await _client.PutAsync($"api/v1/id/{id}/@blob/file:content?filename=a.png", new ByteArrayContent(picture.WriteToBuffer(".png")))).ShouldBe(HttpStatusCode.OK);
        var moved = await PostAsync(id, "move");
        moved.Property("file:content").Text("mime-type").ShouldBe("image/png");
        moved.Property("coldstorage:coldContent").Text("name").ShouldBe("a.png");
        using var shown = NetVips.Image.NewFromBuffer(await _client.GetByteArrayAsync($"api/v1/id/{id}/@blob/file:content"));
        shown.Width.ShouldBeLessThan(picture.Width);
    }

    [Fact]
    public async Task What_cannot_be_moved_is_refused_in_the_platforms_way()
    {
        var empty = (await _server.CreateAsync()).Uid();
        await RefusesAsync(empty, "move", HttpStatusCode.NotFound);
        await RefusesAsync(empty, "restore", HttpStatusCode.Conflict);
        await RefusesAsync(empty, "retrieve", HttpStatusCode.NotFound);
        await RefusesAsync(empty, "melt", HttpStatusCode.NotFound);
        var bare = (await _server.CreateAsync()).Uid();
        await _client.PutBlobAsync(bare, "file:content", "without a picture", "a.bin");
        (await RefusesAsync(bare, "move", HttpStatusCode.PreconditionFailed)).ShouldStartWith("No available thumbnail rendition for document");
        var cold = await NewColdAsync("original");
        await RefusesAsync(cold, "retrieve?numberOfDaysOfAvailability=0", HttpStatusCode.BadRequest);
        (await (await _client.PutBlobAsync(cold, "file:content", "other")).ShouldBeErrorAsync(HttpStatusCode.Forbidden))
            .ShouldBe($"Cannot edit content of cold storage document {cold}");
        await (await _client.PutDocumentAsync(cold, new Dictionary<string, object?> { ["coldstorage:coldContent"] = null })).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await _client.PutDocumentAsync(cold, new Dictionary<string, object?> { ["coldstorage:beingRetrieved"] = true })).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        (await _client.PutDocumentAsync(cold, new Dictionary<string, object?> { ["dc:title"] = "New" })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Content_under_retention_stays_and_a_cold_document_may_come_under_it()
    {
        var retained = await NewAsync("kept");
        await _client.PutAsync($"api/v1/id/{retained}/@record", Json.Text("""{"flexible":true}"""));
        await _client.PutAsync($"api/v1/id/{retained}/@retention", Json.Text("""{"retainUntil":"indeterminate"}"""));
        (await RefusesAsync(retained, "move", HttpStatusCode.Forbidden)).ShouldEndWith("is under retention or legal hold and cannot be moved to cold storage");
        var sharing = await NewAsync("kept");
        await RefusesAsync(sharing, "move", HttpStatusCode.Forbidden);

        var cold = await NewColdAsync("frozen");
        (await _client.PutAsync($"api/v1/id/{cold}/@record", null)).ShouldBe(HttpStatusCode.OK);
        (await _client.PutAsync($"api/v1/id/{cold}/@hold", null)).ShouldBe(HttpStatusCode.OK);
        await (await _client.DeleteAsync($"api/v1/id/{cold}")).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        await PostAsync(cold, "restore");
        _clock.Advance(Delay);
        await CheckAsync();
        (await _client.GetStringAsync($"api/v1/id/{cold}/@blob/file:content")).ShouldBe("frozen");
        (await File.ReadAllTextAsync(Path.Combine(_server.DataPath, "records", "data", cold))).ShouldBe("frozen", "a record's content is in its place once it is back");
    }

    [Fact]
    public async Task Content_that_is_an_attachment_elsewhere_is_not_taken_from_there()
    {
        var id = await NewAsync("attached");
        var other = (await _server.CreateAsync()).Uid();
        await _client.PutBlobAsync(other, "files:files", "attached");
        await RefusesAsync(id, "move", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Moving_and_restoring_take_a_permission_and_retrieving_only_reading()
    {
        var id = await NewColdAsync("original");
        await _server.CreateUserAsync("reader");
        using var reader = _server.Client("reader");
        await GrantAsync(id, "Write");
        await (await reader.PostAsync($"api/v1/id/{id}/@coldstorage/restore", null)).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await reader.PostAsync($"api/v1/id/{id}/@coldstorage/move", null)).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await GrantAsync(id, "Read");
        (await reader.PostAsync($"api/v1/id/{id}/@coldstorage/retrieve", null)).ShouldBe(HttpStatusCode.OK);
        await GrantAsync(id, "WriteColdStorage");
        (await reader.PostAsync($"api/v1/id/{id}/@coldstorage/restore", null)).ShouldBe(HttpStatusCode.OK);
        (await reader.PutDocumentAsync(id, new Dictionary<string, object?> { ["dc:title"] = "New" })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Administrators_see_and_restore_single_blobs()
    {
        var id = await NewColdAsync("original");
        var key = (await _client.DocumentAsync(id)).Property("coldstorage:coldContent").Text("digest");
        var url = $"api/v1/management/coldstorage/default/{key}";
        (await (await _client.GetAsync(url)).ShouldBe(HttpStatusCode.OK).JsonAsync()).Text("state").ShouldBe("archived");
        var asked = await (await _client.PostAsync($"{url}?days=2", null)).ShouldBe(HttpStatusCode.Accepted).JsonAsync();
        (asked.Text("key"), asked.Text("state"), asked.Text("expected")).ShouldBe(($"default:{key}", "restoring", "2026-01-31T16:00:00.000Z"));
        _clock.Advance(Delay);
        (await (await _client.PostAsync($"{url}?days=1", null)).ShouldBe(HttpStatusCode.OK).JsonAsync()).Text("downloadableUntil").ShouldBe("2026-02-02T16:00:00.000Z");
        await (await _client.PostAsync($"{url}?days=0", null)).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await _client.GetAsync("api/v1/management/coldstorage/default/nothing")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await _client.GetAsync("api/v1/management/coldstorage/records/nothing")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        var entries = await (await _client.GetAsync("api/v1/management/audit?event=coldStorageRestoreRequested")).JsonAsync();
        entries.GetProperty("entries").EnumerateArray().Select(entry => entry.Text("comment")).ShouldContain($"default:{key}, 2 days");
    }

    [Fact]
    public async Task A_restart_keeps_what_is_in_cold_storage_and_what_was_asked_for()
    {
        var id = await NewColdAsync("original");
        await PostAsync(id, "retrieve");
        var home = _server.DataPath;
        await _server.App.DisposeAsync();
        _server = await RecordsServer.StartAsync(_clock, home);
        _client.Dispose();
        _client = _server.Client();
        (await StatusAsync(id)).Text("state").ShouldBe("restoring");
        _clock.Advance(Delay);
        (await CheckAsync()).ShouldBe((1, 1));
        (await _client.GetStringAsync($"api/v1/id/{id}/@blob/coldstorage:coldContent")).ShouldBe("original");
    }

    private async Task<string> NewAsync(string content)
    {
        var id = (await _server.CreateAsync()).Uid();
        (await _client.PutBlobAsync(id, "file:content", content)).ShouldBe(HttpStatusCode.OK);
        (await _client.PutBlobAsync(id, "thumb:thumbnail", $"thumbnail of {content}")).ShouldBe(HttpStatusCode.OK);
        return id;
    }

    private async Task<string> NewColdAsync(string content)
    {
        var id = await NewAsync(content);
        await PostAsync(id, "move");
        return id;
    }

    private async Task<JsonElement> PostAsync(string id, string what)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/id/{id}/@coldstorage/{what}");
        request.Headers.Add("properties", "*");
        return await (await _client.SendAsync(request)).ShouldBe(HttpStatusCode.OK).JsonAsync();
    }

    private async Task<string> RefusesAsync(string id, string what, HttpStatusCode status) =>
        await (await _client.PostAsync($"api/v1/id/{id}/@coldstorage/{what}", null)).ShouldBeErrorAsync(status);

    private async Task<JsonElement> StatusAsync(string id) =>
        await (await _client.GetAsync($"api/v1/id/{id}/@coldstorage")).ShouldBe(HttpStatusCode.OK).JsonAsync();

    private async Task<(int Looked, int Changed)> CheckAsync()
    {
        var report = await (await _client.PostAsync("api/v1/management/coldstorage/check", null)).ShouldBe(HttpStatusCode.OK).JsonAsync();
        report.GetProperty("failed").GetInt32().ShouldBe(0);
        return (report.GetProperty("looked").GetInt32(), report.GetProperty("changed").GetInt32());
    }

    private async Task GrantAsync(string id, string permission) =>
        (await _client.PutAsync($"api/v1/id/{id}/@acl", Json.Content(new[] { new { username = "reader", permission } }))).ShouldBe(HttpStatusCode.OK);

    // Newest first, without those of the document itself.
    private async Task<List<string>> EventsAsync(string id) =>
        [.. (await (await _client.GetAsync($"api/v1/id/{id}/@audit")).JsonAsync()).GetProperty("entries").EnumerateArray()
            .Select(entry => entry.Text("eventId")!).Where(name => name.StartsWith("coldStorage", StringComparison.Ordinal))];
}
