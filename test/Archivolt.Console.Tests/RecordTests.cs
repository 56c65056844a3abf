using System.Net;
using System.Text;
using Archivolt.AspNetCore.Tests;
using Archivolt.AspNetCore.Tests.Records;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.ColdStorage;
using Archivolt.Testing;

namespace Archivolt.WebConsole.Tests;

/// <summary>Records and cold storage on a document's page, without script.</summary>
public sealed class RecordTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly TestClock _clock = new(Start);
    private RunningServer _server = null!;
    private Visitor _visitor = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RecordsServer.StartAsync(_clock);
        _visitor = await Visitor.SignedInAsync(_server);
    }

    public ValueTask DisposeAsync()
    {
        _visitor.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task A_record_is_made_after_a_question_and_kept_until_a_day_that_only_becomes_later()
    {
        var id = await NewAsync();
        (await PageAsync(id)).ShouldContain("Make it a record");
        (await _visitor.PageAsync($"/console/records/{id}")).ShouldContain("This cannot be undone");
        (await SendAsync($"/console/records/{id}", id)).ShouldContain("The document is a record");
        (await StoredAsync(id)).IsFlexibleRecord.ShouldBeFalse();

        using var asked = await PostAsync($"/console/records/{id}/retention", id, ("until", "2030-06-30"));
        (await asked.Content.ReadAsStringAsync()).ShouldContain("until the end of 2030-06-30?");
        (await StoredAsync(id)).RetainUntil.ShouldBeNull();
        var page = await SendAsync($"/console/records/{id}/retention", id, ("until", "2030-06-30"), ("confirmed", "1"));
        page.ShouldContain("until the end of 2030-06-30 (UTC)");
        page.ShouldNotContain("Move to trash");
        page.ShouldNotContain("Keep without an end");
        page.ShouldContain("not even an administrator");
        page.ShouldNotContain("Replace the file");

        using var shorter = await PostAsync($"/console/records/{id}/retention", id, ("until", "2029-06-30"));
        shorter.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await shorter.Content.ReadAsStringAsync()).ShouldContain("Cannot reduce retention time from");
        using var over = await PostAsync($"/console/records/{id}/retention", id, ("until", "2001-01-01"));
        over.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync($"/console/records/{id}/retention", id, ("until", "2031-06-30"), ("confirmed", "1"))).ShouldContain("2031-06-30 (UTC)");
        using var endless = await PostAsync($"/console/records/{id}/retention", id, ("until", "indeterminate"), ("confirmed", "1"));
        (await endless.Content.ReadAsStringAsync()).ShouldContain("put a legal hold on the record instead");
    }

    [Fact]
    public async Task A_record_waits_for_a_day_that_is_not_known_yet()
    {
        var id = await NewAsync();
        await SendAsync($"/console/records/{id}", id);
        (await SendAsync($"/console/records/{id}/retention", id, ("until", "indeterminate"), ("confirmed", "1"))).ShouldContain("without an end");
        using var asked = await PostAsync($"/console/records/{id}/retention", id, ("until", "2030-06-30"));
        (await asked.Content.ReadAsStringAsync()).ShouldContain("until the end of 2030-06-30?");
        (await SendAsync($"/console/records/{id}/retention", id, ("until", "2030-06-30"), ("confirmed", "1"))).ShouldContain("until the end of 2030-06-30 (UTC)");
    }

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("9999-12-31")]
    [InlineData("2001-01-01")]
    public async Task A_day_that_cannot_be_is_refused_with_the_reason(string until)
    {
        var id = await NewAsync();
        await SendAsync($"/console/records/{id}", id, ("flexible", "on"));
        using var refused = await PostAsync($"/console/records/{id}/retention", id, ("until", until));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain(until == "2001-01-01" ? "which is over; give a time to come" : "Enter the day until which the record is kept");
        (await StoredAsync(id)).RetainUntil.ShouldBeNull();
    }

    [Fact]
    public async Task The_time_of_a_flexible_record_is_shortened_and_taken_off_until_it_becomes_an_enforced_one()
    {
        var id = await NewAsync();
        (await SendAsync($"/console/records/{id}", id, ("flexible", "on"))).ShouldContain("Flexible record");
        await SendAsync($"/console/records/{id}/retention", id, ("until", "2030-06-30"));
        (await PageAsync(id)).ShouldContain("The content cannot go to cold storage now.");
        await SendAsync($"/console/records/{id}/retention", id, ("until", "2027-06-30"));
        (await StoredAsync(id)).RetainUntil.ShouldBe(new DateTimeOffset(2027, 7, 1, 0, 0, 0, TimeSpan.Zero));
        (await SendAsync($"/console/records/{id}/retention", id, ("until", "none"))).ShouldContain("no time is set");
        (await SendAsync($"/console/records/{id}", id)).ShouldNotContain("<h2>Flexible record");
        using var again = await _visitor.Http.GetAsync($"/console/records/{id}");
        again.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_legal_hold_is_put_on_with_a_reason_and_taken_off()
    {
        var id = await NewAsync();
        await SendAsync($"/console/records/{id}", id);
        (await SendAsync($"/console/records/{id}/hold", id, ("reason", "<b>case</b> 4/2026"))).ShouldContain("under a legal hold, which lasts until");
        (await PageAsync(id)).ShouldContain("&lt;b&gt;case&lt;/b&gt; 4/2026");
        (await SendAsync($"/console/records/{id}/hold/removal", id)).ShouldContain("Nothing keeps it at present");
        (await _server.Get<IAuditLog>().QueryAsync(new AuditQuery { DocumentId = id, EventId = "afterSetLegalHold" })).ShouldHaveSingleItem().Comment!.ShouldContain("case");
    }

    [Fact]
    public async Task Content_goes_to_cold_storage_is_asked_for_and_comes_back()
    {
        var id = await NewAsync();
        var cold = await SendAsync($"/console/cold/{id}/move", id);
        cold.ShouldContain("cannot be read until somebody asks for it");
        cold.ShouldNotContain("Replace the file");
        using var endless = await PostAsync($"/console/cold/{id}/retrieve", id, ("days", "0"));
        endless.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync($"/console/cold/{id}/retrieve", id, ("days", "2"))).ShouldContain("It was asked for and can be read soon");
        _clock.Advance(TimeSpan.FromHours(4));
        await _server.Get<ColdDocuments>().CheckAsync(await StoredAsync(id));
        (await PageAsync(id)).ShouldContain("""can be read until <time datetime="2026-02-02T16:00:00Z">""");
        (await SendAsync($"/console/cold/{id}/restore", id)).ShouldContain("Send to cold storage");
        ((BlobInfo)(await StoredAsync(id)).Properties.Get("file:content")!).FileName.ShouldBe("original.txt");
        await SendAsync($"/console/cold/{id}/move", id);
        (await SendAsync($"/console/cold/{id}/restore", id)).ShouldContain("It was asked back");
    }

    [Fact]
    public async Task What_has_no_picture_does_not_go_to_cold_storage_and_the_page_says_why()
    {
        var id = await NewAsync(thumbnail: false);
        using var refused = await PostAsync($"/console/cold/{id}/move", id);
        refused.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Cold storage needs a picture to show in place of the content");
        ColdContent.IsCold(await StoredAsync(id)).ShouldBeFalse();
    }

    [Fact]
    public async Task Each_takes_a_permission_of_its_own_and_the_state_that_the_page_showed()
    {
        var id = await NewAsync();
        var document = await StoredAsync(id);
        await _server.CreateUserAsync("kim");
        await _server.Get<IDocumentAccess>().SetEntriesAsync(document, [new("kim", Permission.Write)]);
        using var kim = await Visitor.SignedInAsync(_server, "kim");
        var page = await kim.PageAsync($"/console/documents{document.Path}");
        page.ShouldNotContain("/console/records/");
        page.ShouldNotContain("/console/cold/");
        foreach (var url in (string[])[$"/console/records/{id}", $"/console/records/{id}/retention", $"/console/records/{id}/hold", $"/console/records/{id}/hold/removal", $"/console/cold/{id}/move", $"/console/cold/{id}/restore"])
        {
            using var refused = await kim.PostAsync(url, new() { ["token"] = (await StoredAsync(id)).ChangeToken, ["until"] = "2030-01-01" });
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, url);
            using var stale = await _visitor.PostAsync(url, new() { ["token"] = "", ["until"] = "2030-01-01", ["confirmed"] = "1" });
            ((int)stale.StatusCode).ShouldBeInRange(400, 412, url);
        }
        (await StoredAsync(id)).IsRecord.ShouldBeFalse();
        await _server.Get<IDocumentAccess>().SetEntriesAsync(await StoredAsync(id), [new("kim", Permission.Read), new("kim", Permission.MakeRecord)]);
        (await kim.PageAsync($"/console/documents{document.Path}")).ShouldContain("Make it a record");
        using var made = await kim.PostAsync($"/console/records/{id}", new() { ["token"] = (await StoredAsync(id)).ChangeToken });
        made.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var record = await kim.PageAsync($"/console/documents{document.Path}");
        record.ShouldContain("<h2>Record</h2>");
        record.ShouldNotContain("/retention");
    }

    private async Task<string> NewAsync(bool thumbnail = true)
    {
        var id = (await _server.CreateAsync()).Uid();
        using var client = _server.Client();
        foreach (var (place, name) in (List<(string, string)>)[("file:content", thumbnail ? "original.txt" : "original.bin"), ("thumb:thumbnail", "thumbnail.png")])
        {
            if (place == "file:content" || thumbnail)
                (await client.PutAsync($"api/v1/id/{id}/@blob/{place}?filename={name}", new ByteArrayContent(Encoding.UTF8.GetBytes($"{name} of {id}")))).EnsureSuccessStatusCode();
        }
        return id;
    }

    private async Task<string> PageAsync(string id) => await _visitor.PageAsync($"/console/documents{(await StoredAsync(id)).Path}");

    private async Task<Document> StoredAsync(string id) => (await _server.Get<IDocumentStore>().FindAsync("default", id))!;

    private async Task<string> SendAsync(string url, string id, params (string Name, string Value)[] fields)
    {
        using var answer = await PostAsync(url, id, fields);
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return await _visitor.PageAsync(answer.Headers.Location!.OriginalString);
    }

    private async Task<HttpResponseMessage> PostAsync(string url, string id, params (string Name, string Value)[] fields)
    {
        var sent = fields.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
        sent["token"] = (await StoredAsync(id)).ChangeToken;
        return await _visitor.PostAsync(url, sent);
    }
}
