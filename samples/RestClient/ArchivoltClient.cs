using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Serialization;

namespace Archivolt.Samples.RestClient;

/// <summary>The calls of the REST API that this program needs, typed. Answers of the server other than success are exceptions with its sentence.</summary>
internal sealed class ArchivoltClient : IDisposable
{
    private readonly HttpClient _http;

    public ArchivoltClient(Uri server, string user, string password)
    {
        _http = new HttpClient { BaseAddress = new Uri(server, "/nuxeo/api/v1/") };
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", pair);
    }

    /// <summary>Makes a document below another one.</summary>
    public async Task<Document> CreateAsync(string parentPath, string type, string name, string title)
    {
        var document = new NewDocument(type, name, new Dictionary<string, string> { ["dc:title"] = title });
        using var answer = await SendAsync(HttpMethod.Post, $"path{parentPath}", JsonContent.Create(document));
        return (await answer.Content.ReadFromJsonAsync<Document>())!;
    }

    /// <summary>The document at a path.</summary>
    public async Task<Document> GetAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"path{path}");
        return (await answer.Content.ReadFromJsonAsync<Document>())!;
    }

    /// <summary>Stores a document's main file, streamed.</summary>
    public async Task UploadAsync(Document document, Stream content, string fileName)
    {
        using var answer = await SendAsync(HttpMethod.Put, $"{BlobOf(document)}?filename={Uri.EscapeDataString(fileName)}", new StreamContent(content));
    }

    /// <summary>Some bytes of a document's main file, both ends included.</summary>
    public async Task<byte[]> DownloadAsync(Document document, long first, long last)
    {
        using var answer = await SendAsync(HttpMethod.Get, BlobOf(document), range: new RangeHeaderValue(first, last));
        return await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Deletes a document.</summary>
    public async Task DeleteAsync(Document document)
    {
        using var answer = await SendAsync(HttpMethod.Delete, $"id/{document.Uid}");
    }

    public void Dispose() => _http.Dispose();

    private static string BlobOf(Document document) => $"id/{document.Uid}/@blob/file:content";

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, RangeHeaderValue? range = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Range = range;
        var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
        {
            var error = await answer.Content.ReadFromJsonAsync<Error>();
            throw new HttpRequestException(error?.Message ?? answer.ReasonPhrase, inner: null, answer.StatusCode);
        }
    }

    private sealed record NewDocument(string Type, string Name, Dictionary<string, string> Properties)
    {
        [JsonPropertyName("entity-type")]
        public string EntityType => "document";
    }

    private sealed record Error(int Status, string Message);
}

/// <summary>A document as the server tells it.</summary>
internal sealed record Document(string Uid, string Path, string Type, string Title);
