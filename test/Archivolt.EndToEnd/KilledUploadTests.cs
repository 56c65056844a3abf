using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace Archivolt.EndToEnd;

/// <summary>kill -9 in the middle of a single long PATCH: its sender goes on near where it was, and not at the beginning.</summary>
public sealed partial class KilledUploadTests : TestFolder
{
    private const int Length = 8 << 20;
    private const int PieceLength = 64 << 10;

    [Fact]
    public async Task What_arrived_of_a_request_outlives_the_server()
    {
        var content = new byte[Length];
        Random.Shared.NextBytes(content);
        var (upload, batch) = ("", "");
        await using (var server = await ServerProcess.StartAsync(Folder))
        {
            using var created = await SendAsync(server, HttpMethod.Post, "/nuxeo/api/v1/tus", new ByteArrayContent([]), ("Upload-Length", $"{Length}"), ("Upload-Metadata", "filename bG9uZy5iaW4="));
            created.StatusCode.ShouldBe(HttpStatusCode.Created);
            (upload, batch) = (created.Headers.Location!.AbsolutePath, created.Headers.GetValues("Upload-Batch").Single());
            await Should.ThrowAsync<HttpRequestException>(() => SendAsync(server, HttpMethod.Patch, upload, new PiecesContent(content, () =>
            {
                if (IsSomethingKept())
                    server.Kill();
            }), ("Upload-Offset", "0")));
        }

        await using (var server = await ServerProcess.StartAsync(Folder))
        {
            using var looked = await SendAsync(server, HttpMethod.Head, upload, content: null);
            var offset = int.Parse(looked.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
            offset.ShouldBeInRange(1, Length - 1);
            using var rest = await SendAsync(server, HttpMethod.Patch, upload, new ByteArrayContent(content[offset..]), ("Upload-Offset", $"{offset}"));
            rest.StatusCode.ShouldBe(HttpStatusCode.NoContent);
            var document = await server.CreateDocumentAsync("long");
            var reference = new Dictionary<string, string> { ["upload-batch"] = batch, ["upload-fileId"] = "0" };
            using var attached = await server.Client.PutAsync(document, JsonContent.Create(new Dictionary<string, object>
            {
                ["entity-type"] = "document",
                ["properties"] = new Dictionary<string, object> { ["file:content"] = reference },
            }));
            attached.EnsureSuccessStatusCode();
            (await server.Client.GetByteArrayAsync(ServerProcess.MainFileOf(document))).SequenceEqual(content).ShouldBeTrue();
        }
    }

    private bool IsSomethingKept() => Directory.EnumerateFiles(Path.Combine(Folder, "binaries", "tmp")).Any(file => KeptPart().IsMatch(Path.GetFileName(file)));

    private static Task<HttpResponseMessage> SendAsync(ServerProcess server, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        if (content is not null)
            content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return server.Client.SendAsync(request);
    }

    // An id, the offset, and a length that is not 0.
    [GeneratedRegex(@"^[0-9a-f]{32}\.0\.[1-9]\d*\.")]
    private static partial Regex KeptPart();

    /// <summary>Sends pieces as a slow line would, and then waits for the end of the connection.</summary>
    private sealed class PiecesContent(byte[] content, Action afterEach) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var sent = 0; ; sent += PieceLength)
            {
                sent.ShouldBeLessThan(Length - PieceLength, "nothing was kept of what was sent in a long time");
                await stream.WriteAsync(content.AsMemory(sent, PieceLength));
                await stream.FlushAsync();
                await Task.Delay(50);
                afterEach();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = Length;
            return true;
        }
    }
}
