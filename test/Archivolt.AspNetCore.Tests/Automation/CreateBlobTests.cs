using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Archivolt.AspNetCore.Tests.Automation;

/// <summary>Files of other servers, fetched for administrators.</summary>
public sealed class CreateBlobTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_file_comes_with_the_name_and_type_that_its_server_gives_or_that_are_asked_for()
    {
        await using var other = await OtherServerAsync();
        using var client = server.Client();
        using var answer = (await client.RunAsync("Blob.CreateFromURL", parameters: new { file = $"{other.Urls.First()}/a%20file.txt" })).ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("from elsewhere");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        answer.Content.Headers.ContentDisposition!.ToString().ShouldContain("a%20file.txt");
        using var renamed = (await client.RunAsync("Blob.Create", parameters: new Dictionary<string, string> { ["file"] = $"{other.Urls.First()}/a", ["filename"] = "b.md", ["mime-type"] = "text/markdown" }))
            .ShouldBe(HttpStatusCode.OK);
        (renamed.Content.Headers.ContentType!.MediaType, renamed.Content.Headers.ContentDisposition!.FileName).ShouldBe(("text/markdown", "b.md"));
    }

    [Theory]
    [InlineData("text/plain\r\nX-Header: 1", "utf-8", "application/octet-stream")]
    [InlineData("tëxt/plain", "utf-8", "application/octet-stream")]
    [InlineData("text/plain", "utf-8\r\nX-Header: 1", "text/plain")]
    public async Task A_type_that_is_none_is_not_sent(string type, string encoding, string sent)
    {
        await using var other = await OtherServerAsync();
        using var client = server.Client();
        using var answer = (await client.RunAsync("Blob.Create", parameters: new Dictionary<string, string> { ["file"] = $"{other.Urls.First()}/a", ["mime-type"] = type, ["encoding"] = encoding }))
            .ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe(sent);
    }

    [Fact]
    public async Task What_cannot_be_fetched_is_refused_without_the_secrets_of_its_url()
    {
        await using var other = await OtherServerAsync();
        using var client = server.Client();
        (await RefusalAsync($"{other.Urls.First()}/missing?key=secret")).ShouldEndWith("127.0.0.1 answers 404.");
        (await RefusalAsync("http://169.254.169.254/latest?key=secret")).ShouldContain("has no address that is asked");
        foreach (var address in (string[])["[::ffff:169.254.169.254]", "[fe80::1]", "[64:ff9b::a9fe:a9fe]", "[fd00:ec2::254]", "100.100.100.200"])
            (await RefusalAsync($"http://{address}/latest?key=secret")).ShouldContain("has no address that is asked");
        (await RefusalAsync("file:///etc/passwd")).ShouldContain("http or https");
        (await RefusalAsync($"{other.Urls.First()}/elsewhere?key=secret")).ShouldStartWith("The file cannot be fetched from 127.0.0.1");
        (await RefusalAsync("http://user:secret@127.0.0.1/")).ShouldContain("without a name and password");

        var name = $"user-{Guid.NewGuid():n}";
        await server.CreateUserAsync(name);
        using var user = server.Client(name);
        await (await user.RunAsync("Blob.Create", parameters: new { file = other.Urls.First() })).ShouldBeErrorAsync(HttpStatusCode.Forbidden);

        async Task<string> RefusalAsync(string file)
        {
            var message = await (await client.RunAsync("Blob.Create", parameters: new { file })).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
            message.ShouldNotContain("secret");
            return message;
        }
    }

    private static async Task<WebApplication> OtherServerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var other = builder.Build();
        other.MapGet("/elsewhere", (HttpContext context) =>
        {
            context.Response.StatusCode = StatusCodes.Status302Found;
            context.Response.Headers.Location = "file:///etc/passwd";
        });
        other.MapGet("/{name}", (string name) => name == "missing" ? Results.NotFound() : Results.Text("from elsewhere", "text/plain", System.Text.Encoding.UTF8));
        await other.StartAsync();
        return other;
    }
}
