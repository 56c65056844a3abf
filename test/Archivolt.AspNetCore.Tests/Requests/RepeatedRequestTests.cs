using System.Net;
using System.Net.Http.Headers;
using Archivolt.AspNetCore.Requests;
using Archivolt.AspNetCore.Tests.Automation;
using Archivolt.Documents.Access;
using Archivolt.Documents.Requests;
using Archivolt.Stores.Kit;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Tests.Requests;

/// <summary>A client that got no answer sends its request again, and nothing is done twice.</summary>
public sealed class RepeatedRequestTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Header = "Idempotency-Key";

    [Fact]
    public async Task A_repetition_is_answered_like_the_first_and_does_nothing()
    {
        var key = NewKey();
        using var client = Client(key);
        var folder = await server.CreateAsync("Folder");
        using var first = await CreateAsync(client, folder.Uid());
        using var second = await CreateAsync(client, folder.Uid());
        foreach (var answer in (HttpResponseMessage[])[first, second])
            answer.ShouldBe(HttpStatusCode.OK).Headers.GetValues(Header).ShouldBe([key]);
        second.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        (await server.Client().ResultAsync("Document.GetChildren", folder.Uid())).Entries().Count().ShouldBe(1);
    }

    [Fact]
    public async Task While_the_first_is_carried_out_others_are_told_to_wait()
    {
        var key = NewKey();
        using var client = Client(key);
        var folder = await server.CreateAsync("Folder");
        var ledger = server.Get<IRequestLedger>();
        var other = NewKey();
        (await CreateAsync(Client(other), folder.Uid())).ShouldBe(HttpStatusCode.OK);
        var subject = (await ledger.FindAsync(new RequestTurn(RunningServer.Admin, other, "", Guid.NewGuid()))).ShouldNotBeNull().Subject;
        var turn = new RequestTurn(RunningServer.Admin, key, subject, Guid.NewGuid());
        (await ledger.BeginAsync(turn)).ShouldBeNull();
        using var waiting = await CreateAsync(client, folder.Uid());
        await waiting.ShouldBeErrorAsync(HttpStatusCode.Conflict);
        waiting.Headers.GetValues(Header).ShouldBe([key]);
        await ledger.CompleteAsync(turn, new KeptAnswer(204, null, ReadOnlyMemory<byte>.Empty));
        (await CreateAsync(client, folder.Uid())).ShouldBe(HttpStatusCode.NoContent);
        (await server.Client().ResultAsync("Document.GetChildren", folder.Uid())).Entries().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_request_that_failed_is_made_again_under_its_key()
    {
        using var client = Client(NewKey());
        await (await CreateAsync(client, Guid.NewGuid().ToString())).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        (await CreateAsync(client, (await server.CreateAsync("Folder")).Uid())).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_belongs_to_one_request_of_one_user()
    {
        var key = NewKey();
        using var client = Client(key);
        var folder = await server.CreateAsync("Folder");
        (await CreateAsync(client, folder.Uid())).ShouldBe(HttpStatusCode.OK);
        await (await client.RunAsync("Document.Delete", folder.Uid())).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity);
        (await client.GetAsync($"api/v1/id/{folder.Uid()}")).ShouldBe(HttpStatusCode.OK);

        await server.CreateUserAsync("amy");
        using var amy = server.Client("amy");
        amy.DefaultRequestHeaders.Add(Header, key);
        await (await CreateAsync(amy, folder.Uid())).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await CreateAsync(Client(new string('k', 256)), folder.Uid())).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(300 * 1024)]
    public async Task A_file_reaches_the_client_whole_and_is_in_no_database_in_the_clear(int length)
    {
        using var client = Client(NewKey());
        var file = await server.CreateAsync();
        var text = new string('x', length);
        (await server.Client().PutBlobAsync(file.Uid(), "file:content", text)).ShouldBe(HttpStatusCode.OK);
        (await (await client.RunAsync("Blob.Get", file.Uid())).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe(text);
        await (await client.RunAsync("Blob.Get", file.Uid())).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        using var accepted = (await server.Client().PostAsync("api/v1/automation/Blob.Get/@async", Json.Content(new { input = file.Uid(), @params = new { } }))).ShouldBe(HttpStatusCode.Accepted);
        (await accepted.Content.ReadAsStringAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_answer_reaches_the_client_whole_and_is_not_given_again()
    {
        using var client = Client(NewKey());
        client.DefaultRequestHeaders.Add("properties", "*");
        var (file, text) = (await server.CreateAsync(), new string('x', 300 * 1024));
        (await client.ResultAsync("Document.SetProperty", file.Uid(), new { xpath = "dc:description", value = text })).Property("dc:description").GetString().ShouldBe(text);
        await (await client.RunAsync("Document.SetProperty", file.Uid(), new { xpath = "dc:description", value = text })).ShouldBeErrorAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Another_body_query_or_repository_is_another_request()
    {
        using var client = Client(NewKey());
        var url = $"api/v1/id/{(await server.CreateAsync()).Uid()}";
        const string Body = """{"properties":{"dc:title":"a"}}""";
        (await client.PutAsync(url, Json.Text(Body))).ShouldBe(HttpStatusCode.OK);
        (await client.PutAsync(url, Json.Text(Body))).ShouldBe(HttpStatusCode.OK);
        await (await client.PutAsync(url, Json.Text(Body.Replace('a', 'b')))).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity);
        await (await client.PutAsync(url + "?x=1", Json.Text(Body))).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity);
        client.DefaultRequestHeaders.Add("X-NXRepository", "nosuch");
        await (await client.PutAsync(url, Json.Text(Body))).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity);
        (await server.Client().DocumentAsync(url[(url.LastIndexOf('/') + 1)..])).Text("title").ShouldBe("a");
    }

    [Fact]
    public async Task A_body_of_the_platforms_own_type_tells_requests_apart_too()
    {
        using var client = Client(NewKey());
        var url = $"api/v1/id/{(await server.CreateAsync()).Uid()}";
        (await client.PutAsync(url, Entity("a"))).ShouldBe(HttpStatusCode.OK);
        (await client.PutAsync(url, Entity("a"))).ShouldBe(HttpStatusCode.OK);
        await (await client.PutAsync(url, Entity("b"))).ShouldBeErrorAsync(HttpStatusCode.UnprocessableEntity);

        static StringContent Entity(string title) => new($$$"""{"properties":{"dc:title":"{{{title}}}"}}""", new MediaTypeHeaderValue("application/json+nxentity"));
    }

    [Fact]
    public async Task A_body_longer_than_what_tells_requests_apart_arrives_whole()
    {
        using var client = Client(NewKey());
        var url = $"api/v1/id/{(await server.CreateAsync()).Uid()}";
        var text = new string('x', 700_000);
        (await client.PutAsync(url, Json.Text($$$"""{"properties":{"dc:description":"{{{text}}}"}}"""))).ShouldBe(HttpStatusCode.OK);
        (await server.Client().DocumentAsync(url[(url.LastIndexOf('/') + 1)..])).Property("dc:description").GetString().ShouldBe(text);
    }

    [Fact]
    public async Task Who_gets_the_name_of_a_user_that_is_gone_gets_no_answer_of_theirs()
    {
        var (key, folder) = (NewKey(), await server.CreateAsync("Folder"));
        await server.CreateUserAsync("tmp");
        using var tmp = server.Client("tmp");
        tmp.DefaultRequestHeaders.Add(Header, key);
        var ledger = server.Get<IRequestLedger>();
        var turn = new RequestTurn("tmp", key, "subject", Guid.NewGuid());
        (await ledger.BeginAsync(turn)).ShouldBeNull();
        await ledger.CompleteAsync(turn, new KeptAnswer(200, "text/plain", "secret"u8.ToArray()));
        (await server.Client().DeleteAsync("api/v1/user/tmp")).ShouldBe(HttpStatusCode.NoContent);
        (await ledger.FindAsync(turn)).ShouldBeNull();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(300 * 1024)]
    public async Task What_was_done_is_not_done_again_though_its_client_went_away(int length)
    {
        var (key, runs) = (NewKey(), 0);
        var once = new RepeatedRequests(async context =>
        {
            runs++;
            await context.Response.Body.WriteAsync(new byte[length]);
        });
        await Should.ThrowAsync<IOException>(() => once.InvokeAsync(Context(key, new Gone())));
        await Should.ThrowAsync<Exception>(async () =>
        {
            await once.InvokeAsync(Context(key, new Gone()));
        });
        runs.ShouldBe(1);
    }

    private DefaultHttpContext Context(string key, Stream client)
    {
        var context = new DefaultHttpContext { RequestServices = server.Get<IServiceProvider>() };
        context.Request.Method = "POST";
        context.Request.Path = "/once";
        context.Request.Headers[Header] = key;
        context.Response.Body = client;
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new OnceMetadata()), null));
        context.Features.Set(new Principal(RunningServer.Admin, [Principal.Administrators]));
        return context;
    }

    /// <summary>A client that is gone.</summary>
    private sealed class Gone : ForwardWriteStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("The client is gone.");
    }

    private static Task<HttpResponseMessage> CreateAsync(HttpClient client, string parent) =>
        client.RunAsync("Document.Create", parent, new { type = "File", name = "once" });

    private static string NewKey() => Guid.NewGuid().ToString();

    private HttpClient Client(string key)
    {
        var client = server.Client();
        client.DefaultRequestHeaders.Add(Header, key);
        return client;
    }
}
