using System.Net;
using System.Net.Sockets;
using System.Text;
using Archivolt.Documents;

namespace Archivolt.AspNetCore.Tests.Documents;

/// <summary>What cannot be right is answered 4xx with a sentence, and nothing is written.</summary>
public sealed class BadInputTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("", "no body")]
    [InlineData("{", "line 1")]
    [InlineData("{\n\"type\": File}", "line 2")]
    [InlineData("[]", "object")]
    [InlineData("\"x\"", "object")]
    [InlineData("{}", "type or name property is missing")]
    [InlineData("""{"type":"File"}""", "type or name property is missing")]
    [InlineData("""{"name":"x"}""", "type or name property is missing")]
    [InlineData("""{"type":5,"name":"x"}""", "'type'")]
    [InlineData("""{"entity-type":"user","type":"File","name":"x"}""", "entity-type")]
    [InlineData("""{"type":"File","name":"x","properties":[]}""", "'properties'")]
    [InlineData("""{"type":"File","name":"x","properties":{"dc:title":5}}""", "dc:title")]
    [InlineData("""{"type":"File","name":"x","properties":{"dc:title":{"a":1}}}""", "dc:title")]
    [InlineData("""{"type":"File","name":"x","properties":{"dc:created":"yesterday"}}""", "dc:created")]
    [InlineData("""{"type":"File","name":"x","properties":{"dc:subjects":"one"}}""", "dc:subjects")]
    [InlineData("""{"type":"File","name":"x","properties":{"dc:subjects":[1]}}""", "dc:subjects/0")]
    [InlineData("""{"type":"File","name":"x","properties":{"dc:nosuch":"x"}}""", "dc:nosuch")]
    [InlineData("""{"type":"File","name":"x","properties":{"nosuch":"x"}}""", "nosuch")]
    [InlineData("""{"type":"File","name":"x","properties":{"files:files/0/file":"x"}}""", "files:files/0/file")]
    [InlineData("""{"type":"File","name":"x","properties":{":":"x"}}""", "property")]
    [InlineData("""{"type":"File","name":"x","properties":{"file:content":5}}""", "file:content")]
    [InlineData("""{"type":"File","name":"x","properties":{"file:content":{"data":"x","encoding":"klingon"}}}""", "klingon")]
    [InlineData("""{"type":"File","name":"x","properties":{"file:content":{"data":"x","encoding":"utf-7"}}}""", "utf-7")]
    [InlineData("""{"type":"File","name":"x","properties":{"file:content":{"data":"x","encoding":""}}}""", "encoding")]
    [InlineData("""{"type":"File","name":"x","properties":{"file:content":{"data":"grüße","encoding":"us-ascii"}}}""", "us-ascii")]
    [InlineData("""{"type":"File","name":"x","properties":{"file:content":{"data":"5 €","encoding":"iso-8859-1"}}}""", "iso-8859-1")]
    [InlineData("""{"type":"File","name":"x","properties":{"my:number":1e400}}""", "1e400")]
    [InlineData("""{"type":"File","name":"x","properties":{"my:number":-1e400}}""", "-1e400")]
    [InlineData("""{"type":"File","name":"x","properties":{"my:number":1e-400}}""", "1e-400")]
    [InlineData("""{"type":"File","name":"x","properties":{"my:list":[{"number":1e400}]}}""", "my:list/0/number")]
    [InlineData("""{"type":"File","name":"x","properties":{"my:number":9223372036854775808}}""", "9223372036854775808")]
    [InlineData("""{"type":"File","name":"x","properties":{"my:number":-123456789012345678901}}""", "-123456789012345678901")]
    [InlineData("""{"type":"Picture","name":"x","properties":{"picture:info":{"width":1e400}}}""", "picture:info/width")]
    [InlineData("""{"type":"Picture","name":"x","properties":{"picture:info":{"width":9223372036854775808}}}""", "picture:info/width")]
    [InlineData("""{"type":"File","name":"x","properties":{"files:files":[{"file":null,"nosuch":1}]}}""", "nosuch")]
    [InlineData("""{"type":"Picture","name":"x","properties":{"picture:info":{"width":"wide"}}}""", "picture:info/width")]
    [InlineData("""{"type":"File","name":" \u0001 "}""", "name")]
    public async Task A_document_that_cannot_be_read_is_not_created(string body, string says)
    {
        using var client = server.Client();
        var folder = (await server.CreateAsync("Folder")).Uid();
        var message = await (await client.PostAsync($"api/v1/id/{folder}", Json.Text(body))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        message.ShouldContain(says, Case.Insensitive);
        (await (await client.GetAsync($"api/v1/id/{folder}/@children")).JsonAsync()).GetProperty("resultsCount").GetInt32().ShouldBe(0);
    }

    [Theory]
    [InlineData("POST", "", """{"type":"File","name":"\ud800"}""")]
    [InlineData("POST", "", """{"type":"File","name":"x","properties":{"dc:title":"\ud800"}}""")]
    [InlineData("POST", "", """{"type":"File","name":"x","properties":{"dc:subjects":["\udc00"]}}""")]
    [InlineData("POST", "", """{"type":"File","name":"x","properties":{"\ud800":"x"}}""")]
    [InlineData("POST", "", """{"type":"File","name":"x","properties":{"dc:title":"ÿ"}}""")]
    [InlineData("PUT", "", """{"properties":{"dc:title":"\ud800"}}""")]
    [InlineData("PUT", "/@acl", """{"aces":[{"username":"\ud800","permission":"Read"}]}""")]
    [InlineData("PUT", "/@retention", """{"until":"\ud800"}""")]
    [InlineData("PUT", "/@hold", """{"comment":"\ud800"}""")]
    public async Task Text_that_is_not_Unicode_is_a_bad_request(string method, string adapter, string body)
    {
        using var client = server.Client();
        var folder = (await server.CreateAsync("Folder")).Uid();
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/v1/id/{folder}{adapter}")
        {
            // Latin-1 makes of ÿ the byte 0xff, which no UTF-8 has.
            Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body)) { Headers = { { "Content-Type", "application/json" } } },
        };
        (await (await client.SendAsync(request)).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain("Unicode");
    }

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("-9223372036854775808")]
    [InlineData("9223372036854775807")]
    [InlineData("0")]
    [InlineData("0.5")]
    [InlineData("1.7976931348623157E+308")]
    public async Task A_number_comes_back_as_it_was_sent(string number)
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        (await client.PutAsync($"api/v1/id/{id}", Json.Text($$$"""{"properties":{"my:number":{{{number}}}}}"""))).ShouldBe(HttpStatusCode.OK);
        var back = (await client.DocumentAsync(id)).Property("my:number").GetRawText();
        back.ShouldBe(number);
    }

    [Fact]
    public async Task A_document_with_a_value_that_JSON_lacks_is_read_and_listed()
    {
        using var client = server.Client();
        var folder = (await server.CreateAsync("Folder", name: "poisoned")).Uid();
        var id = (await server.CreateAsync(parent: "default-domain/workspaces/poisoned")).Uid();
        var documents = server.Get<IDocumentStore>();
        var document = (await documents.FindAsync("default", id, TestContext.Current.CancellationToken))!;
        document.Properties.Set("my:number", double.PositiveInfinity);
        await documents.UpdateAsync(document, cancellationToken: TestContext.Current.CancellationToken);
        (await client.DocumentAsync(id)).Property("my:number").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await client.GetAsync($"api/v1/id/{folder}/@children?properties=*")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=b")]
    [InlineData("application/json-seq")]
    [InlineData(null)]
    public async Task What_is_not_sent_as_JSON_is_not_read_as_JSON(string? contentType)
    {
        using var client = server.Client();
        foreach (var (method, path, body) in ((string, string, string)[])
        [
            ("POST", "api/v1/management/users", """{"name":"mallory","password":"p","groups":["administrators"]}"""),
            ("POST", "api/v1/path/default-domain", """{"type":"File","name":"x"}"""),
            ("PUT", "api/v1/path/default-domain/@acl", "[]"),
        ])
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            if (contentType is not null)
                content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
            await (await client.SendAsync(request)).ShouldBeErrorAsync(HttpStatusCode.UnsupportedMediaType);
        }
        (await client.GetAsync("api/v1/user/mallory")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON+nxentity")]
    [InlineData("application/vnd.example+json")]
    public async Task JSON_is_read_under_every_name_of_it(string contentType)
    {
        using var client = server.Client();
        using var content = new ByteArrayContent("""{"type":"File","name":"named"}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        (await client.PostAsync("api/v1/path/default-domain/workspaces", content)).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_unknown_type_is_not_found()
    {
        using var client = server.Client();
        var message = await (await client.PostAsync("api/v1/path/default-domain", Json.Text("""{"type":"Spaceship","name":"x"}""")))
            .ShouldBeErrorAsync(HttpStatusCode.NotFound);
        message.ShouldBe("Type not found: Spaceship");
    }

    [Theory]
    [InlineData("GET", "api/v1/id/nosuch")]
    [InlineData("GET", "api/v1/id/")]
    [InlineData("GET", "api/v1/path/nosuch")]
    [InlineData("POST", "api/v1/path/nosuch")]
    [InlineData("DELETE", "api/v1/path/nosuch")]
    [InlineData("GET", "api/v1/repo/nosuch/path/default-domain")]
    [InlineData("GET", "api/v1/path/default-domain/@nosuch")]
    [InlineData("GET", "api/v1/path/default-domain/@blob/file:content/@nothing")]
    [InlineData("GET", "api/v1/path/default-domain%2Fworkspaces")]
    [InlineData("GET", "api/v1/path/default-domain/%2e%2e/default-domain")]
    [InlineData("GET", "api/v1/path/default-domain/%01")]
    [InlineData("GET", "api/v1/path/default-domain/%ff")]
    [InlineData("GET", "api/v1/path/default-domain//workspaces")]
    [InlineData("GET", "api/v1/nosuch")]
    [InlineData("GET", "api/v2/path/")]
    public async Task What_is_not_there_is_not_found(string method, string path)
    {
        var answer = await RawAsync($"{method} /nuxeo/{path} HTTP/1.1", method == "POST" ? """{"type":"File","name":"x"}""" : "");
        answer.ShouldStartWith("HTTP/1.1 404");
        answer.ShouldContain("\"entity-type\":\"exception\"");
    }

    [Theory]
    [InlineData("PUT", "file:nosuch", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "dc:title", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "files:files/5/file", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "files:files/0/nosuch", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "files:files/*/file", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "nosuch", HttpStatusCode.NotFound)]
    [InlineData("PUT", ":", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "file:content/name", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "file:nosuch", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "files:files/0/file", HttpStatusCode.BadRequest)]
    [InlineData("DELETE", "dc:title", HttpStatusCode.BadRequest)]
    [InlineData("GET", "dc:title", HttpStatusCode.NotFound)]
    [InlineData("GET", "file:nosuch", HttpStatusCode.NotFound)]
    [InlineData("GET", "blobholder:01", HttpStatusCode.NotFound)]
    [InlineData("GET", "blobholder:x", HttpStatusCode.NotFound)]
    [InlineData("GET", "files:files[0/file", HttpStatusCode.BadRequest)]
    public async Task A_property_that_holds_no_blob_is_refused(string method, string xpath, HttpStatusCode expected)
    {
        using var client = server.Client();
        var created = await server.CreateAsync("File", new Dictionary<string, object?> { ["dc:title"] = "t" });
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/v1/id/{created.Uid()}/@blob/{xpath}");
        if (method == "PUT")
            request.Content = new StringContent($"never stored {xpath}");
        await (await client.SendAsync(request)).ShouldBeErrorAsync(expected);
        (await client.DocumentAsync(created.Uid())).Text("changeToken").ShouldBe(created.Text("changeToken"));
        Directory.GetFiles(Path.Combine(server.DataPath, "binaries", "data"), "*", SearchOption.AllDirectories)
            .ShouldAllBe(file => !File.ReadAllText(file).StartsWith("never stored", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("@children?pageSize=-1")]
    [InlineData("@children?pageSize=x")]
    [InlineData("@children?currentPageIndex=99999999999")]
    [InlineData("@children?currentPageIndex=2000000000")]
    [InlineData("@audit?pageSize=1e3")]
    public async Task A_page_that_is_no_page_is_refused(string adapter)
    {
        using var client = server.Client();
        await (await client.GetAsync($"api/v1/path/default-domain/{adapter}")).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""[{"permission":"Read"}]""")]
    [InlineData("""[{"username":"x","permission":"Fly"}]""")]
    [InlineData("""[{"username":"x","permission":"0"}]""")]
    [InlineData("""[{"username":"x","permission":"Read","granted":"yes"}]""")]
    [InlineData("[5]")]
    public async Task Access_entries_that_cannot_be_read_change_nothing(string body)
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        (await client.PutAsync($"api/v1/id/{id}/@acl", Json.Text("""[{"username":"bob","permission":"Read"}]"""))).ShouldBe(HttpStatusCode.OK);
        await (await client.PutAsync($"api/v1/id/{id}/@acl", Json.Text(body))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await client.GetStringAsync($"api/v1/id/{id}/@acl")).ShouldContain("bob");
    }

    [Fact]
    public async Task A_document_larger_than_the_limit_is_refused()
    {
        using var client = server.Client();
        var large = new Dictionary<string, object?> { ["type"] = "Note", ["name"] = "x", ["properties"] = new Dictionary<string, object?> { ["note:note"] = new string('x', HttpOptions.MaxJsonLength) } };
        // Otherwise the connection may close under the sender before it reads the answer.
        client.DefaultRequestHeaders.ExpectContinue = true;
        await (await client.PostAsync("api/v1/path/default-domain", Json.Content(large))).ShouldBeErrorAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_method_that_a_url_does_not_take_is_named_with_those_it_takes()
    {
        using var client = server.Client();
        var answer = await client.PatchAsync("api/v1/path/default-domain", Json.Text("{}"));
        (await answer.ShouldBeErrorAsync(HttpStatusCode.MethodNotAllowed)).ShouldContain("PUT");
    }

    [Fact]
    public async Task Outside_the_platforms_api_errors_are_problem_details()
    {
        using var client = server.Client();
        var answer = await client.GetAsync(new Uri(server.Address, "/nosuch"));
        answer.ShouldBe(HttpStatusCode.NotFound).Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await answer.JsonAsync()).GetProperty("status").GetInt32().ShouldBe(404);
    }

    // HttpClient would tidy these targets up.
    private async Task<string> RawAsync(string requestLine, string body)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Address.Host, server.Address.Port);
        var authorization = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RunningServer.Admin}:{RunningServer.AdminPassword}"));
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"{requestLine}\r\nHost: x\r\nAuthorization: Basic {authorization}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"));
        using var reader = new StreamReader(connection.GetStream());
        return await reader.ReadToEndAsync();
    }
}
