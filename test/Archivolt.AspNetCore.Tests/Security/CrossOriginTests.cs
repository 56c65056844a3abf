using System.Net;

namespace Archivolt.AspNetCore.Tests.Security;

/// <summary>Pages of origins that are configured use the server; others do not.</summary>
public sealed class CrossOriginTests(CrossOriginTests.Server server) : IClassFixture<CrossOriginTests.Server>
{
    private const string Allowed = "https://app.example.org";
    private const string AllowOrigin = "Access-Control-Allow-Origin";

    [Theory]
    [InlineData(Allowed, true)]
    [InlineData("https://evil.example.org", false)]
    [InlineData("https://app.example.org.evil.example", false)]
    [InlineData("null", false)]
    public async Task A_browser_is_told_which_pages_may_ask(string origin, bool isAllowed)
    {
        using var nobody = server.Client(user: null);
        using var question = new HttpRequestMessage(HttpMethod.Options, "api/v1/upload/1/0");
        question.Headers.Add("Origin", origin);
        question.Headers.Add("Access-Control-Request-Method", "POST");
        question.Headers.Add("Access-Control-Request-Headers", "authorization,x-file-name,enrichers-document");
        using var answer = await nobody.SendAsync(question);
        answer.Headers.Contains(AllowOrigin).ShouldBe(isAllowed);
        if (isAllowed)
            answer.Headers.GetValues("Access-Control-Allow-Headers").Single().ShouldContain("enrichers-document");
        nobody.DefaultRequestHeaders.Add("Origin", origin);
        using var read = await nobody.GetAsync("api/v1/path/none");
        read.Headers.Vary.ShouldBe(["Origin"]);
    }

    [Fact]
    public async Task A_page_that_is_allowed_reads_answers_and_errors_and_changes_documents()
    {
        using var page = server.Client();
        page.DefaultRequestHeaders.Add("Origin", Allowed);
        page.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        using var answer = await page.PostAsync("api/v1/automation/Log", Json.Text("""{"params": {"message": "from a page"}}"""));
        answer.ShouldBe(HttpStatusCode.NoContent).Headers.GetValues(AllowOrigin).ShouldBe([Allowed]);
        answer.Headers.GetValues("Access-Control-Expose-Headers").Single().ShouldContain("Content-Disposition");
        using var error = await page.GetAsync("api/v1/path/none");
        error.ShouldBe(HttpStatusCode.NotFound).Headers.GetValues(AllowOrigin).ShouldBe([Allowed]);
    }

    [Fact]
    public async Task Other_pages_change_nothing_and_none_answers_for_a_person()
    {
        using var page = server.Client();
        page.DefaultRequestHeaders.Add("Origin", "https://evil.example.org");
        (await page.PostAsync("api/v1/automation/Log", Json.Text("""{"params": {"message": "x"}}"""))).ShouldBe(HttpStatusCode.Forbidden);
        using var allowed = server.Client();
        allowed.DefaultRequestHeaders.Add("Origin", Allowed);
        using var consent = new FormUrlEncodedContent([KeyValuePair.Create("client_id", "app"), KeyValuePair.Create("grant_access", "1")]);
        (await allowed.PostAsync("oauth2/authorize_submit", consent)).ShouldBe(HttpStatusCode.Forbidden);
        (await allowed.GetAsync("authentication/token?applicationName=a&deviceId=b&permission=c")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://app.example.org/")]
    [InlineData("app.example.org")]
    public async Task What_is_no_origin_ends_the_start(string origin)
    {
        var failure = await Should.ThrowAsync<Exception>(() => RunningServer.StartAsync(args: ["--Archivolt:AllowedOrigins:0", origin]));
        failure.Message.ShouldContain("AllowedOrigins");
    }

    /// <summary>A server that allows one origin.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly RunningServer _server = new(["--Archivolt:AllowedOrigins:0", Allowed]);

        public ValueTask InitializeAsync() => _server.InitializeAsync();

        public HttpClient Client(string? user = RunningServer.Admin) => _server.Client(user);

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
