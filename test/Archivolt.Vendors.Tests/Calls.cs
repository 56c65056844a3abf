using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Archivolt.Vendors;

/// <summary>Calls of a server without a client of anybody.</summary>
internal static class Calls
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public static Task<HttpResponseMessage> GetAsync(this VendorServer server, string path, string? token, RangeHeaderValue? range = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, path));
        request.Headers.Range = range;
        return SendAsync(request, token);
    }

    /// <summary>A call of Dropbox whose argument stands in the body.</summary>
    public static Task<HttpResponseMessage> CallAsync(
        this VendorServer server, string name, string? token, string argument, string type = "application/json")
    {
        var content = new StringContent(argument, Encoding.UTF8, type);
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "2/" + name)) { Content = content }, token);
    }

    /// <summary>A call of Dropbox whose argument stands in a header.</summary>
    public static Task<HttpResponseMessage> ReadAsync(
        this VendorServer server, string name, string? token, string argument, RangeHeaderValue? range = null, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "2/" + name)) { Content = content };
        request.Headers.TryAddWithoutValidation("Dropbox-API-Arg", argument);
        request.Headers.Range = range;
        return SendAsync(request, token);
    }

    public static async Task<(int Status, JsonNode Answer)> TokenAsync(this VendorServer server, Dictionary<string, string> form, string? basic = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.TokenEndpoint) { Content = new FormUrlEncodedContent(form) };
        if (basic is not null)
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
        using var response = await Client.SendAsync(request);
        return ((int)response.StatusCode, await JsonOf(response));
    }

    public static Task<(int Status, JsonNode Answer)> RefreshAsync(this VendorServer server, string token) => server.TokenAsync(new()
    {
        ["grant_type"] = "refresh_token",
        ["refresh_token"] = token,
        ["client_id"] = server.OAuth.ClientId,
        ["client_secret"] = server.OAuth.ClientSecret,
    });

    public static async Task<JsonNode> JsonOf(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    private static async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? token)
    {
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
