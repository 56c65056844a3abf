using System.Collections.Concurrent;
using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Moves;

/// <summary>
/// Notes which blobs are handed out, in memory: each at most once an hour, so that a download costs a look-up and no write.
/// <see cref="AccessJob"/> writes down what was noted.
/// </summary>
public sealed class AccessRecorder(TimeProvider clock, IOptions<TieringOptions> options)
{
    // What is noted beyond that before it could be written down is not noted at all.
    private const int Limit = 100_000;

    private readonly bool _isOn = options.Value.RecordAccess;
    private ConcurrentDictionary<BlobKey, long> _hours = new();
    private ConcurrentDictionary<BlobKey, long> _pending = new();
    private int _known;
    private int _waiting;

    /// <summary>Notes that content is handed out now.</summary>
    /// <param name="key">The key with its provider.</param>
    public void Note(BlobKey key)
    {
        var hour = clock.GetUtcNow().Ticks / TimeSpan.TicksPerHour;
        if (!_isOn || (_hours.TryGetValue(key, out var known) && known == hour))
            return;
        // Forgotten at once when there are too many; then some are written down twice in an hour.
        if (Interlocked.Increment(ref _known) > Limit)
        {
            Interlocked.Exchange(ref _known, 0);
            Interlocked.Exchange(ref _hours, new ConcurrentDictionary<BlobKey, long>());
        }
        _hours[key] = hour;
        if (Interlocked.Increment(ref _waiting) <= Limit)
            _pending[key] = hour;
    }

    /// <summary>Writes down what was noted since the last time; what cannot be written is written the next time.</summary>
    internal async Task WriteAsync(IBlobAccess access, CancellationToken cancellationToken)
    {
        if (_pending.IsEmpty)
            return;
        Interlocked.Exchange(ref _waiting, 0);
        var noted = Interlocked.Exchange(ref _pending, new ConcurrentDictionary<BlobKey, long>());
        try
        {
            // In order, so that nodes that write at the same time never wait for each other in a circle.
            var ordered = noted.OrderBy(each => each.Key.Key, StringComparer.Ordinal).ThenBy(each => each.Key.Provider, StringComparer.Ordinal);
            foreach (var page in ordered.Select(each => KeyValuePair.Create(each.Key, StartOf(each.Value))).Chunk(1000))
                await access.RecordAsync(page, cancellationToken);
        }
        catch
        {
            foreach (var (key, hour) in noted)
                _pending.TryAdd(key, hour);
            throw;
        }
    }

    private static DateTimeOffset StartOf(long hour) => new(hour * TimeSpan.TicksPerHour, TimeSpan.Zero);
}
