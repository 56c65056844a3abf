using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Archivolt.Postgres;

namespace Archivolt.EndToEnd;

/// <summary>Two servers on one PostgreSQL database and one folder: each goes on where the other left off.</summary>
public sealed class SeveralServersTests : TestFolder
{
    private const string Users = "/nuxeo/api/v1/management/users";
    private const string Me = "/nuxeo/api/v1/me";

    private string Drafts => Path.Combine(Folder, "binaries", "tmp");

    [Fact]
    public async Task Each_server_serves_what_the_other_took_in()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        var document = await one.CreateDocumentAsync("shared");
        string[] contents = ["first", "second", "third"];
        foreach (var (content, turn) in contents.Select((content, turn) => (content, turn)))
        {
            var (writer, reader) = turn % 2 == 0 ? (one, two) : (two, one);
            await PutAsync(writer, document, content);
            await BecomesAsync(content, () => reader.Client.GetStringAsync(ServerProcess.MainFileOf(document)));
        }
        (await one.Client.DeleteAsync(document)).EnsureSuccessStatusCode();
        await BecomesAsync(HttpStatusCode.NotFound, () => StatusAsync(two.Client, document));
    }

    [Fact]
    public async Task Users_tokens_and_access_change_on_both_at_once()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        var document = await one.CreateDocumentAsync("guarded");
        await PutAsync(one, document, "content");
        (await one.Client.PostAsync(Users, Json(new { name = "bob", password = "old" }))).EnsureSuccessStatusCode();
        using var bob = ClientOf(two, "Basic", Convert.ToBase64String("bob:old"u8));
        await BecomesAsync(HttpStatusCode.OK, () => StatusAsync(bob, Me));
        (await bob.GetAsync(document)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await one.Client.PutAsync($"{document}/@acl", Json(new[] { new { username = "bob", permission = "Read", granted = true } }))).EnsureSuccessStatusCode();
        await BecomesAsync(HttpStatusCode.OK, () => StatusAsync(bob, ServerProcess.MainFileOf(document)));
        (await one.Client.PutAsync($"{document}/@acl", Json(Array.Empty<object>()))).EnsureSuccessStatusCode();
        await BecomesAsync(HttpStatusCode.Forbidden, () => StatusAsync(bob, ServerProcess.MainFileOf(document)));

        using var answer = await two.Client.PostAsync($"{Users}/bob/tokens", Json(new { label = "laptop" }));
        var token = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        using var bearer = ClientOf(one, "Bearer", token.GetProperty("secret").GetString()!);
        await BecomesAsync(HttpStatusCode.OK, () => StatusAsync(bearer, Me));
        (await two.Client.DeleteAsync($"/nuxeo/api/v1/management/tokens/{token.GetProperty("id").GetString()}")).EnsureSuccessStatusCode();
        await BecomesAsync(HttpStatusCode.Unauthorized, () => StatusAsync(bearer, Me));

        (await one.Client.PutAsync($"{Users}/bob/password", Json(new { password = "new" }))).EnsureSuccessStatusCode();
        await BecomesAsync(HttpStatusCode.Unauthorized, () => StatusAsync(bob, Me));
    }

    [Fact]
    public async Task One_server_is_killed_and_the_other_goes_on()
    {
        await using var survivor = await StartAsync();
        var acknowledged = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var round = 0; round < 3; round++)
        {
            await using var victim = await StartAsync();
            var sent = 0;
            using var half = new SemaphoreSlim(0);
            // The survivor is in the middle of an upload while the other one dies and comes back.
            var slow = new ReferenceWriter(new byte[3_000_000], half);
            var name = $"slow-{round}";
            var document = await survivor.CreateDocumentAsync(name);
            var upload = survivor.Client.PutAsync(ServerProcess.MainFileOf(document), slow);
            await Eventually.BecomesTrueAsync(() => Directory.GetFiles(Drafts).Length > 0);

            await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, cancellationToken) =>
            {
                if (Interlocked.Increment(ref sent) == 20)
                    victim.Kill();
                await TryPutAsync(victim, $"{round}-{number}", acknowledged, cancellationToken);
            });
            await using var successor = await StartAsync();
            half.Release();
            (await upload).EnsureSuccessStatusCode();
            acknowledged[document] = Convert.ToHexStringLower(SHA256.HashData(new byte[3_000_000]));
            await TryPutAsync(survivor, $"after-{round}", acknowledged, CancellationToken.None);
        }

        acknowledged.Count.ShouldBeGreaterThan(6);
        foreach (var (document, digest) in acknowledged)
        {
            var content = await survivor.Client.GetByteArrayAsync(ServerProcess.MainFileOf(document));
            Convert.ToHexStringLower(SHA256.HashData(content)).ShouldBe(digest, document);
        }
        Directory.GetFiles(Drafts).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_upload_by_tus_goes_on_at_the_other_server_when_its_own_was_killed()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        var content = RandomNumberGenerator.GetBytes(4_000_000);
        var parent = JsonDocument.Parse(await one.Client.GetStringAsync(ServerProcess.Workspaces)).RootElement.GetProperty("uid").GetString();
        using var begun = await TusAsync(one, HttpMethod.Post, "/nuxeo/api/v1/tus", ("Upload-Length", $"{content.Length}"));
        begun.StatusCode.ShouldBe(HttpStatusCode.Created);
        var (upload, batch) = (begun.Headers.Location!.AbsolutePath, begun.Headers.GetValues("Upload-Batch").Single());
        using (var first = await AppendAsync(one, upload, 0, new ByteArrayContent(content, 0, 1_000_000)))
            first.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        using var never = new SemaphoreSlim(0);
        var cut = AppendAsync(one, upload, 1_000_000, new ReferenceWriter(content[1_000_000..], never));
        // What has arrived counts, whoever sent it.
        await Eventually.BecomesTrueAsync(() => new DirectoryInfo(Drafts).EnumerateFiles().Any(draft => draft.Length >= 1_000_000));
        one.Kill();
        never.Release();
        await Should.ThrowAsync<HttpRequestException>(() => cut);

        using var asked = await TusAsync(two, HttpMethod.Head, upload);
        var offset = int.Parse(asked.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
        offset.ShouldBeInRange(1_000_000, content.Length);
        using (var last = await AppendAsync(two, upload, offset, new ByteArrayContent(content, offset, content.Length - offset)))
            last.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var made = await two.Client.PostAsync($"/nuxeo/api/v1/id/{parent}", Json(new Dictionary<string, object>
        {
            ["entity-type"] = "document",
            ["type"] = "File",
            ["name"] = "sent",
            ["properties"] = new Dictionary<string, object> { ["file:content"] = new Dictionary<string, string> { ["upload-batch"] = batch, ["upload-fileId"] = "0" } },
        }));
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        await using var successor = await StartAsync();
        (await successor.Client.GetByteArrayAsync(ServerProcess.MainFileOf($"{ServerProcess.Workspaces}/sent"))).AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    [Fact]
    public async Task One_server_grows_into_two()
    {
        var database = ServerDatabase.PostgresFor(Folder);
        string document;
        await using (var alone = await ServerProcess.StartOnAsync(Folder, "archivolt.db"))
        {
            document = await alone.CreateDocumentAsync("grown");
            await PutAsync(alone, document, "content");
        }
        var config = Path.Combine(Folder, "postgres.json");
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(new { Archivolt = new { Database = database } }));
        (await CliProcess.RunAsync("database", "copy", Path.Combine(Folder, "archivolt.db"), "--config", config)).ShouldExitWith(0).Text.ShouldContain("documents\t");
        (await CliProcess.RunAsync("database", "copy", Path.Combine(Folder, "archivolt.db"), "--config", config)).ShouldExitWith(2).Error.ShouldContain("already");

        await using var one = await StartAsync();
        await using var two = await StartAsync();
        foreach (var server in new[] { one, two })
            (await server.Client.GetStringAsync(ServerProcess.MainFileOf(document))).ShouldBe("content");
    }

    public override void Dispose()
    {
        PostgresServer.DropSchema(ServerDatabase.SchemaOf(Folder));
        base.Dispose();
    }

    private Task<ServerProcess> StartAsync() => ServerProcess.StartOnAsync(Folder, ServerDatabase.PostgresFor(Folder));

    private static async Task TryPutAsync(ServerProcess server, string name, Dictionary<string, string> acknowledged, CancellationToken cancellationToken)
    {
        var content = RandomNumberGenerator.GetBytes(50_000);
        try
        {
            var document = await server.CreateDocumentAsync(name);
            using var answer = await server.Client.PutAsync(ServerProcess.MainFileOf(document), new ByteArrayContent(content), cancellationToken);
            answer.EnsureSuccessStatusCode();
            lock (acknowledged)
                acknowledged[document] = Convert.ToHexStringLower(SHA256.HashData(content));
        }
        catch (HttpRequestException)
        {
            // The server was killed: nobody promised anything.
        }
    }

    private static Task<HttpResponseMessage> AppendAsync(ServerProcess server, string upload, long offset, HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return TusAsync(server, HttpMethod.Patch, upload, content, ("Upload-Offset", $"{offset}"));
    }

    private static Task<HttpResponseMessage> TusAsync(ServerProcess server, HttpMethod method, string path, params (string Name, string Value)[] headers) => TusAsync(server, method, path, content: null, headers);

    private static Task<HttpResponseMessage> TusAsync(ServerProcess server, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return server.Client.SendAsync(request);
    }

    private static async Task PutAsync(ServerProcess server, string document, string content) =>
        (await server.Client.PutAsync(ServerProcess.MainFileOf(document), new StringContent(content))).EnsureSuccessStatusCode();

    // What one server committed the other one sees a millisecond later.
    private static async Task BecomesAsync<T>(T expected, Func<Task<T>> ask)
    {
        var answer = await ask();
        for (var attempt = 0; attempt < 20 && !Equals(answer, expected); attempt++)
            answer = await ask();
        answer.ShouldBe(expected);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return answer.StatusCode;
    }

    private static HttpClient ClientOf(ServerProcess server, string scheme, string credentials)
    {
        var client = new HttpClient(new LostConnections()) { BaseAddress = server.Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, credentials);
        return client;
    }

    private static StringContent Json(object value) => new(JsonSerializer.Serialize(value), Encoding.UTF8, "application/json");

    /// <summary>Content of which the second half is sent when it is released.</summary>
    private sealed class ReferenceWriter(byte[] bytes, SemaphoreSlim release) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
            await stream.FlushAsync();
            await release.WaitAsync();
            await stream.WriteAsync(bytes.AsMemory(bytes.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
