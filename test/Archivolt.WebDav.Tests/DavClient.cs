using System.Text;
using System.Xml.Linq;
using Archivolt.AspNetCore.Tests;

namespace Archivolt.WebDav.Tests;

/// <summary>A user with a client of WebDAV, in a folder of the test.</summary>
internal sealed class DavClient(RunningServer server, string folder, string user = RunningServer.Admin) : IDisposable
{
    public static readonly XNamespace D = "DAV:";

    public HttpClient Http { get; } = server.Client(user);

    public string Of(string path) => $"/nuxeo/site/dav{folder}/{path}";

    public async Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Http.BaseAddress!, Of(path)));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request);
    }

    public async Task<int> StatusAsync(string method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(method, path, body, headers);
        return (int)answer.StatusCode;
    }

    public Task<int> PutAsync(string path, string text, params (string Name, string Value)[] headers) => StatusAsync("PUT", path, text, headers);

    public Task<int> MoveAsync(string from, string to, params (string Name, string Value)[] headers) => StatusAsync("MOVE", from, null, [("Destination", Of(to)), .. headers]);

    public async Task<string> GetAsync(string path) => await Http.GetStringAsync(new Uri(Http.BaseAddress!, Of(path)));

    /// <summary>Locks a document; returns the token.</summary>
    public async Task<string> LockAsync(string path, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync("LOCK", path, """<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype><owner>me &amp; mine</owner></lockinfo>""", headers);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return answer.Headers.GetValues("Lock-Token").Single().Trim('<', '>');
    }

    public async Task<XElement> PropFindAsync(string path, string depth = "0", string? body = null)
    {
        using var answer = await SendAsync("PROPFIND", path, body, ("Depth", depth));
        ((int)answer.StatusCode).ShouldBe(207, await answer.Content.ReadAsStringAsync());
        return XElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    public async Task<IReadOnlyList<string>> NamesAsync(string path = "") =>
        [.. (await PropFindAsync(path, "1")).Elements(D + "response").Elements(D + "href").Select(href => Uri.UnescapeDataString(href.Value.TrimEnd('/').Split('/')[^1])).Skip(1)];

    public void Dispose() => Http.Dispose();
}
