using System.Net;
using System.Net.Sockets;
using Archivolt.Blobs;
using Archivolt.Server;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Tests.Server;

public sealed class HostTests
{
    [Fact]
    public async Task The_first_start_makes_an_administrator_and_shows_the_password_once()
    {
        var data = Directory.CreateTempSubdirectory("archivolt-server-").FullName;
        string[] generate = ["--Archivolt:AdminPassword", ""];
        string password;
        var first = await RunningServer.StartAsync(null, data, generate);
        var line = first.Output.ToString().Split('\n').First(line => line.Contains("Administrator", StringComparison.Ordinal));
        password = line.Split("password ")[1].Split(' ')[0];
        using (var client = first.Client(RunningServer.Admin, password))
            (await client.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.OK);
        await first.StopAsync();

        await using var second = await RunningServer.StartAsync(null, data, "--Archivolt:AdminPassword", "another password");
        second.Output.ToString().ShouldNotContain("password");
        using var again = second.Client(RunningServer.Admin, password);
        (await again.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("hunter2")]
    [InlineData("hunter2hunter2\n")]
    [InlineData("hunter2\0hunter2")]
    public async Task A_password_for_the_administrator_that_nobody_should_or_can_type_ends_the_start_and_is_not_shown(string password)
    {
        var failure = await Should.ThrowAsync<BlobException>(() => RunningServer.StartAsync(args: ["--Archivolt:AdminPassword", password]));
        failure.Message.ShouldContain("AdminPassword has fewer than 8 characters, or a control character");
        failure.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task A_start_that_fails_on_its_port_says_so_and_shows_no_password()
    {
        var data = Directory.CreateTempSubdirectory("archivolt-server-").FullName;
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await ArchivoltHost.RunAsync(["--urls", $"http://{taken.LocalEndpoint}", "--data", data], output, error);
        exitCode.ShouldBe(3);
        error.ToString().ShouldContain("Another program uses this port");
        output.ToString().ShouldBeEmpty();

        await using var next = ArchivoltHost.Create(["--urls", "http://127.0.0.1:0", "--data", data]);
        await ArchivoltHost.StartAsync(next, output);
        await next.StopAsync();
        output.ToString().ShouldContain("with password");
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Servers_that_start_at_the_same_time_on_a_new_database_make_one_administrator()
    {
        var data = Directory.CreateTempSubdirectory("archivolt-server-").FullName;
        var servers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => RunningServer.StartAsync(null, data))));
        foreach (var server in servers)
        {
            using var client = server.Client();
            (await client.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.OK);
        }
        foreach (var server in servers[1..])
            await server.StopAsync();
        await servers[0].DisposeAsync();
    }

    [Fact]
    public async Task A_given_password_is_not_shown()
    {
        await using var server = await RunningServer.StartAsync();
        server.Output.ToString().ShouldNotContain(RunningServer.AdminPassword);
        server.Output.ToString().ShouldContain("127.0.0.1");
    }

    [Fact]
    public async Task What_was_stored_is_there_after_a_restart()
    {
        var data = Directory.CreateTempSubdirectory("archivolt-server-").FullName;
        var first = await RunningServer.StartAsync(null, data);
        var id = (await first.CreateAsync()).Uid();
        using (var client = first.Client())
            (await client.PutBlobAsync(id, "file:content", "kept")).ShouldBe(HttpStatusCode.OK);
        await first.StopAsync();
        await using var second = await RunningServer.StartAsync(null, data);
        using var again = second.Client();
        (await again.GetStringAsync($"nxfile/default/{id}/file:content")).ShouldBe("kept");
    }

