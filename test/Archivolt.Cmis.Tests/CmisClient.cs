using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Archivolt.AspNetCore.Tests;

namespace Archivolt.Cmis.Tests;

/// <summary>A user with a client of both bindings, in a folder of the test.</summary>
internal sealed class CmisClient(RunningServer server, string folderId, string user = RunningServer.Admin) : IDisposable
{
    public static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    public static readonly XNamespace Core = "http://docs.oasis-open.org/ns/cmis/core/200908/";
    public static readonly XNamespace Rest = "http://docs.oasis-open.org/ns/cmis/restatom/200908/";

    public const string Repository = "default";

    /// <summary>The folder.</summary>
    public string FolderId => folderId;

    public HttpClient Http { get; } = server.Client(user);

    /// <summary>A client in a new folder.</summary>
    public static async Task<CmisClient> InFolderAsync(RunningServer server) => new(server, (await server.CreateAsync("Folder")).Uid());

    /// <summary>Another user in the same folder.</summary>
    public async Task<CmisClient> AsAsync(string name)
    {
        await server.CreateUserAsync(name);
        return new CmisClient(server, folderId, name);
    }

    public Task<HttpResponseMessage> GetAsync(string url, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Http.SendAsync(request);
    }

    /// <summary>What the browser binding says of an object.</summary>
    public Task<HttpResponseMessage> SelectAsync(string id, string selector, string more = "") =>
        GetAsync($"json/cmis/{Repository}/root?objectId={id}&cmisselector={selector}{(more.Length > 0 ? "&" + more : "")}");

    /// <summary>The same as JSON.</summary>
    public async Task<JsonElement> AskAsync(string id, string selector, string more = "")
    {
        using var answer = await SelectAsync(id, selector, more);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    /// <summary>Posts a form to an object's URL, or to the repository's for no id.</summary>
    public async Task<HttpResponseMessage> PostAsync(string? id, string action, (string Name, string Value)[] fields, byte[]? content = null, string fileName = "f.txt", string type = "text/plain", bool contentFirst = false)
    {
        using var form = new MultipartFormDataContent();
        if (contentFirst)
            AddContent();
        form.Add(new StringContent(action), "cmisaction");
        foreach (var (name, value) in fields)
            form.Add(new StringContent(value), name);
        if (!contentFirst)
            AddContent();
        return await Http.PostAsync(id is null ? $"json/cmis/{Repository}" : $"json/cmis/{Repository}/root?objectId={id}&succinct=true", form);

        void AddContent()
        {
            if (content is null)
                return;
            var part = new ByteArrayContent(content);
            part.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            form.Add(part, "content", fileName);
        }
    }

    /// <summary>The fields of properties.</summary>
    public static (string, string)[] Properties(params (string Id, string Value)[] properties) =>
        [.. properties.SelectMany((property, i) => new[] { ($"propertyId[{i}]", property.Id), ($"propertyValue[{i}]", property.Value) })];

    /// <summary>Creates a document with content; returns its id.</summary>
    public async Task<string> CreateAsync(string name, string content = "content", string type = "cmis:document", string? folder = null)
    {
        using var answer = await PostAsync(folder ?? folderId, "createDocument", Properties(("cmis:name", name), ("cmis:objectTypeId", type)), Encoding.UTF8.GetBytes(content), name);
        ((int)answer.StatusCode).ShouldBe(201, await answer.Content.ReadAsStringAsync());
        return IdOf(await answer.JsonAsync());
    }

    /// <summary>Creates a folder; returns its id.</summary>
    public async Task<string> FolderAsync(string name, string? folder = null)
    {
        using var answer = await PostAsync(folder ?? folderId, "createFolder", Properties(("cmis:name", name), ("cmis:objectTypeId", "cmis:folder")));
        ((int)answer.StatusCode).ShouldBe(201, await answer.Content.ReadAsStringAsync());
        return IdOf(await answer.JsonAsync());
    }

    public static string IdOf(JsonElement succinct) => succinct.GetProperty("succinctProperties").Text("cmis:objectId")!;

    public async Task<JsonElement> PropertiesAsync(string id) => (await AskAsync(id, "object", "succinct=true")).GetProperty("succinctProperties");

    public async Task<string> ContentAsync(string id) => await (await SelectAsync(id, "content")).Content.ReadAsStringAsync();

    public async Task<IReadOnlyList<string?>> NamesAsync(string? folder = null, string more = "") =>
        NamesIn(await AskAsync(folder ?? folderId, "children", $"succinct=true&{more}"), "objects");

    public static IReadOnlyList<string?> NamesIn(JsonElement list, string name) => [.. list.GetProperty(name).EnumerateArray()
        .Select(item => (item.TryGetProperty("object", out var inner) ? inner : item).GetProperty("succinctProperties").Text("cmis:name"))];

    /// <summary>Names of what a query finds.</summary>
    public async Task<IReadOnlyList<string?>> QueryAsync(string statement) => NamesIn(
        await (await GetAsync($"json/cmis/{Repository}?cmisselector=query&succinct=true&statement={Uri.EscapeDataString(statement)}")).ShouldBe(System.Net.HttpStatusCode.OK).JsonAsync(), "results");

    public string AtomUrl(string resource, string query) => $"atom/cmis/{Repository}/{resource}?{query}";

    /// <summary>An answer of the AtomPub binding.</summary>
    public async Task<XElement> AtomAsync(string resource, string query)
    {
        using var answer = await GetAsync(AtomUrl(resource, query));
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return XElement.Parse(text);
    }

    public async Task<HttpResponseMessage> SendAtomAsync(HttpMethod method, string url, string? body = null, string type = "application/atom+xml;type=entry", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content!.Headers.TryAddWithoutValidation(name, value);
        }
        return await Http.SendAsync(request);
    }

    /// <summary>An entry as a client writes it, content before properties.</summary>
    public static string Entry(string? content, params (string Id, string Value)[] properties) => string.Create(CultureInfo.InvariantCulture,
        $"""
        <?xml version="1.0" encoding="UTF-8"?><atom:entry xmlns:atom="{Atom}" xmlns:cmis="{Core}" xmlns:cmisra="{Rest}"><atom:title>ignored</atom:title>{(content is null ? "" : $"<cmisra:content><cmisra:mediatype>text/plain</cmisra:mediatype><cmisra:base64>{content}</cmisra:base64></cmisra:content>")}<cmisra:object><cmis:properties>{string.Concat(properties.Select(property =>
            $"<cmis:propertyString propertyDefinitionId=\"{property.Id}\"><cmis:value>{property.Value}</cmis:value></cmis:propertyString>"))}</cmis:properties></cmisra:object></atom:entry>
        """);

    /// <summary>A property of an entry.</summary>
    public static string? ValueOf(XElement entry, string id) => entry.Descendants(Core + "properties").First().Elements().Single(property => property.Attribute("propertyDefinitionId")!.Value == id).Element(Core + "value")?.Value;

    /// <summary>Refused with an exception of CMIS; returns the message.</summary>
    public static async Task<string> RefusedAsync(HttpResponseMessage answer, int status, string exception)
    {
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, text);
        if (answer.Content.Headers.ContentType!.MediaType == "text/html")
        {
            text.ShouldContain($"<!--exception-->{exception}<!--/exception-->");
            return text;
        }
        var json = JsonDocument.Parse(text).RootElement;
        json.Text("exception").ShouldBe(exception, text);
        json.Text("message").ShouldNotBeNullOrWhiteSpace();
        return json.Text("message")!;
    }

    public void Dispose() => Http.Dispose();
}
