using System.Net;

namespace Archivolt.AspNetCore.Tests.Security;

/// <summary>Tokens of applications on devices.</summary>
public sealed class DeviceTokenTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Address = "authentication/token?applicationName=Desk&deviceId=one&permission=ReadWrite";

    [Fact]
    public async Task A_token_is_got_with_a_password_told_again_to_itself_replaced_and_revoked()
    {
        using var person = server.Client();
        var first = await (await person.GetAsync(Address)).ShouldBe(HttpStatusCode.Created).Content.ReadAsStringAsync();
        (await StatusAsync(first, "api/v1/me")).ShouldBe(HttpStatusCode.OK);
        using (var itself = Bearer(first))
            (await itself.GetStringAsync(Address)).ShouldBe(first);
        (await StatusAsync(first, Address.Replace("one", "two", StringComparison.Ordinal))).ShouldBe(HttpStatusCode.Forbidden);

        var second = await (await person.GetAsync(Address)).ShouldBe(HttpStatusCode.Created).Content.ReadAsStringAsync();
        (await StatusAsync(first, "api/v1/me")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(second, "api/v1/me")).ShouldBe(HttpStatusCode.OK);
        (await person.GetAsync(Address + "&revoke=true")).ShouldBe(HttpStatusCode.Accepted);
        (await StatusAsync(second, "api/v1/me")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task HEAD_makes_no_token_and_takes_none_away()
    {
        using var person = server.Client();
        var token = await person.GetStringAsync(Address);
        using var head = new HttpRequestMessage(HttpMethod.Head, Address);
        (await person.SendAsync(head)).ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await StatusAsync(token, "api/v1/me")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_foreign_page_and_a_request_without_names_get_none()
    {
        using var person = server.Client();
        (await person.GetAsync("authentication/token?applicationName=Desk&permission=Read")).ShouldBe(HttpStatusCode.BadRequest);
        person.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        (await person.GetAsync(Address)).ShouldBe(HttpStatusCode.Forbidden);
    }

    private HttpClient Bearer(string token)
    {
        var client = server.Client(user: null);
        client.DefaultRequestHeaders.Add("X-Authentication-Token", token);
        return client;
    }

    private async Task<HttpStatusCode> StatusAsync(string token, string address)
    {
        using var client = Bearer(token);
        using var answer = await client.GetAsync(address);
        return answer.StatusCode;
    }
}
