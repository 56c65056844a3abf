using System.Globalization;
using Archivolt.Documents.Audit;

namespace Archivolt.Documents.Downloads;

/// <summary>What one reader gets of one content, in one answer or in many; one audit entry.</summary>
internal sealed class LogicalDownload(AuditEntry entry, LateRecords records)
{
    private readonly Lock _lock = new();
    private readonly SentRanges _ranges = new();
    private Task _last = Task.CompletedTask;
    private LateRecords.Record? _record;
    private long _sent;
    private bool _hasParts;
    private bool _isChanged = true;

    /// <summary>When it last began an answer.</summary>
    public DateTimeOffset Touched { get; set; }

    /// <summary>From now on the entry names the ranges as well.</summary>
    public void NoteParts()
    {
        lock (_lock)
            _hasParts = true;
    }

    /// <summary>Counts bytes that went out.</summary>
    public void Add(long offset, long count)
    {
        if (count == 0)
            return;
        lock (_lock)
        {
            _sent += count;
            _ranges.Add(offset, count);
            _isChanged = true;
        }
    }

    /// <summary>Takes back all that was counted.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _sent = 0;
            _ranges.Clear();
            _isChanged = true;
        }
    }

    /// <summary>Brings the audit log up to what was counted; answers that end meanwhile share the writing.</summary>
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
        if (_record is null)
            _record = await records.WriteAsync(current, CancellationToken.None);
        else
            await records.CompleteAsync(_record, current);
    }

    private AuditEntry Current()
    {
        if (_record is null && _sent == 0)
            return entry;
        var facts = new Dictionary<string, string>(entry.Extended, StringComparer.Ordinal) { ["bytesSent"] = _sent.ToString(CultureInfo.InvariantCulture) };
        if (_hasParts)
            facts["ranges"] = _ranges.ToString();
        return entry with { Extended = facts };
    }
}
