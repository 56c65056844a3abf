using System.Runtime.CompilerServices;
using Archivolt.Stores;

namespace Archivolt.Providers;

/// <summary>A ledger in memory, for one process without a database: what was found is found again by the next scrub.</summary>
internal sealed class MemoryQuarantineLedger(TimeProvider clock) : IQuarantineLedger
{
    private readonly Lock _lock = new();
    private readonly List<QuarantinedBlob> _cases = [];

    public ValueTask<QuarantinedBlob?> FindAsync(string provider, string key, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return ValueTask.FromResult(_cases.Count == 0 ? null : _cases.Find(each => IsOpen(each, provider, key)));
    }

    public Task PutAsync(QuarantinedBlob blob, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(blob);
        lock (_lock)
        {
            if (_cases.FindIndex(each => IsOpen(each, blob.Provider, blob.Key)) is >= 0 and var index)
                _cases[index] = blob with { Found = _cases[index].Found, Place = blob.Place ?? _cases[index].Place };
            else
                _cases.Add(blob);
            return Task.CompletedTask;
        }
    }

    public ValueTask<bool> EndAsync(string provider, string key, QuarantineEnd end, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_cases.FindIndex(each => IsOpen(each, provider, key)) is not (>= 0 and var index))
                return ValueTask.FromResult(false);
            _cases[index] = _cases[index] with { End = end, Ended = clock.GetUtcNow() };
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<IReadOnlyDictionary<string, long>> CountAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyDictionary<string, long>>(_cases.Where(each => each.End is null)
                .GroupBy(each => each.Provider, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.LongCount(), StringComparer.Ordinal));
        }
    }

    public async IAsyncEnumerable<QuarantinedBlob> ListAsync(
        string? provider = null, bool ended = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        List<QuarantinedBlob> listed;
        lock (_lock)
            listed = _cases.FindAll(each => (provider is null || each.Provider == provider) && (ended || each.End is null));
        foreach (var blob in listed.OrderBy(each => each.Provider, KeyOrder.Comparer).ThenBy(each => each.Key, KeyOrder.Comparer).ThenBy(each => each.Found))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return blob;
        }
    }

    private static bool IsOpen(QuarantinedBlob blob, string provider, string key) =>
        blob.End is null && blob.Provider == provider && string.Equals(blob.Key, key, StringComparison.Ordinal);
}
