using System.Net;
using System.Net.Http.Headers;
using Archivolt.Documents.Access;

namespace Archivolt.AspNetCore.Tests.Security;

/// <summary>A page of another origin can have a browser send requests with the name and password that it remembers; they change nothing.</summary>
public sealed class CrossSiteTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("Origin", "https://evil.example.org")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1.evil.example.org")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task A_foreign_page_changes_nothing_with_a_password(string header, string value)
    {
        using var client = server.Client();
        client.DefaultRequestHeaders.Add(header, value);
        var id = (await server.CreateAsync()).Uid();
        await (await client.PostAsync("api/v1/management/users", Json.Text("""{"name":"mallory","password":"p"}"""))).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await client.PutBlobAsync(id, "file:content", "x")).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await client.DeleteAsync($"api/v1/id/{id}")).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await client.PostAsync("api/v1/management/collection/run", null)).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        // Looking is no change: the browser shows the answer to nobody.
        (await client.GetAsync($"api/v1/id/{id}")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", null)]
    public async Task Its_own_pages_and_what_is_no_browser_do(string header, string? value)
    {
        using var client = server.Client();
        client.DefaultRequestHeaders.Add(header, value ?? server.Address.GetLeftPart(UriPartial.Authority));
        var id = (await server.CreateAsync()).Uid();
        (await client.DeleteAsync($"api/v1/id/{id}")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_token_is_sent_by_no_browser_on_its_own()
    {
        await server.CreateUserAsync("app", Principal.Administrators);
        var (_, secret) = await server.Get<IUserStore>().CreateTokenAsync("app", "test");
        using var client = server.Client(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        client.DefaultRequestHeaders.Add("Origin", "https://app.example.org");
        var id = (await server.CreateAsync()).Uid();
        (await client.DeleteAsync($"api/v1/id/{id}")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Nobody_in_particular_is_no_way_around()
    {
        await using var open = await RunningServer.StartAsync(args: ["--Archivolt:Anonymous", "true", "--Archivolt:PublicUrl", "https://files.example.org/nuxeo/"]);
        using var client = open.Client(null);
        client.DefaultRequestHeaders.Add("Origin", "https://evil.example.org");
        (await client.DeleteAsync("api/v1/path/default-domain")).ShouldBe(HttpStatusCode.Forbidden);
        // The origin that people reach the server by is its own.
        client.DefaultRequestHeaders.Remove("Origin");
        client.DefaultRequestHeaders.Add("Origin", "https://files.example.org");
        (await client.DeleteAsync("api/v1/path/default-domain")).ShouldBe(HttpStatusCode.Unauthorized);
    }
}
