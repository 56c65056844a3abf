using System.Net;
using System.Text;
using System.Text.Json;

namespace Archivolt.AspNetCore.Tests;

internal static class Json
{
    public static StringContent Content(object? value) => Text(JsonSerializer.Serialize(value));

    public static StringContent Text(string json) => new(json, Encoding.UTF8, "application/json");

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    /// <summary>A document with all its properties.</summary>
    public static async Task<JsonElement> DocumentAsync(this HttpClient client, string id) =>
        await (await client.GetAsync($"api/v1/id/{id}?properties=*")).ShouldBe(HttpStatusCode.OK).JsonAsync();

    public static HttpResponseMessage ShouldBe(this HttpResponseMessage answer, HttpStatusCode status)
    {
        answer.StatusCode.ShouldBe(status, answer.Content.ReadAsStringAsync().GetAwaiter().GetResult());
        return answer;
    }

    /// <summary>The platform's error entity with a sentence; returns the sentence.</summary>
    public static async Task<string> ShouldBeErrorAsync(this HttpResponseMessage answer, HttpStatusCode status)
    {
        answer.ShouldBe(status);
        var error = await answer.JsonAsync();
        error.Text("entity-type").ShouldBe("exception");
        error.GetProperty("status").GetInt32().ShouldBe((int)status);
        error.Text("message").ShouldNotBeNullOrWhiteSpace();
        return error.Text("message")!;
    }

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static string Uid(this JsonElement document) => document.Text("uid")!;

    public static JsonElement Property(this JsonElement document, string name) => document.GetProperty("properties").GetProperty(name);

    public static async Task<HttpResponseMessage> PutDocumentAsync(this HttpClient client, string id, object properties, string? changeToken = null) =>
        await client.PutAsync($"api/v1/id/{id}?properties=*", Content(new Dictionary<string, object?>
        {
            ["entity-type"] = "document",
            ["uid"] = id,
            ["changeToken"] = changeToken,
            ["properties"] = properties,
        }));

    public static Task<HttpResponseMessage> PutBlobAsync(this HttpClient client, string id, string xpath, string text, string fileName = "hello.txt") =>
        client.PutAsync($"api/v1/id/{id}/@blob/{xpath}?filename={Uri.EscapeDataString(fileName)}", new ByteArrayContent(Encoding.UTF8.GetBytes(text)));
}
