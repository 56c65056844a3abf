namespace Archivolt.Documents.Sql.Tests.Collection;

/// <summary>What collection has to do, said naively, in memory and without any concurrency.</summary>
internal sealed class Oracle(TimeSpan grace, TimeSpan uploadTimeout)
{
    private readonly List<(string Key, Guid Id, DateTimeOffset At)> _uploads = [];
    private readonly List<string> _references = [];

    public SortedDictionary<string, DateTimeOffset> Stored { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, (DateTimeOffset At, DateTimeOffset Due)> Condemned { get; } = new(StringComparer.Ordinal);

    public void Upload(string key, Guid id, DateTimeOffset now)
    {
        _uploads.Add((key, id, now));
        Condemned.Remove(key);
        Stored[key] = now;
    }

    public void Put(string key, DateTimeOffset now) => Stored[key] = now;

    /// <summary>False when the document is to be refused.</summary>
    public bool Save(string key, Guid? upload)
    {
        if (_uploads.RemoveAll(each => each.Id == upload) == 0)
        {
            Condemned.Remove(key);
            if (!Stored.ContainsKey(key))
                return false;
        }
        _references.Add(key);
        Condemned.Remove(key);
        return true;
    }

    public void Delete(string key) => _references.Remove(key);

    public void Condemn(DateTimeOffset now)
    {
        foreach (var (key, modified) in Stored.Where(blob => !IsInUse(blob.Key) && blob.Value <= now - grace))
            Condemned.TryAdd(key, (now, now + grace));
    }

    public void Run(DateTimeOffset now)
    {
        foreach (var old in _uploads.Where(upload => upload.At <= now - uploadTimeout).ToList())
        {
            _uploads.Remove(old);
            if (!IsInUse(old.Key))
                Condemned.TryAdd(old.Key, (now, now + grace));
        }
        Condemn(now);
        Purge(now);
    }

    public void Purge(DateTimeOffset now)
    {
        foreach (var (key, (at, due)) in Condemned.Where(blob => blob.Value.Due <= now).ToList())
        {
            Condemned.Remove(key);
            if (!IsInUse(key) && !(Stored.TryGetValue(key, out var modified) && modified > at))
                Stored.Remove(key);
        }
    }

    private bool IsInUse(string key) => _references.Contains(key) || _uploads.Exists(upload => upload.Key == key);
}
