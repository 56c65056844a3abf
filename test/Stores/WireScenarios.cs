using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.RemoteStores;

// What holds of every store behind a proxy that makes faults.
public abstract partial class RemoteStoreTest<TPlace>
{
    /// <summary>A storm of errors is transient, and says how long to wait.</summary>
    /// <param name="store">A store behind the proxy.</param>
    /// <param name="proxy">The proxy.</param>
    /// <param name="status">The status of all answers.</param>
    /// <param name="code">The code in them.</param>
    /// <param name="listAsync">Lists, or does what asks for a listing.</param>
    internal static async Task SurvivesStormAsync(IBlobStore store, FaultProxy proxy, int status, string code, Func<Task> listAsync)
    {
        await WriteAsync(store, "blob", RandomContent(10));
        proxy.FaultOf = _ => new WireFault { Answer = status, Code = code, RetryAfter = 7 };
        foreach (var request in (Func<Task>[])[async () => await store.OpenAsync("blob"), () => WriteAsync(store, "other", RandomContent(10)), listAsync, async () => await store.StatAsync("blob")])
        {
            var exception = await FailsAsync(BlobError.Unavailable, request);
            exception.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7), exception.ToString());
        }
        proxy.FaultOf = _ => null;
        (await ReadAsync(store, "blob")).Length.ShouldBe(10);
        (await store.StatAsync("other")).ShouldBeNull();
    }

    /// <summary>A download that stands still is a timeout.</summary>
    internal static async Task StallsAsync(IBlobStore store, FaultProxy proxy)
    {
        await WriteAsync(store, "blob", RandomContent(1_000_000));
        proxy.FaultOf = line => line.StartsWith("GET", StringComparison.Ordinal) ? new WireFault { Stall = 400_000 } : null;
        await FailsAsync(BlobError.Timeout, () => ReadAsync(store, "blob"));
    }

    /// <summary>A server that stands still, at a stage of an upload or at all, is a timeout, and nothing is left visible.</summary>
    /// <param name="store">A store that reaches the server.</param>
    /// <param name="hung">The same behind the proxy.</param>
    /// <param name="proxy">The proxy.</param>
    /// <param name="isHit">Tells the requests of the stage; null for all.</param>
    /// <param name="length">Length of the content.</param>
    /// <param name="options">How it is written.</param>
    internal static async Task HangsAsync(IBlobStore store, IBlobStore hung, FaultProxy proxy, Predicate<string>? isHit, int length, WriteOptions? options = null)
    {
        await WriteAsync(store, "before", RandomContent(100));
        proxy.FaultOf = line => isHit?.Invoke(line) != false ? new WireFault { Hang = true } : null;
        (await FailsAsync(BlobError.Timeout, () => WriteAsync(hung, "blob", RandomContent(length), options))).IsTransient.ShouldBeTrue();
        if (isHit is null)
        {
            await FailsAsync(BlobError.Timeout, async () => await hung.StatAsync("before"));
            await FailsAsync(BlobError.Timeout, async () => await hung.OpenAsync("before"));
            await FailsAsync(BlobError.Timeout, async () => await hung.ListAsync().CountAsync());
        }
        proxy.FaultOf = _ => null;
        (await store.ListAsync().Select(stat => stat.Key).ToListAsync()).ShouldBe(["before"]);
        (await ReadAsync(store, "before")).ShouldBe(RandomContent(100));
        (await WriteAsync(store, "blob", RandomContent(length), options)).Length.ShouldBe(length);
    }
}
