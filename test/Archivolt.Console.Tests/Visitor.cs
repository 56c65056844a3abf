using System.Net;
using Archivolt.AspNetCore.Tests;

namespace Archivolt.WebConsole.Tests;

/// <summary>A browser without scripts: it keeps cookies, says where its forms come from, and follows no redirect by itself.</summary>
internal sealed class Visitor : IDisposable
{
    /// <summary>Its cookies.</summary>
    public CookieContainer Cookies { get; } = new();

    public Visitor(RunningServer server)
    {
        Origin = server.Address.GetLeftPart(UriPartial.Authority);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = server.Address };
        Http.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    /// <summary>The origin of the server's own pages.</summary>
    public string Origin { get; }

    public HttpClient Http { get; }

    /// <summary>The secret of the session; null without one.</summary>
    public string? Session => Cookies.GetAllCookies().SingleOrDefault(cookie => cookie.Name == "archivolt-session")?.Value;

    public static async Task<Visitor> SignedInAsync(RunningServer server, string user = RunningServer.Admin)
    {
        var visitor = new Visitor(server);
        (await visitor.SignInAsync(user, user == RunningServer.Admin ? RunningServer.AdminPassword : RunningServer.UserPassword)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        return visitor;
    }

    public Task<HttpResponseMessage> SignInAsync(string name, string password, string? next = null) =>
        PostAsync("/console/sign-in", new() { ["name"] = name, ["password"] = password, ["next"] = next ?? "" });

    public Task<HttpResponseMessage> PostAsync(string url, Dictionary<string, string>? fields = null) => SendAsync(HttpMethod.Post, url, new FormUrlEncodedContent(fields ?? []), ("Origin", Origin));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request);
    }

    /// <summary>A page that is there.</summary>
    public async Task<string> PageAsync(string url)
    {
        using var answer = await Http.GetAsync(url);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }

    public void Dispose() => Http.Dispose();
}
