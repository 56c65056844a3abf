using Archivolt.Renditions;

namespace Archivolt.Documents.Renditions;

/// <summary>What failed a moment ago is not tried again by everybody who asks: a broken picture would otherwise keep the converters busy.</summary>
internal sealed class RecentFailures(TimeProvider clock)
{
    private const int Most = 1000;
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly Dictionary<RenditionKey, (ConversionException Failure, DateTimeOffset Until)> _failures = [];

    /// <summary>Throws the failure again while it is recent.</summary>
    public void Throw(RenditionKey key)
    {
        lock (_failures)
        {
            if (_failures.TryGetValue(key, out var known) && known.Until > clock.GetUtcNow())
                throw new ConversionException(known.Failure.Error, known.Failure.Message, known.Failure);
        }
    }

    /// <summary>Remembers a failure that the content itself is to blame for.</summary>
    public void Add(RenditionKey key, ConversionException failure)
    {
        if (failure.Error is not (ConversionError.Failed or ConversionError.TimedOut or ConversionError.TooLarge))
            return;
        var now = clock.GetUtcNow();
        lock (_failures)
        {
            if (_failures.Count >= Most)
            {
                foreach (var old in _failures.Where(each => each.Value.Until <= now).Select(each => each.Key).ToList())
                    _failures.Remove(old);
            }
            if (_failures.Count < Most)
                _failures[key] = (failure, now + Remembered);
        }
    }
}
