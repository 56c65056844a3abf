using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Vendors.Http;

/// <summary>The requests that a server received, in their order.</summary>
public sealed class RequestLog
{
    private const int LoggedBody = 64 * 1024;

    private readonly ConcurrentQueue<ReceivedRequest> _requests = [];

    public IReadOnlyList<ReceivedRequest> All => [.. _requests];

    /// <summary>Those whose path and query contain a part, such as <c>alt=media</c> or <c>/revisions</c>.</summary>
    public IReadOnlyList<ReceivedRequest> Of(string part) =>
        [.. _requests.Where(request => request.PathAndQuery.Contains(part, StringComparison.Ordinal))];

    public void Clear() => _requests.Clear();

    internal async Task<ReceivedRequest> AddAsync(HttpContext context)
    {
        var request = context.Request;
        var body = "";
        if (request.ContentLength is > 0 and <= LoggedBody)
        {
            request.EnableBuffering();
            using var reader = new StreamReader(request.Body, leaveOpen: true);
            body = await reader.ReadToEndAsync(context.RequestAborted);
            request.Body.Position = 0;
        }
        var received = new ReceivedRequest(
            request.Method,
            request.Path.Value ?? "",
            request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal),
            request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body)
        {
            PathAndQuery = request.Path + Uri.UnescapeDataString(request.QueryString.Value ?? ""),
        };
        context.Items[typeof(ReceivedRequest)] = received;
        _requests.Enqueue(received);
        return received;
    }

    internal static ReceivedRequest? EntryOf(HttpContext context) => context.Items[typeof(ReceivedRequest)] as ReceivedRequest;
}

/// <summary>A request; what became of it is filled in as it is answered.</summary>
public sealed record ReceivedRequest(
    string Method, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The path, and the query decoded.</summary>
    public string PathAndQuery { get; init; } = "";

    /// <summary>The e-mail address of the account whose token it carried; null where it carried none that is valid.</summary>
    public string? Account { get; internal set; }

    /// <summary>The status of the answer; 0 while there is none.</summary>
    public int Status { get; internal set; }

    /// <summary>The bytes of content that were sent, of answers that are content.</summary>
    public long Sent { get; internal set; }
}
