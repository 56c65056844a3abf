using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Archivolt.AspNetCore.Tests.OpenApi;

/// <summary>What <c>/openapi/v1.json</c> says.</summary>
public sealed class ApiDescriptionTests(RunningServer server) : IClassFixture<RunningServer>
{
    // They need an application that was registered, and an encrypted provider.
    private static readonly string[] NotHere = ["SubmitAuthorization", "GetTokens", "StartReencryption"];

    [Fact]
    public async Task The_examples_can_be_sent()
    {
        using var client = server.Client();
        await server.CreateAsync(name: "report");
        await server.CreateUserAsync("somebody");
        var sent = 0;
        foreach (var (path, method, operation) in await OperationsAsync())
        {
            if (!operation.TryGetProperty("requestBody", out var body) || NotHere.Contains(operation.Text("operationId")!))
                continue;
            foreach (var content in body.GetProperty("content").EnumerateObject())
            {
                if (!content.Value.TryGetProperty("example", out var example))
                {
                    content.Name.ShouldNotBe("application/json", $"{method} {path} has no example");
                    continue;
                }
                var document = await server.CreateAsync();
                if (path.EndsWith("@retention", StringComparison.Ordinal) || path.EndsWith("@hold", StringComparison.Ordinal))
                    (await client.PutAsync($"api/v1/id/{document.Uid()}/@record", null)).ShouldBe(HttpStatusCode.OK);
                var address = path.Replace("{id}", document.Uid(), StringComparison.Ordinal).Replace("{path}", document.Text("path")![1..], StringComparison.Ordinal)
                    .Replace("{operation}", "Document.Update", StringComparison.Ordinal).Replace("@op/{xpath}", "@op/Document.Update", StringComparison.Ordinal)
                    .Replace("directory/{name}", "directory/nature", StringComparison.Ordinal).Replace("{name}", "somebody", StringComparison.Ordinal)
                    .Replace("{xpath}", method == "post" ? "file:content/@convert" : "file:content", StringComparison.Ordinal).Replace("{index}", "0", StringComparison.Ordinal);
                using var request = new HttpRequestMessage(HttpMethod.Parse(method), new Uri(server.Address, address))
                {
                    Content = content.Name == "application/json" ? Json.Text(example.GetRawText())
                        : new FormUrlEncodedContent(example.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, field.Value.ToString()))),
                };
                using var answer = await client.SendAsync(request);
                answer.StatusCode.ShouldNotBe(HttpStatusCode.BadRequest, $"{method} {address}: {await answer.Content.ReadAsStringAsync()}");
                answer.StatusCode.ShouldNotBe(HttpStatusCode.InternalServerError, $"{method} {address}");
                sent++;
            }
        }
        sent.ShouldBeGreaterThan(25);
    }

    [Fact]
    public async Task Every_endpoint_has_a_name_a_summary_and_answers()
    {
        (await OperationsAsync())
            .Where(described => !described.Operation.TryGetProperty("operationId", out _) || !described.Operation.TryGetProperty("summary", out _) || !described.Operation.TryGetProperty("responses", out _))
            .Select(described => $"{described.Method} {described.Path}").ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_body_has_a_schema() =>
        (await OperationsAsync()).Where(described => described.Operation.TryGetProperty("requestBody", out var body)
            && body.GetProperty("content").EnumerateObject().Any(content => !content.Value.TryGetProperty("schema", out _)))
            .Select(described => $"{described.Method} {described.Path}").ShouldBeEmpty();

    [Fact]
    public async Task Every_parameter_of_an_address_is_described() =>
        (await OperationsAsync()).SelectMany(described => RoutePatternFactory.Parse(described.Path).Parameters.Where(parameter =>
                !described.Operation.TryGetProperty("parameters", out var parameters) || !parameters.EnumerateArray().Any(each => each.Text("in") == "path" && each.Text("name") == parameter.Name))
            .Select(parameter => $"{described.Method} {described.Path} {parameter.Name}")).ShouldBeEmpty();

    [Fact]
    public async Task A_body_says_what_it_must_have_and_what_varies()
    {
        var bodies = (await OperationsAsync()).Where(described => described.Operation.TryGetProperty("requestBody", out _))
            .ToDictionary(described => described.Operation.Text("operationId")!, described => described.Operation.GetProperty("requestBody").GetProperty("content").EnumerateObject().First().Value);
        bodies["CreateUser"].GetProperty("schema").GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(["name", "password"], ignoreOrder: true);
        bodies["CreateUser"].GetProperty("example").Text("name").ShouldBe("alice");
        bodies["CreateDocument"].GetProperty("schema").GetProperty("properties").GetProperty("properties").TryGetProperty("additionalProperties", out _).ShouldBeTrue();
        bodies["CreateDocument"].GetProperty("schema").TryGetProperty("required", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_parameter_that_cannot_be_understood_is_refused_with_a_sentence()
    {
        using var client = server.Client();
        (await (await client.GetAsync("api/v1/management/moves?limit=many")).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain("parameter");
    }

    // What it says of them, all tests compare with what they get.
    [Fact]
    public async Task Every_JSON_answer_has_a_schema() =>
        (await OperationsAsync()).Where(described => described.Operation.GetProperty("responses").EnumerateObject().Any(response =>
                response.Value.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json) && !json.TryGetProperty("schema", out _)))
            .Select(described => $"{described.Method} {described.Path}").ShouldBeEmpty();

    [Fact]
    public async Task Every_schema_is_used_and_shows_an_example()
    {
        using var nobody = server.Client(null);
        var text = await nobody.GetStringAsync(new Uri(server.Address, "/openapi/v1.json"));
        var schemas = JsonDocument.Parse(text).RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject().ToList();
        schemas.Where(schema => !text.Contains($"\"#/components/schemas/{schema.Name}\"", StringComparison.Ordinal)).Select(schema => schema.Name).ShouldBeEmpty();
        var report = schemas.Single(schema => schema.Name == "Documents").Value.GetProperty("examples")[0];
        report.GetProperty("errorMessage").ValueKind.ShouldBe(JsonValueKind.Null);
        report.GetProperty("entries")[0].GetProperty("properties").Text("dc:title").ShouldBe("Report");
    }

    private async Task<IReadOnlyList<(string Path, string Method, JsonElement Operation)>> OperationsAsync()
    {
        using var nobody = server.Client(null);
        var description = JsonDocument.Parse(await nobody.GetStringAsync(new Uri(server.Address, "/openapi/v1.json"))).RootElement;
        return
        [
            .. description.GetProperty("paths").EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject().Select(operation => (path.Name, operation.Name, operation.Value))),
        ];
    }
}
