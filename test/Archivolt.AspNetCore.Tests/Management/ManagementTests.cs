using System.Net;
using System.Text.Json;

namespace Archivolt.AspNetCore.Tests.Management;

public sealed class ManagementTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("GET", "providers")]
    [InlineData("GET", "audit")]
    [InlineData("POST", "verify")]
    [InlineData("GET", "collection")]
    [InlineData("POST", "collection/run")]
    [InlineData("POST", "collection/restore")]
    [InlineData("GET", "uploads")]
    [InlineData("DELETE", "binaries/orphaned")]
    [InlineData("GET", "moves")]
    [InlineData("POST", "moves/pause")]
    [InlineData("POST", "tiering/run")]
    [InlineData("GET", "users")]
    [InlineData("POST", "users")]
    [InlineData("DELETE", "users/Administrator")]
    [InlineData("POST", "users/Administrator/tokens")]
    public async Task Only_administrators_get_in(string method, string path)
    {
        var name = $"user-{Guid.NewGuid():n}";
        await server.CreateUserAsync(name);
        using var client = server.Client(name);
        using var request = new HttpRequestMessage(new HttpMethod(method), $"api/v1/management/{path}") { Content = method == "POST" ? Json.Text("{}") : null };
        await (await client.SendAsync(request)).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Providers_are_shown_with_what_they_are()
    {
        using var client = server.Client();
        var providers = await (await client.GetAsync("api/v1/management/providers")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        var provider = providers.GetProperty("entries").EnumerateArray().Single();
        provider.Text("id").ShouldBe("default");
        provider.Text("digestAlgorithm").ShouldBe("SHA-256");
        provider.Text("durability").ShouldBe("Full");
        provider.GetProperty("reachable").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task The_audit_log_is_asked_by_its_fields()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["dc:title"] = "x" });
        async Task<List<string?>> EventsAsync(string query) =>
            [.. (await (await client.GetAsync($"api/v1/management/audit?documentId={id}{query}")).ShouldBe(HttpStatusCode.OK).JsonAsync())
                .GetProperty("entries").EnumerateArray().Select(entry => entry.Text("eventId"))];
        (await EventsAsync("")).ShouldBe(["documentModified", "documentCreated"]);
        (await EventsAsync("&eventId=documentCreated&principalName=Administrator&repository=default")).ShouldBe(["documentCreated"]);
        (await EventsAsync("&limit=1")).ShouldBe(["documentModified"]);
        (await EventsAsync("&until=2020-01-01")).ShouldBeEmpty();
        (await EventsAsync("&since=2020-01-01T00:00:00Z&principalName=nobody")).ShouldBeEmpty();
        foreach (var wrong in (string[])["since=yesterday", "until=1", "before=x", "limit=-1", "format=xml"])
            await (await client.GetAsync($"api/v1/management/audit?{wrong}")).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_audit_log_is_exported_a_line_for_each_entry()
    {
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["dc:title"] = "x" });

        using var lines = (await client.GetAsync($"api/v1/management/audit?documentId={id}&format=ndjson")).ShouldBe(HttpStatusCode.OK);
        lines.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        (await lines.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.Text("eventId")).ShouldBe(["documentModified", "documentCreated"]);

        using var table = (await client.GetAsync($"api/v1/management/audit?documentId={id}&format=csv&limit=1")).ShouldBe(HttpStatusCode.OK);
        table.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        table.Content.Headers.ContentDisposition!.ToString().ShouldBe("attachment; filename=\"audit.csv\"");
        (await table.Content.ReadAsStringAsync()).Split("\r\n").ShouldSatisfyAllConditions(
            rows => rows.Length.ShouldBe(3), rows => rows[0].ShouldStartWith("id,eventDate,"), rows => rows[1].ShouldContain(",documentModified,"));
    }

    [Fact]
    public async Task Verifying_a_provider_names_each_damaged_blob()
    {
        await using var own = await RunningServer.StartAsync();
        using var client = own.Client();
        var id = (await own.CreateAsync()).Uid();
        await client.PutBlobAsync(id, "file:content", "sound");
        var damaged = (await (await client.PutBlobAsync(id, "files:files", "to be damaged")).JsonAsync()).Text("digest")!;
        var file = Directory.GetFiles(own.DataPath, damaged, SearchOption.AllDirectories).Single();
        File.Delete(file);
        await File.WriteAllTextAsync(file, "tO be damaged");
        var answer = (await client.PostAsync("api/v1/management/verify", Json.Text("""{"provider":"default"}"""))).ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-ndjson");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Count.ShouldBe(2);
        lines[0].Text("key").ShouldBe($"default:{damaged}");
        lines[1].GetProperty("summary").GetProperty("blobs").GetInt32().ShouldBe(2);
        lines[1].GetProperty("summary").GetProperty("damaged").GetInt32().ShouldBe(1);
        await (await client.PostAsync("api/v1/management/verify", Json.Text("""{"provider":"nosuch"}"""))).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await client.PostAsync("api/v1/management/verify", Json.Text("{}"))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Users_and_tokens_are_made_listed_and_taken_away()
    {
        using var client = server.Client();
        var made = await client.PostAsync("api/v1/management/users", Json.Text("""{"name":"zoe","password":"a password of zoe","groups":["members"]}"""));
        (await made.ShouldBe(HttpStatusCode.Created).JsonAsync()).Text("id").ShouldBe("zoe");
        await (await client.PostAsync("api/v1/management/users", Json.Text("""{"name":"zoe","password":"another password"}"""))).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        await (await client.PostAsync("api/v1/management/users", Json.Text("""{"name":"yan"}"""))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await client.PostAsync("api/v1/management/users", Json.Text("""{"name":"yan","password":""}"""))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await client.GetStringAsync("api/v1/management/users")).ShouldContain("\"zoe\"");
        using var zoe = server.Client("zoe", "a password of zoe");
        (await (await zoe.GetAsync("api/v1/user/zoe")).JsonAsync()).GetProperty("properties").GetProperty("groups")[0].GetString().ShouldBe("members");

        var token = await (await client.PostAsync("api/v1/management/users/zoe/tokens", Json.Text("""{"label":"laptop","expires":"2100-01-01T00:00:00Z"}"""))).ShouldBe(HttpStatusCode.Created).JsonAsync();
        var listed = await client.GetStringAsync("api/v1/management/users/zoe/tokens");
        listed.ShouldContain("laptop");
        listed.ShouldNotContain(token.Text("secret")!);
        await (await client.PostAsync("api/v1/management/users/zoe/tokens", Json.Text("""{"expires":"2001-01-01"}"""))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await client.DeleteAsync($"api/v1/management/tokens/{token.Text("id")}")).ShouldBe(HttpStatusCode.NoContent);
        await (await client.DeleteAsync($"api/v1/management/tokens/{token.Text("id")}")).ShouldBeErrorAsync(HttpStatusCode.NotFound);

        (await client.PutAsync("api/v1/management/users/zoe/password", Json.Text("""{"password":"a newer password"}"""))).ShouldBe(HttpStatusCode.NoContent);
        (await zoe.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.Unauthorized);
        (await client.DeleteAsync("api/v1/management/users/zoe")).ShouldBe(HttpStatusCode.NoContent);
        await (await client.GetAsync("api/v1/user/zoe")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_only_administrator_stays()
    {
        using var client = server.Client();
        (await (await client.DeleteAsync("api/v1/management/users/Administrator")).ShouldBeErrorAsync(HttpStatusCode.Conflict)).ShouldContain("only administrator");
        (await client.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.OK);
    }
}
