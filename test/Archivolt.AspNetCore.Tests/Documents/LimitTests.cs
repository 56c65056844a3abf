using System.Net;
using System.Net.Http.Headers;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Audit;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Tests.Documents;

/// <summary>What a request may make the server hold in memory, or say again in a header.</summary>
public sealed class LimitTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task More_values_than_memory_is_for_are_refused_however_small_they_are()
    {
        using var client = server.Client();
        var list = $$$"""{"properties":{"dc:subjects":["x"],"my:list":[{{{string.Join(',', Enumerable.Repeat("1", JsonBody.MaxValues))}}}]}}""";
        await (await client.PutAsync($"api/v1/id/{(await server.CreateAsync()).Uid()}", Json.Text(list))).ShouldBeErrorAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task JSON_beyond_what_all_requests_may_hold_waits_outside()
    {
        using var client = server.Client();
        var url = $"api/v1/id/{(await server.CreateAsync()).Uid()}";
        using (var room = server.Get<JsonMemory>().Open())
        {
            // Refused, but held until it is given back: what requests before this one still hold cannot matter.
            Should.Throw<RequestException>(() => room.Take(JsonMemory.Capacity + 1)).Status.ShouldBe(StatusCodes.Status503ServiceUnavailable);
            var refused = (await client.PutAsync(url, Json.Text("""{"properties":{"dc:title":"a"}}"""))).ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        }
        (await client.PutAsync(url, Json.Text("""{"properties":{"dc:title":"b"}}"""))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Room_is_given_back_by_every_request_also_by_those_that_fail()
    {
        using var client = server.Client();
        var url = $"api/v1/id/{(await server.CreateAsync()).Uid()}";
        var text = new string('x', 1024 * 1024);
        // Three times what is there.
        for (var i = 0; i < 3 * JsonMemory.Capacity / text.Length; i++)
            (await client.PutAsync(url, Json.Text($$$"""{"properties":{"dc:nosuch":"{{{text}}}"}}"""))).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(DescriptionLimits.FileName, HttpStatusCode.OK)]
    [InlineData(DescriptionLimits.FileName + 1, HttpStatusCode.BadRequest)]
    public async Task A_file_name_is_as_long_as_file_systems_have_it(int length, HttpStatusCode expected)
    {
        using var client = server.Client();
        var name = new string('ü', length - 4) + ".txt";
        var id = (await server.CreateAsync()).Uid();
        var sent = await client.PutBlobAsync(id, "file:content", "content", name);
        sent.ShouldBe(expected);
        (await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["file:content"] = new { name, data = "content" } })).ShouldBe(expected);
        using var form = new MultipartFormDataContent { { new StringContent("content"), "file", name } };
        (await client.PutAsync($"api/v1/id/{id}/@blob/file:content", form)).ShouldBe(expected);
        if (expected == HttpStatusCode.OK)
            (await client.GetStringAsync((await client.DocumentAsync(id)).Property("file:content").Text("data"))).ShouldBe("content");
    }

    [Fact]
    public async Task A_media_type_that_no_client_reads_is_refused()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        using var content = new ByteArrayContent("x"u8.ToArray());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse($"text/plain; a={new string('b', DescriptionLimits.MediaType)}");
        content.Headers.Add("X-File-Type", $"text/{new string('b', DescriptionLimits.MediaType)}");
        (await client.PutAsync($"api/v1/id/{id}/@blob/file:content", content)).ShouldBe(HttpStatusCode.BadRequest);
        (await client.PutDocumentAsync(id, new Dictionary<string, object?>
        {
            ["file:content"] = new Dictionary<string, object?> { ["data"] = "x", ["mime-type"] = $"text/{new string('b', DescriptionLimits.MediaType)}" },
        })).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_longer_name_that_is_stored_already_is_shortened_in_its_address_and_its_header()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        (await client.PutBlobAsync(id, "file:content", "content")).ShouldBe(HttpStatusCode.OK);
        var documents = server.Get<IDocumentStore>();
        var document = (await documents.FindAsync("default", id, TestContext.Current.CancellationToken))!;
        var blob = (BlobInfo)document.Properties.Get(PropertyPath.Parse("file:content"))!;
        document.Properties.Set("file:content", blob with { FileName = new string('長', 900) + ".txt" });
        await documents.UpdateAsync(document, cancellationToken: TestContext.Current.CancellationToken);

        using var answer = (await client.GetAsync((await client.DocumentAsync(id)).Property("file:content").Text("data"))).ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentDisposition!.FileNameStar!.Length.ShouldBe(255);
        answer.Content.Headers.ContentDisposition.FileNameStar.ShouldEndWith(".txt");
    }

    [Fact]
    public async Task Pages_of_the_audit_follow_one_another()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        for (var i = 0; i < 6; i++)
            await server.Get<IAuditLog>().WriteAsync(new AuditEntry { EventId = $"e{i}", PrincipalName = "x", EventDate = DateTimeOffset.UnixEpoch, Repository = "default", DocumentId = id });
        var seen = new List<string>();
        for (var page = 0; page < 3; page++)
        {
            var log = await (await client.GetAsync($"api/v1/id/{id}/@audit?pageSize=3&currentPageIndex={page}")).ShouldBe(HttpStatusCode.OK).JsonAsync();
            log.GetProperty("isNextPageAvailable").GetBoolean().ShouldBe(page < 2);
            seen.AddRange(log.GetProperty("entries").EnumerateArray().Select(entry => entry.Text("eventId")!));
        }
        seen.ShouldBe(["e5", "e4", "e3", "e2", "e1", "e0", "documentCreated"]);
        var behind = await (await client.GetAsync($"api/v1/id/{id}/@audit?pageSize=3&currentPageIndex=9")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        behind.GetProperty("entries").GetArrayLength().ShouldBe(0);
        behind.GetProperty("isNextPageAvailable").GetBoolean().ShouldBeFalse();
    }
}
