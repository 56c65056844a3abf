using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.Documents;

public sealed class UploadTests
{
    private const long Large = 256L * 1024 * 1024;

    [Fact]
    public async Task A_large_file_goes_in_and_out_in_constant_memory()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        var url = $"api/v1/id/{id}/@blob/file:content?filename=large.bin";
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = 0L;
        await using var content = new GeneratedStream(Large, () => peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false)));
        using var body = new StreamContent(content, 64 * 1024);
        var blob = await (await client.PutAsync(url, body)).ShouldBe(HttpStatusCode.OK).JsonAsync();
        blob.Text("length").ShouldBe(Large.ToString(System.Globalization.CultureInfo.InvariantCulture));
        blob.Text("digest").ShouldBe(content.Digest);
        using var answer = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
        await using var received = await answer.ShouldBe(HttpStatusCode.OK).Content.ReadAsStreamAsync();
        Convert.ToHexStringLower(await SHA256.HashDataAsync(received)).ShouldBe(content.Digest);
        (peak - before).ShouldBeLessThan(100 * 1024 * 1024);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_vanishes_in_the_middle_of_an_upload_leaves_nothing(bool asForm)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var data = Directory.CreateTempSubdirectory("archivolt-server-").FullName;
        await using (var server = await RunningServer.StartAsync(
            builder => Observe(builder, begun), data, "--Archivolt:Providers:default:Type", "Observed", "--Archivolt:Providers:default:Path", "binaries"))
        {
            var created = await server.CreateAsync(name: "abandoned");
            using var connection = new TcpClient { LingerState = new LingerOption(enable: true, seconds: 0) };
            await connection.ConnectAsync(server.Address.Host, server.Address.Port);
            var authorization = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RunningServer.Admin}:{RunningServer.AdminPassword}"));
            var type = asForm ? "multipart/form-data; boundary=b" : "application/octet-stream";
            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"PUT /nuxeo/api/v1/id/{created.Uid()}/@blob/file:content HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {authorization}\r\n"
                + $"Content-Type: {type}\r\nContent-Length: 10000000\r\n\r\n"
                + (asForm ? "--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n" : "")));
            await connection.GetStream().WriteAsync(new byte[1024 * 1024]);
            await begun.Task;
            connection.Close();
            await server.App.StopAsync();

            var binaries = Path.Combine(data, "binaries");
            Directory.GetFiles(binaries, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ShouldBe(["config.xml"]);
            var document = await server.Get<Archivolt.Documents.IDocumentStore>().FindAsync("default", created.Uid());
            document!.Blobs().ShouldBeEmpty();
            document.ChangeToken.ShouldBe(created.Text("changeToken"));
        }
    }

    [Fact]
    public async Task Content_named_after_its_document_is_stored_under_the_new_documents_id()
    {
        await using var server = await RunningServer.StartAsync(builder => builder.Services.AddArchivolt(archivolt => archivolt.AddProvider(
            "default", _ => new MemoryStore(), new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) })));
        var id = (await server.CreateAsync("File", new Dictionary<string, object?> { ["file:content"] = new { name = "r.txt", data = "record" } })).Uid();
        var keys = new List<string>();
        await foreach (var stat in server.Get<BlobManager>()["default"].ListAsync())
            keys.Add(stat.Key);
        keys.ShouldBe([id]);
        using var client = server.Client();
        (await client.GetStringAsync($"nxfile/default/{id}/file:content")).ShouldBe("record");
    }

    [Fact]
    public async Task Who_copied_the_content_of_a_document_does_not_read_what_it_is_replaced_with()
    {
        await using var server = await RunningServer.StartAsync(builder => builder.Services.AddArchivolt(archivolt => archivolt.AddProvider(
            "default", _ => new MemoryStore(), new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) })));
        using var client = server.Client();
        var source = (await server.CreateAsync("File", new Dictionary<string, object?> { ["file:content"] = new { name = "r.txt", data = "record" } })).Uid();
        var blob = (await client.DocumentAsync(source)).Property("file:content");
        var taker = (await server.CreateAsync("File", new Dictionary<string, object?> { ["file:content"] = blob })).Uid();
        (await client.PutBlobAsync(source, "file:content", "secret")).ShouldBe(HttpStatusCode.OK);
        (await client.GetStringAsync($"api/v1/id/{taker}/@blob/file:content")).ShouldBe("record");
        (await client.GetStringAsync($"api/v1/id/{source}/@blob/file:content")).ShouldBe("secret");
    }

    [Fact]
    public async Task A_document_whose_content_cannot_be_stored_is_not_created()
    {
        await using var server = await RunningServer.StartAsync(builder => builder.Services.AddArchivolt(archivolt => archivolt.AddProvider(
            "default", _ => new MemoryStore(), new BlobProviderOptions { MaxLength = 3 })));
        using var client = server.Client();
        var body = Json.Text("""{"type":"File","name":"x","properties":{"file:content":{"name":"x","data":"long"}}}""");
        await (await client.PostAsync("api/v1/path/default-domain/workspaces", body)).ShouldBeErrorAsync(HttpStatusCode.RequestEntityTooLarge);
        await (await client.GetAsync("api/v1/path/default-domain/workspaces/x")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task People_cannot_replace_or_remove_the_blobs_of_a_provider_that_prevents_it()
    {
        await using var server = await RunningServer.StartAsync(builder => builder.Services.AddArchivolt(archivolt => archivolt.AddProvider(
            "default", _ => new MemoryStore(), new BlobProviderOptions { PreventUserUpdate = true })));
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        (await client.PutBlobAsync(id, "file:content", "first")).ShouldBe(HttpStatusCode.OK);
        await (await client.PutBlobAsync(id, "file:content", "second")).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await client.DeleteAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["file:content"] = null })).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        (await client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("first");
        (await client.PutDocumentAsync(id, new Dictionary<string, object?> { ["dc:title"] = "still" })).ShouldBe(HttpStatusCode.OK);
    }

    private static void Observe(WebApplicationBuilder builder, TaskCompletionSource begun) =>
        builder.Services.AddArchivolt(archivolt => archivolt.AddStoreType("Observed", async (context, token) =>
        {
            var file = await context.Services.GetServices<BlobStoreFactory>().First(factory => factory.Type == "File").Open(context, token);
            return file with { Store = new Observed(file.Store, begun) };
        }));

    private sealed class Observed(IBlobStore inner, TaskCompletionSource begun) : StoreLayer(inner)
    {
        public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
        {
            var draft = await base.BeginWriteAsync(options, cancellationToken);
            begun.TrySetResult();
            return draft;
        }
    }

    /// <summary>Bytes that are made while they are read, and their digest.</summary>
    private sealed class GeneratedStream(long length, Action onRead) : ForwardReadStream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _position;

        public string Digest { get; private set; } = "";

        public override int Read(Span<byte> buffer)
        {
            onRead();
            var count = (int)Math.Min(buffer.Length, length - _position);
            buffer[..count].Fill((byte)(_position >> 16));
            _hash.AppendData(buffer[..count]);
            _position += count;
            if (count == 0)
                Digest = Convert.ToHexStringLower(_hash.GetCurrentHash());
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _hash.Dispose();
            base.Dispose(disposing);
        }
    }
}
