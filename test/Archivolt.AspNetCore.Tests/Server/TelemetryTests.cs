using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Archivolt.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Tests.Server;

public sealed class TelemetryTests
{
    private const string Metrics = "api/v1/management/metrics";

    [Theory]
    [InlineData("/nuxeo")]
    [InlineData("/files/of/ours/")]
    [InlineData("")]
    public async Task Prometheus_scrapes_metrics_below_the_base_path(string basePath)
    {
        await using var server = await RunningServer.StartAsync(args: ["--Archivolt:Telemetry:Prometheus", "true", "--Archivolt:BasePath", basePath]);
        using var client = server.Client();
        var root = new Uri(server.Address, basePath.Length == 0 ? "/" : $"{basePath.TrimEnd('/')}/");
        (await client.GetAsync(new Uri(root, "api/v1/path/"))).ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync(new Uri(root, "api/v1/management/providers"))).ShouldBe(HttpStatusCode.OK);

        using var answer = await client.GetAsync(new Uri(root, Metrics));

        answer.ShouldBe(HttpStatusCode.OK);
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("http_server_request_duration_seconds_bucket");
        text.ShouldContain("dotnet_");
    }

    [Fact]
    public async Task Metrics_are_only_read()
    {
        await using var server = await RunningServer.StartAsync(args: ["--Archivolt:Telemetry:Prometheus", "true"]);
        using var client = server.Client();
        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete])
            (await client.SendAsync(new HttpRequestMessage(method, Metrics))).ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, Metrics))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Blobs_are_among_the_metrics()
    {
        await using var server = await RunningServer.StartAsync(args: ["--Archivolt:Telemetry:Prometheus", "true"]);
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        await client.PutBlobAsync(id, "file:content", "Hello World");
        (await client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("Hello World");

        var text = await client.GetStringAsync(Metrics);

        foreach (var operation in (string[])["write", "open"])
            text.ShouldMatch($$"""archivolt_blob_operation_duration_seconds_count\{[^}]*archivolt_operation="{{operation}}",archivolt_provider="default"[^}]*\} \d""");
        text.ShouldContain("archivolt_blob_io_bytes_total");
    }

    [Fact]
    public async Task Metrics_are_for_administrators_and_off_unless_set()
    {
        await using var on = await RunningServer.StartAsync(args: ["--Archivolt:Telemetry:Prometheus", "true", "--Archivolt:Anonymous", "true"]);
        await on.CreateUserAsync("carol");
        using var nobody = on.Client(null);
        using var carol = on.Client("carol");
        (await nobody.GetAsync(Metrics)).ShouldBe(HttpStatusCode.Unauthorized);
        (await carol.GetAsync(Metrics)).ShouldBe(HttpStatusCode.Forbidden);
        await using var off = await RunningServer.StartAsync();
        using var admin = off.Client();
        (await admin.GetAsync(Metrics)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Traces_and_metrics_are_sent_to_a_collector()
    {
        var received = new ConcurrentDictionary<string, string>();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        await using var collector = builder.Build();
        collector.MapPost("/{**path}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.AddOrUpdate(context.Request.Path, _ => Text(body), (_, before) => before + Text(body));
        });
        await collector.StartAsync();
        await using (var server = await RunningServer.StartAsync(
            args: ["--Archivolt:Telemetry:OtlpEndpoint", collector.Urls.Single(), "--Archivolt:Telemetry:OtlpProtocol", "HttpProtobuf", "--Archivolt:Telemetry:ServiceName", "our-files"]))
        {
            using var client = server.Client();
            var id = (await server.CreateAsync()).Uid();
            await client.PutBlobAsync(id, "file:content", "Hello World");
            // A request ends after its answer was received.
            await server.App.StopAsync();
        }

        // What is left is sent when the server stops.
        received["/v1/traces"].ShouldContain("our-files");
        received["/v1/traces"].ShouldContain("blob write");
        received["/v1/traces"].ShouldContain("PUT /nuxeo/api/v1/id/{id}");
        received["/v1/traces"].ShouldNotContain("Authorization", Case.Insensitive);
        received["/v1/metrics"].ShouldContain("archivolt.blob.operation.duration");
    }

    [Theory]
    [InlineData("OtlpEndpoint", "collector:4317", "such as http://collector:4317")]
    [InlineData("OtlpEndpoint", "http://[collector", "such as http://collector:4317")]
    [InlineData("OtlpEndpoint", "http://name:secret@collector:4317", "use an http or https address without password")]
    [InlineData("OtlpProtocol", "Smoke", "use one of Grpc, HttpProtobuf")]
    [InlineData("Prometheus", "maybe", "use true or false")]
    [InlineData("Prometeus", "true", "did you mean Prometheus?")]
    public async Task A_wrong_setting_ends_the_start_and_is_named_with_what_to_use(string name, string value, string use)
    {
        var data = Directory.CreateTempSubdirectory("archivolt-server-").FullName;
        var error = new StringWriter();
        (await ArchivoltHost.RunAsync(["--data", data, "--urls", "http://127.0.0.1:0", $"--Archivolt:Telemetry:{name}", value], TextWriter.Null, error)).ShouldBe(3);
        error.ToString().ShouldContain($"Archivolt:Telemetry:{name}");
        error.ToString().ShouldContain(use);
        error.ToString().ShouldNotContain("secret");
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Settings_of_whoever_configures_the_host_count_as_a_whole()
    {
        await using var server = await RunningServer.StartAsync(builder => builder.Configuration["Archivolt:Telemetry:Prometheus"] = "true");
        using var client = server.Client();
        (await client.GetAsync(Metrics)).ShouldBe(HttpStatusCode.OK);
    }

    private static string Text(MemoryStream body) => Encoding.Latin1.GetString(body.GetBuffer(), 0, (int)body.Length);
}
