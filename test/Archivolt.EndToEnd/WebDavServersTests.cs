using System.Net;
using System.Text;
using System.Text.Json;
using Archivolt.Postgres;

namespace Archivolt.EndToEnd;

/// <summary>WebDAV on two servers that share a database: to a program they are one.</summary>
public sealed class WebDavServersTests : TestFolder
{
    private const string Root = "/nuxeo/site/dav/default-domain/workspaces/";
    private const string Exclusive = """<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype></lockinfo>""";

    [Fact]
    public async Task What_a_program_does_on_one_server_holds_on_the_other()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        (await SendAsync(one, "PUT", "a.txt", "first")).ShouldBe(HttpStatusCode.Created);
        (await two.Client.GetStringAsync(Root + "a.txt")).ShouldBe("first");

        using var locked = await AnswerAsync(one, "LOCK", "a.txt", Exclusive);
        var token = locked.Headers.GetValues("Lock-Token").Single();
        using var found = await AnswerAsync(two, "PROPFIND", "a.txt", null, ("Depth", "0"));
        (await found.Content.ReadAsStringAsync()).ShouldContain(token.Trim('<', '>'));
        (await SendAsync(two, "PUT", "a.txt", "other")).ShouldBe(HttpStatusCode.Locked);
        (await SendAsync(two, "PUT", "a.txt", "second", ("If", $"({token})"))).ShouldBe(HttpStatusCode.Created);
        (await one.Client.GetStringAsync(Root + "a.txt")).ShouldBe("second");
        (await SendAsync(two, "UNLOCK", "a.txt", null, ("Lock-Token", token))).ShouldBe(HttpStatusCode.NoContent);
        (await SendAsync(one, "PUT", "a.txt", "third")).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_program_saves_by_renaming_whichever_server_each_step_comes_to()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        await SendAsync(one, "PUT", "a.docx", "content 0");
        var id = await IdAsync(two, "a.docx");
        // A document that people know by its name: it has a version.
        (await two.Client.PostAsync("/nuxeo/api/v1/automation/Document.CreateVersion", new StringContent($$"""{"input":"{{id}}"}""", Encoding.UTF8, "application/json"))).EnsureSuccessStatusCode();
        for (var save = 1; save <= 4; save++)
        {
            var (first, second) = save % 2 == 0 ? (one, two) : (two, one);
            (await SendAsync(first, "PUT", "~WRD0001.tmp", $"content {save}")).ShouldBe(HttpStatusCode.Created);
            (await SendAsync(second, "MOVE", "a.docx", null, To("~WRL0002.tmp"))).ShouldBe(HttpStatusCode.Created);
            (await SendAsync(first, "MOVE", "~WRD0001.tmp", null, To("a.docx"))).ShouldBe(HttpStatusCode.Created);
            (await SendAsync(second, "DELETE", "~WRL0002.tmp", null)).ShouldBe(HttpStatusCode.NoContent);
            foreach (var server in (ServerProcess[])[one, two])
            {
                (await server.Client.GetStringAsync(Root + "a.docx")).ShouldBe($"content {save}");
                (await IdAsync(server, "a.docx")).ShouldBe(id);
            }
        }
    }

    public override void Dispose()
    {
        PostgresServer.DropSchema(ServerDatabase.SchemaOf(Folder));
        base.Dispose();
    }

    private Task<ServerProcess> StartAsync() => ServerProcess.StartOnAsync(Folder, ServerDatabase.PostgresFor(Folder));

    private static (string, string) To(string name) => ("Destination", Root + name);

    private static async Task<string> IdAsync(ServerProcess server, string name) =>
        JsonDocument.Parse(await server.Client.GetStringAsync($"{ServerProcess.Workspaces}/{name}")).RootElement.GetProperty("uid").GetString()!;

    private static async Task<HttpStatusCode> SendAsync(ServerProcess server, string method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var answer = await AnswerAsync(server, method, path, body, headers);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> AnswerAsync(ServerProcess server, string method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Root + path);
        if (body is not null)
            request.Content = new StringContent(body);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await server.Client.SendAsync(request);
    }
}
