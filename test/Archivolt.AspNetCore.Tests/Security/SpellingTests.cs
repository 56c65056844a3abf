using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Archivolt.AspNetCore.Tests.Security;

/// <summary>Nobody passes the sign-in by writing a URL otherwise: every endpoint is asked in every spelling that routing or a proxy may take for it.</summary>
public sealed class SpellingTests
{
    // What anybody may see: routes below the base path and beside it.
    private static readonly string[] Open = ["/nuxeo/runningstatus", "/nuxeo/oauth2/token", "/health/live", "/health/ready", "/openapi/{documentName}.json", "/console/assets/{name}", "/favicon.ico"];

    [Theory]
    [InlineData("/nuxeo")]
    [InlineData("/Files/Of-Ours")]
    [InlineData("")]
    public async Task Every_endpoint_refuses_whoever_has_not_signed_in_however_its_URL_is_written(string basePath)
    {
        await using var server = await RunningServer.StartAsync(
            args: ["--Archivolt:Telemetry:Prometheus", "true", "--Archivolt:BasePath", basePath]);
        using var nobody = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var open = Open.Select(route => route.Replace("/nuxeo", basePath, StringComparison.Ordinal)).ToHashSet();
        var endpoints = server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        var passed = new List<string>();
        var asked = 0;

        foreach (var endpoint in endpoints.Where(endpoint => !open.Contains("/" + endpoint.RoutePattern.RawText!.TrimStart('/'))))
        {
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [HttpMethods.Get])
            {
                foreach (var path in Spellings(Filled(endpoint)).Distinct())
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address.GetLeftPart(UriPartial.Authority) + path,
                        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
                    using var answer = await nobody.SendAsync(request);
                    asked++;
                    if (answer.StatusCode != HttpStatusCode.Unauthorized)
                        passed.Add($"{(int)answer.StatusCode} {method} {path}");
                }
            }
        }

        passed.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(800);
    }

    [Theory]
    [InlineData("/NUXEO/api/v1/me")]
    [InlineData("/nuxeo/API/V1/Me")]
    public async Task A_URL_in_other_capitals_answers_the_same_to_whoever_has_signed_in(string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        (await (await client.GetAsync(path)).ShouldBe(HttpStatusCode.OK).JsonAsync()).Text("id").ShouldBe(RunningServer.Admin);
    }

    [Theory]
    [InlineData("/NUXEO/api/v1/path/default-domain")]
    [InlineData("/nuxeo/API/V1/PATH/default-domain")]
    [InlineData("/nuxeo/api/v1/REPO/default/Path/default-domain/@ACL")]
    [InlineData("/%4EUXEO/api/v1/path/default-domain")]
    public async Task A_document_is_found_in_whatever_capitals_its_address_is_written(string path)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        (await client.GetAsync(path)).ShouldBe(HttpStatusCode.OK);
        // Its own names count as they are.
        (await client.GetAsync("/nuxeo/api/v1/path/Default-Domain")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("NXFILE")]
    [InlineData("NxFile")]
    [InlineData("%6exfile")]
    [InlineData("NXBIGFILE")]
    public async Task A_download_is_found_in_whatever_way_its_family_is_written(string family)
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        await client.PutBlobAsync(id, "file:content", "content");
        (await client.GetStringAsync($"{family}/default/{id}/file:content")).ShouldBe("content");
    }

    [Fact]
    public async Task A_download_is_named_by_the_path_and_never_by_the_query()
    {
        await using var server = await RunningServer.StartAsync();
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        await client.PutBlobAsync(id, "file:content", "content");
        (await client.GetStringAsync($"nxfile/default/{id}/file:content")).ShouldBe("content");
        (await client.GetAsync($"NXFILE/default/other?/nxfile/default/{id}/file:content")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_open_stays_open()
    {
        await using var server = await RunningServer.StartAsync();
        using var nobody = server.Client(null);
        foreach (var path in (string[])["/nuxeo/runningstatus", "/NUXEO/runningstatus", "/health/live", "/health/ready", "/openapi/v1.json"])
            (await nobody.GetAsync(path)).ShouldBe(HttpStatusCode.OK);
    }

    // A URL of the route: its parameters take any name, its catch-alls end in the adapter that they are bound to.
    private static string Filled(RouteEndpoint endpoint)
    {
        var path = string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart { IsCatchAll: true } parameter when parameter.ParameterPolicies is [{ Content: { } adapter }, ..]
                && adapter.Contains('@', StringComparison.Ordinal) => $"default-domain/{adapter.Split('(', ')')[1]}",
            _ => "default-domain",
        }))));
        return "/" + path;
    }

    private static IEnumerable<string> Spellings(string path)
    {
        yield return path;
        if (path == "/")
        {
            foreach (var other in (string[])["//", "/.", "/x/..", "/?x=/health/live", "/;/health/live"])
                yield return other;
            yield break;
        }
        yield return path.ToUpperInvariant();
        yield return char.ToUpperInvariant(path[1]) is var first && path.Length > 2 ? $"/{first}{path[2..]}" : path;
        yield return path + "/";
        yield return "/" + path;
        yield return path.Replace("/", "//", StringComparison.Ordinal);
        yield return "/." + path;
        yield return "/x/.." + path;
        yield return path + "?x=/health/live";
        // The first letter in percent-encoding, as it is and in the other case.
        yield return $"/%{(int)path[1]:X2}{path[2..]}";
        yield return $"/%{path[1] ^ 0x20:X2}{path[2..]}";
        if (path.LastIndexOf('/') is > 0 and var last)
            yield return path.Insert(last, "%2F");
        yield return "/health/live/.." + "/.." + path;
        yield return path + ";/health/live";
    }
}