    [Fact]
    public async Task The_base_path_is_configured()
    {
        await using var server = await RunningServer.StartAsync(args: ["--Archivolt:BasePath", "/dms/files/"]);
        using var client = server.Client();
        (await client.GetAsync(new Uri(server.Address, "/dms/files/api/v1/path/default-domain/@children"))).ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("api/v1/path/default-domain")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Links_begin_as_configured_and_believe_a_proxy_only_where_told_to()
    {
        await using var trusting = await RunningServer.StartAsync(args: ["--Archivolt:TrustForwardedHeaders", "true"]);
        (await LinkAsync(trusting, ("nuxeo-virtual-host", "https://dms.example/nuxeo/"), ("X-Forwarded-Host", "other.example")))
            .ShouldStartWith("https://dms.example/nuxeo/nxfile/");
        (await LinkAsync(trusting, ("X-Forwarded-Host", "dms.example"), ("X-Forwarded-Proto", "https"))).ShouldStartWith("https://dms.example/nuxeo/nxfile/");
        (await LinkAsync(trusting, ("nuxeo-virtual-host", "javascript:alert(1)"))).ShouldStartWith(trusting.Nuxeo.ToString());
        await using var plain = await RunningServer.StartAsync();
        (await LinkAsync(plain, ("nuxeo-virtual-host", "https://evil.example/"), ("X-Forwarded-Host", "evil.example"))).ShouldStartWith(plain.Nuxeo.ToString());
        await using var configured = await RunningServer.StartAsync(args: ["--Archivolt:PublicUrl", "https://files.example/nuxeo"]);
        (await LinkAsync(configured)).ShouldStartWith("https://files.example/nuxeo/nxfile/");
    }

    [Fact]
    public async Task Health_is_open_and_says_details_to_administrators_only()
    {
        await using var server = await RunningServer.StartAsync();
        using var nobody = server.Client(null);
        using var admin = server.Client();
        (await nobody.GetStringAsync(new Uri(server.Address, "/health/live"))).ShouldBe("""{"status":"live"}""");
        (await nobody.GetStringAsync(new Uri(server.Address, "/health/ready"))).ShouldBe("""{"status":"ready"}""");
        (await admin.GetStringAsync(new Uri(server.Address, "/health/ready"))).ShouldContain("provider default");
        (await nobody.GetStringAsync("runningstatus?info=started")).ShouldBe("true");
    }

    [Fact]
    public async Task OpenApi_lists_the_endpoints()
    {
        await using var server = await RunningServer.StartAsync();
        using var nobody = server.Client(null);
        var document = System.Text.Json.JsonDocument.Parse(await nobody.GetStringAsync(new Uri(server.Address, "/openapi/v1.json"))).RootElement;
        var paths = document.GetProperty("paths").EnumerateObject().ToDictionary(path => path.Name, path => path.Value);
        (string Path, string Method)[] expected =
        [
            ("/nuxeo/api/v1/id/{id}", "get"), ("/nuxeo/api/v1/id/{id}", "post"), ("/nuxeo/api/v1/id/{id}", "put"), ("/nuxeo/api/v1/id/{id}", "delete"),
            ("/nuxeo/api/v1/path/{path}", "get"), ("/nuxeo/api/v1/id/{id}/@children", "get"), ("/nuxeo/api/v1/id/{id}/@blob/{xpath}", "put"),
            ("/nuxeo/api/v1/management/verify", "post"), ("/health/ready", "get"),
        ];
        foreach (var (path, method) in expected)
            paths[path].GetProperty(method).TryGetProperty("summary", out _).ShouldBeTrue($"{method} {path}");
        paths["/nuxeo/api/v1/id/{id}/@blob/{xpath}"].GetProperty("put").GetProperty("requestBody").GetProperty("content").TryGetProperty("multipart/form-data", out _).ShouldBeTrue();
        paths.Values.SelectMany(path => path.EnumerateObject()).Where(operation => operation.Value.TryGetProperty("operationId", out _))
            .Select(operation => operation.Value.Text("operationId")).ShouldBeUnique();
    }

    [Fact]
    public async Task Whatever_answers_GET_answers_HEAD_without_a_body()
    {
        await using var server = await RunningServer.StartAsync();
        server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { } methods && methods.Contains("GET") && !methods.Contains("HEAD"))
            .Select(endpoint => endpoint.RoutePattern.RawText).ShouldBe(["/nuxeo/authentication/token"], "a GET that changes something, as the platform's clients want it");
        using var client = server.Client();
        foreach (var path in (string[])["me", "path/default-domain", "path/default-domain/@children", "management/jobs", "automation", "query?query=SELECT * FROM File"])
        {
            using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"api/v1/{path}"));
            (head.ShouldBe(HttpStatusCode.OK).Content.Headers.ContentType?.MediaType, await head.Content.ReadAsByteArrayAsync()).ShouldBe(("application/json", []));
        }
    }

    [Fact]
    public async Task Clients_find_what_they_ask_for_when_they_connect()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        var repositories = await (await client.GetAsync("json/cmis")).JsonAsync();
        repositories.GetProperty("default").Text("repositoryName").ShouldBe("default");
        repositories.GetProperty("default").Text("productVersion")!.ShouldMatch(@"^\d+\.\d+");
        var login = await (await client.PostAsync("api/v1/automation/login", Json.Text(""))).ShouldBe(HttpStatusCode.OK).JsonAsync();
        login.Text("username").ShouldBe(RunningServer.Admin);
        login.GetProperty("isAdministrator").GetBoolean().ShouldBeTrue();
        (await (await client.GetAsync("api/v1/user/Administrator")).JsonAsync()).Text("id").ShouldBe(RunningServer.Admin);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        foreach (var path in (string[])["api/v1/path/default-domain", "api/v1/nosuch", "nxfile/default/x", "../nosuch"])
        {
            var answer = await client.GetAsync(path);
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"], path);
            answer.Headers.GetValues("X-Frame-Options").ShouldBe(["SAMEORIGIN"], path);
            answer.Headers.Server.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why_in_one_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var data = Directory.CreateTempSubdirectory("archivolt-server-").FullName;
        var file = Path.Combine(data, "file");
        await File.WriteAllTextAsync(file, "{ not json");
        (string[] Args, string Says)[] cases =
        [
            (["--data", data, "--urls", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}"], "port"),
            (["--data", file], file),
            (["--data", data, "--config", Path.Combine(data, "nosuch.json")], "nosuch.json"),
            (["--data", data, "--config", file], file),
            (["--data", data, "--Archivolt:Providers:default:Type", "Punchcard"], "Punchcard"),
            (["--data", data, "--urls", "gopher://x"], "gopher"),
            (["--data", data, "--Archivolt:BasePath", "../.."], "BasePath"),
            (["--data", data, "--Archivolt:BasePath", "{x}/a*b"], "Archivolt:BasePath is '{x}/a*b'; use a path of plain names such as /nuxeo"),
            (["--data", data, "--Archivolt:BasPath", "/x"], "did you mean BasePath?"),
            (["--data", data, "--Archivolt:PublicUrl", "files.example.org"], "Archivolt:PublicUrl is 'files.example.org'; use an http or https address"),
            (["--data", data, "--Archivolt:PublicUrl", "http://["], "Archivolt:PublicUrl is 'http://['; use an http or https address"),
            (["--data", data, "--Archivolt:Anonymous", "yes"], "Archivolt:Anonymous is 'yes'; use true or false"),
            (["--dta", data], "--dta is no option"),
            (["--dta=x", "--data", data], "--dta is no option"),
            (["--data"], "--data needs a value"),
            (["data", data], "data is no option"),
        ];
        foreach (var (args, says) in cases)
        {
            var (code, error) = await RunAsync(args);
            code.ShouldBe(3, says);
            error.ShouldContain(says);
            error.ShouldNotContain("   at ");
            error.Trim().ShouldNotContain('\n');
        }
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task A_start_error_that_is_a_question_ends_there()
    {
        var (_, error) = await RunAsync(["--data", Path.GetTempPath(), "--Archivolt:Telemetry:OtlpEndpoin", "x"]);
        error.TrimEnd().ShouldEndWith("did you mean OtlpEndpoint?");
    }

    [Fact]
    public async Task Help_tells_the_options_and_starts_nothing()
    {
        var output = new StringWriter();
        (await ArchivoltHost.RunAsync(["--help"], output, TextWriter.Null)).ShouldBe(0);
        foreach (var option in (string[])["--config FILE", "--data DIR", "--urls URLS"])
            output.ToString().ShouldContain(option);
    }

    private static async Task<(int, string)> RunAsync(string[] args)
    {
        var error = new StringWriter();
        var code = await ArchivoltHost.RunAsync([.. args, "--Archivolt:AdminPassword", RunningServer.AdminPassword, "--Logging:LogLevel:Default", "None"], TextWriter.Null, error);
        return (code, error.ToString());
    }

    private static async Task<string> LinkAsync(RunningServer server, params (string Name, string Value)[] headers)
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        await client.PutBlobAsync(id, "file:content", "x");
        foreach (var (name, value) in headers)
            client.DefaultRequestHeaders.Add(name, value);
        return (await client.DocumentAsync(id)).Property("file:content").Text("data")!;
    }
}
