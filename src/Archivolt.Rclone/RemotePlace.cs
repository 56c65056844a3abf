using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Archivolt.Blobs;

namespace Archivolt.Rclone;

/// <summary>Requests to one place that rclone reaches, by names below it. Every failure is a <see cref="BlobException"/>.</summary>
internal sealed class RemotePlace(RcloneServer server, string place, RcloneStoreOptions options, string store) : IAsyncDisposable
{
    private volatile bool _disposed;

    /// <summary>What messages call the store.</summary>
    public string Store => store;

    public RcloneStoreOptions Options => options;

    /// <summary>Fails once the store was disposed, or the caller gave up.</summary>
    public void Check(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>What the back end can do.</summary>
    public Task<Described> DescribeAsync(CancellationToken cancellationToken) =>
        CallAsync("operations/fsinfo", new JsonObject { ["fs"] = place }, AnswerJson.Default.Described, null, cancellationToken);

    /// <summary>An object; null only where rclone says that there is none.</summary>
    public async Task<Entry?> FindAsync(string name, string? key, CancellationToken cancellationToken)
    {
        var arguments = new JsonObject { ["fs"] = place, ["remote"] = name, ["opt"] = new JsonObject { ["filesOnly"] = true, ["noMimeType"] = true } };
        var found = (await CallAsync("operations/stat", arguments, AnswerJson.Default.Found, key, cancellationToken)).Item;
        return found is null or { Size: >= 0 } ? found
            : throw new BlobException(BlobError.Unsupported, "The back end does not tell the length of the content.", store, key);
    }

    /// <summary>What is directly in a folder, in the order of names; null where there is no such folder.</summary>
    public async Task<List<Entry>?> ListAsync(string folder, bool folders, CancellationToken cancellationToken)
    {
        var arguments = new JsonObject
        {
            ["fs"] = place,
            ["remote"] = folder,
            ["opt"] = new JsonObject { [folders ? "dirsOnly" : "filesOnly"] = true, ["noMimeType"] = true },
        };
        try
        {
            var entries = (await CallAsync("operations/list", arguments, AnswerJson.Default.Listed, null, cancellationToken)).List ?? [];
            entries.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
            return entries;
        }
        catch (BlobException exception) when (exception.InnerException is RcloneException { IsNoFolder: true })
        {
            return null;
        }
    }

    /// <summary>The content of an object, or a range of it; null where it is not served, which may have another reason than that it is missing.</summary>
    public async Task<HttpResponseMessage?> OpenAsync(string name, RangeHeaderValue? range, string? key, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(key, async (rclone, token) =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, rclone.Of($"{Uri.EscapeDataString($"[{place}]")}/{Escaped(name)}"));
                request.Headers.Range = range;
                return await RcloneHttp.SendAsync(rclone, request, token);
            }, cancellationToken);
        }
        catch (BlobException exception) when (exception.InnerException is RcloneException { IsNoObject: true } or RcloneException { IsNotServed: true })
        {
            return null;
        }
    }

    /// <summary>Writes an object; a request that breaks off leaves at most a part of it. Whoever sends content that takes its time limits that.</summary>
    public Task UploadAsync(string name, HttpContent content, string? key, CancellationToken cancellationToken, bool isTimed = true) => RunAsync(key, async (rclone, token) =>
    {
        var slash = name.LastIndexOf('/');
        using var form = new MultipartFormDataContent { { content, "file", name[(slash + 1)..] } };
        var command = $"operations/uploadfile?fs={Uri.EscapeDataString(place)}&remote={Uri.EscapeDataString(slash < 0 ? "" : name[..slash])}";
        using var request = new HttpRequestMessage(HttpMethod.Post, rclone.Of(command)) { Content = form };
        using var answer = await RcloneHttp.SendAsync(rclone, request, token);
        return true;
    }, cancellationToken, isTimed);

    /// <summary>True where rclone can fetch what this process offers.</summary>
    public bool CanFetch => server.IsHere;

    /// <summary>Has rclone write an object of what an address of this process offers. Whoever offers limits the time.</summary>
    public Task FetchAsync(Uri address, string name, string? key, CancellationToken cancellationToken)
    {
        var arguments = new JsonObject { ["fs"] = place, ["remote"] = name, ["url"] = address.AbsoluteUri };
        return CallAsync("operations/copyurl", arguments, AnswerJson.Default.Done, key, cancellationToken, isTimed: false);
    }

    /// <summary>Writes a small object.</summary>
    public async Task UploadAsync(string name, ReadOnlyMemory<byte> content, string? key, CancellationToken cancellationToken)
    {
        using var bytes = new ReadOnlyMemoryContent(content);
        await UploadAsync(name, bytes, key, cancellationToken);
    }

    /// <summary>
    /// Renames an object; false where there is none. What has the other name is replaced in one step, or stays and the call fails, as the back end does it: rclone, which would delete it before, is
    /// kept from looking.
    /// </summary>
    public async Task<bool> MoveAsync(string from, string to, string? key, CancellationToken cancellationToken)
    {
        var arguments = new JsonObject
        {
            ["srcFs"] = place,
            ["srcRemote"] = from,
            ["dstFs"] = place,
            ["dstRemote"] = to,
            ["_config"] = new JsonObject { ["NoCheckDest"] = true },
        };
        return await DoAsync("operations/movefile", arguments, key, cancellationToken);
    }

    /// <summary>Deletes an object; false where there is none.</summary>
    public Task<bool> DeleteAsync(string name, string? key, CancellationToken cancellationToken) =>
        DoAsync("operations/deletefile", new JsonObject { ["fs"] = place, ["remote"] = name }, key, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _disposed = true;
        return server.DisposeAsync();
    }

    private async Task<bool> DoAsync(string command, JsonObject arguments, string? key, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(command, arguments, AnswerJson.Default.Done, key, cancellationToken);
            return true;
        }
        catch (BlobException exception) when (exception.InnerException is RcloneException { IsNoObject: true })
        {
            return false;
        }
    }

    private Task<T> CallAsync<T>(
        string command, JsonObject arguments, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string? key, CancellationToken cancellationToken, bool isTimed = true) =>
        RunAsync(key, (rclone, token) => RcloneHttp.CallAsync(rclone, command, arguments, type, token), cancellationToken, isTimed);

    private async Task<T> RunAsync<T>(string? key, Func<RcloneAddress, CancellationToken, Task<T>> work, CancellationToken cancellationToken, bool isTimed = true)
    {
        Check(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (isTimed)
            limit.CancelAfter(options.AnswerTimeout);
        try
        {
            var rclone = await server.ReachAsync(limit.Token);
            return await WatchAsync(rclone, work(rclone, limit.Token), key, limit);
        }
        catch (Exception exception) when (exception is RcloneException or HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (exception is HttpRequestException or IOException)
                await server.SuspectAsync();
            throw RcloneFailure.ToBlobException(exception, store, key);
        }
        catch (BlobException exception) when (exception.Store is null)
        {
            throw new BlobException(exception.Error, exception.Message, store, key, exception) { RetryAfter = exception.RetryAfter };
        }
    }

    // A process that stands still keeps its connections, and nobody would hear of it.
    private async Task<T> WatchAsync<T>(RcloneAddress rclone, Task<T> working, string? key, CancellationTokenSource limit)
    {
        while (!limit.IsCancellationRequested)
        {
            try
            {
                return await working.WaitAsync(options.PingAfter, CancellationToken.None);
            }
            catch (TimeoutException)
            {
                if (working.IsCompleted)
                    break;
                if (await IsAliveAsync(rclone, limit.Token))
                    continue;
            }
            var isEnded = server.TryEnd(rclone);
            await limit.CancelAsync();
            await ((Task)working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await server.SuspectAsync();
            throw new BlobException(BlobError.Timeout, isEnded
                ? "rclone answered nothing any more, so its process was ended; the next request starts another."
                : "rclone answers nothing any more, not even whether it lives: start the one at the setting Address again.", store, key);
        }
        return await working;
    }

    private async Task<bool> IsAliveAsync(RcloneAddress rclone, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.PingAfter);
        try
        {
            await RcloneHttp.CallAsync(rclone, "rc/noop", [], AnswerJson.Default.Done, limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception exception) when (exception is RcloneException or HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            // It answers, or has ended, or nobody waits any more: the request itself says so.
            return true;
        }
    }

    private static string Escaped(string name) => string.Join('/', name.Split('/').Select(Uri.EscapeDataString));
}
