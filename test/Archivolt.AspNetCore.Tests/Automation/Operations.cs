using System.Net;
using System.Text.Json;

namespace Archivolt.AspNetCore.Tests.Automation;

/// <summary>Runs operations as clients do.</summary>
internal static class Operations
{
    public static Task<HttpResponseMessage> RunAsync(this HttpClient client, string operation, object? input = null, object? parameters = null, object? context = null) =>
        client.PostAsync($"/nuxeo/api/v1/automation/{operation}", Json.Content(new Dictionary<string, object?>
        {
            ["input"] = input,
            ["params"] = parameters ?? new { },
            ["context"] = context ?? new { },
        }));

    /// <summary>Runs an operation that answers JSON.</summary>
    public static async Task<JsonElement> ResultAsync(this HttpClient client, string operation, object? input = null, object? parameters = null, object? context = null) =>
        await (await client.RunAsync(operation, input, parameters, context)).ShouldBe(HttpStatusCode.OK).JsonAsync();

    public static IEnumerable<JsonElement> Entries(this JsonElement list) => list.GetProperty("entries").EnumerateArray();
}
