using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Archivolt.Rclone;

/// <summary>Requests to an rclone; an answer other than 200 or 206 is an <see cref="RcloneException"/>.</summary>
internal static class RcloneHttp
{
    private const int LongestRefusal = 64 * 1024;

    // Connections are kept for all stores; whoever sends limits the time.
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(15) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Calls a command of the remote control.</summary>
    public static async Task<T> CallAsync<T>(RcloneAddress rclone, string command, JsonObject arguments, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(arguments.ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, rclone.Of(command)) { Content = content };
        using var answer = await SendAsync(rclone, request, cancellationToken);
        return await answer.Content.ReadFromJsonAsync(type, cancellationToken) ?? throw new RcloneException(200, "an empty answer");
    }

    /// <summary>Sends a request; the answer's content is still to be read.</summary>
    public static async Task<HttpResponseMessage> SendAsync(RcloneAddress rclone, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = rclone.Credentials;
        var answer = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw new RcloneException((int)answer.StatusCode, await ReadRefusalAsync(answer.Content, cancellationToken));
    }

    private static async Task<string> ReadRefusalAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var (bytes, length) = (new byte[LongestRefusal], 0);
        try
        {
            await using var body = await content.ReadAsStreamAsync(cancellationToken);
            for (int read; (read = await body.ReadAsync(bytes.AsMemory(length), cancellationToken)) > 0;)
                length += read;
        }
        catch (IOException)
        {
            // Where an object vanishes as it is opened, rclone has announced its length before it says so.
        }
        try
        {
            // The rest of the answer repeats the request.
            return JsonSerializer.Deserialize(bytes.AsSpan(0, length), AnswerJson.Default.Refused)?.Error ?? "";
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(bytes, 0, Math.Min(length, 300));
        }
    }
}

/// <summary>rclone refused a request, or what it asked for failed.</summary>
/// <param name="status">The status of HTTP: 404 for what is missing, 401 for a wrong user or password, 500 for all else.</param>
/// <param name="text">What rclone says, which may hold secrets.</param>
internal sealed class RcloneException(int status, string text) : Exception(RcloneFailure.Cleaned(text))
{
    public int Status => status;

    /// <summary>True when there is no such object; only then. The text tells it from an address where something else answers.</summary>
    public bool IsNoObject => status == 404 && Message.Contains("object not found", StringComparison.Ordinal);

    /// <summary>True when an object is not served: it vanished as it was opened, or nothing is served at all.</summary>
    public bool IsNotServed => status == 404 && Message == "Not Found";

    /// <summary>True when there is no such folder or container.</summary>
    public bool IsNoFolder => status == 404 && Message.Contains("directory not found", StringComparison.Ordinal);
}
