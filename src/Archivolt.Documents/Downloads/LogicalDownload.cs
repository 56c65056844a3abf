using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Documents.Audit;

namespace Archivolt.Documents.Downloads;

/// <summary>What one reader gets of one content, in one answer or in many; one audit entry.</summary>
internal sealed class LogicalDownload(AuditEntry entry, LateRecords records)
{
    private readonly Lock _lock = new();
    private readonly SentRanges _ranges = new();
    private readonly List<Delivery> _running = [];
    private Task _last = Task.CompletedTask;
    private LateRecords.Record? _record;
    private long _sent;
    private bool _hasParts;
    private bool _isChanged = true;

    /// <summary>When it began.</summary>
    public DateTimeOffset Began { get; } = entry.EventDate;

    /// <summary>When it last began an answer.</summary>
    public DateTimeOffset Touched { get; set; }

    /// <summary>Begins an answer.</summary>
    /// <param name="parts">The bytes that are to go out, each part with its length; none where another server sends them.</param>
    /// <param name="isPart">True where ranges were asked for, which the entry names from then on.</param>
    public Delivery Begin(IReadOnlyList<ByteRange> parts, bool isPart)
    {
        var delivery = new Delivery(this, parts);
        lock (_lock)
        {
            _hasParts |= isPart;
            if (parts.Count > 0)
            {
                _running.Add(delivery);
                _isChanged = true;
            }
        }
        return delivery;
    }

    /// <summary>Takes back an answer that does not begin after all.</summary>
    public void Cancel(Delivery delivery)
    {
        lock (_lock)
        {
            if (_running.Remove(delivery))
                _isChanged = true;
        }
    }

    /// <summary>Ends an answer; true where all went out that the entry says.</summary>
    public bool End(Delivery delivery, long sent)
    {
        lock (_lock)
        {
            if (!_running.Remove(delivery))
                return true;
            _sent += sent;
            foreach (var part in delivery.Parts)
            {
                var count = Math.Min(part.Count ?? 0, sent);
                _ranges.Add(part.Offset, count);
                sent -= count;
                if (count < part.Count)
                    _isChanged = true;
            }
            return !_isChanged;
        }
    }

    /// <summary>Brings the audit log up to what is known; answers that begin or end meanwhile share the writing.</summary>
    public Task RecordAsync()
    {
        lock (_lock)
            return _last = RecordAsync(_last);
    }

    private async Task RecordAsync(Task previous)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        AuditEntry current;
        lock (_lock)
        {
            if (!_isChanged)
                return;
            current = Current();
            _isChanged = false;
        }
        try
        {
            if (_record is null)
                _record = await records.WriteAsync(current, CancellationToken.None);
            else
                await records.CompleteAsync(_record, current);
        }
        catch
        {
            lock (_lock)
                _isChanged = true;
            throw;
        }
    }

    // What is under way counts as sent until it is known better.
    private AuditEntry Current()
    {
        var sent = _sent;
        var ranges = _hasParts ? _ranges.Copy() : null;
        foreach (var part in _running.SelectMany(delivery => delivery.Parts))
        {
            sent += part.Count ?? 0;
            ranges?.Add(part.Offset, part.Count ?? 0);
        }
        if (sent == 0 && _record is null)
            return entry;
        var facts = new Dictionary<string, string>(entry.Extended, StringComparer.Ordinal) { ["bytesSent"] = sent.ToString(CultureInfo.InvariantCulture) };
        if (ranges is not null)
            facts["ranges"] = ranges.ToString();
        return entry with { Extended = facts };
    }
}
