using System.Net;
using System.Net.Http.Headers;

namespace Archivolt.AspNetCore.Tests.Documents;

public sealed class WriteConditionTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("If-Match", "\"stale\"")]
    [InlineData("If-Match", "nonsense")]
    [InlineData("If-None-Match", "*")]
    [InlineData("If-Unmodified-Since", "Thu, 01 Jan 2015 00:00:00 GMT")]
    public async Task A_blob_in_another_state_than_the_one_asked_for_is_kept(string header, string value)
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        await client.PutBlobAsync(id, "file:content", "newer");
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete })
            await (await SendAsync(client, method, $"api/v1/id/{id}/@blob/file:content", header, value)).ShouldBeErrorAsync(HttpStatusCode.PreconditionFailed);
        (await client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("newer");
    }

    [Theory]
    [InlineData("If-Match", "\"stale\"")]
    [InlineData("If-None-Match", "*")]
    [InlineData("If-Unmodified-Since", "Thu, 01 Jan 2015 00:00:00 GMT")]
    public async Task A_document_in_another_state_than_the_one_asked_for_is_kept(string header, string value)
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        await (await SendAsync(client, HttpMethod.Delete, $"api/v1/id/{id}", header, value)).ShouldBeErrorAsync(HttpStatusCode.PreconditionFailed);
        (await client.GetAsync($"api/v1/id/{id}")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_to_be_written_only_where_nothing_is_is_not_written_over_what_is_there()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        await client.PutBlobAsync(id, "file:content", "kept");
        await (await SendAsync(client, HttpMethod.Put, $"api/v1/id/{id}/@blob/file:content", "If-None-Match", "nonsense")).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("kept");
    }

    [Fact]
    public async Task Conditions_that_hold_change_nothing_about_the_request()
    {
        using var client = server.Client();
        var created = await server.CreateAsync();
        var url = $"api/v1/id/{created.Uid()}/@blob/file:content";
        (await SendAsync(client, HttpMethod.Put, url, "If-None-Match", "*")).ShouldBe(HttpStatusCode.OK);
        var tag = (await client.GetAsync(url)).Headers.ETag!.ToString();
        (await SendAsync(client, HttpMethod.Put, url, "If-Match", $"\"other\", {tag}")).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(client, HttpMethod.Delete, url, "If-Match", "*")).ShouldBe(HttpStatusCode.NoContent);
        await (await SendAsync(client, HttpMethod.Put, url, "If-Match", "*")).ShouldBeErrorAsync(HttpStatusCode.PreconditionFailed);
        var token = (await client.DocumentAsync(created.Uid())).Text("changeToken");
        (await SendAsync(client, HttpMethod.Delete, $"api/v1/id/{created.Uid()}", "If-Match", $"\"{token}\"")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_part_of_a_content_is_not_taken_for_the_whole()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        await client.PutBlobAsync(id, "file:content", "whole content");
        using var part = new StringContent("part");
        part.Headers.ContentRange = new ContentRangeHeaderValue(0, 3, 13);
        await (await client.PutAsync($"api/v1/id/{id}/@blob/file:content", part)).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("whole content");
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string url, string header, string value)
    {
        using var request = new HttpRequestMessage(method, url);
        if (method == HttpMethod.Put)
            request.Content = new StringContent("sent");
        request.Headers.TryAddWithoutValidation(header, value).ShouldBeTrue();
        return await client.SendAsync(request);
    }
}
