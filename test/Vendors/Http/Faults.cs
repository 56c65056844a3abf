namespace Archivolt.Vendors.Http;

/// <summary>What goes wrong with the next requests. A request is chosen by a part of its path and decoded query, such as <c>alt=media</c>.</summary>
public sealed class Faults
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _faults = [];

    /// <summary>Answers the next requests with an error in the vendor's shape.</summary>
    /// <param name="part">A part of the path and query.</param>
    /// <param name="status">The status: 429, 403, 500, 503…</param>
    /// <param name="times">How many requests.</param>
    /// <param name="reason">The vendor's word for the error; null for the one that goes with the status.</param>
    /// <param name="retryAfter">The header of that name; null for none.</param>
    public void Answer(string part, int status, int times = 1, string? reason = null, TimeSpan? retryAfter = null) =>
        Add(new Fault(part, times) { Status = status, Reason = reason, RetryAfter = retryAfter });

    /// <summary>Ends the connection after so many bytes of the next contents. The header tells the whole length.</summary>
    /// <param name="part">A part of the path and query.</param>
    /// <param name="after">The bytes that are sent.</param>
    /// <param name="times">How many contents.</param>
    /// <param name="then">What happens when they are sent: the tokens expire, for instance.</param>
    public void CutContent(string part, long after, int times = 1, Action? then = null) =>
        Add(new Fault(part, times) { After = after, Then = then });

    /// <summary>Forgets the faults that did not come to pass.</summary>
    public void Clear()
    {
        lock (_lock)
            _faults.Clear();
    }

    internal Fault? TakeAnswer(string request) => Take(request, fault => fault.Status is not null);

    internal Fault? TakeCut(string request) => Take(request, fault => fault.After is not null);

    private void Add(Fault fault)
    {
        lock (_lock)
            _faults.Add(fault);
    }

    private Fault? Take(string request, Func<Fault, bool> isMeant)
    {
        lock (_lock)
        {
            var fault = _faults.Find(fault => isMeant(fault) && request.Contains(fault.Part, StringComparison.Ordinal));
            if (fault is not null && --fault.Times <= 0)
                _faults.Remove(fault);
            return fault;
        }
    }
}

/// <summary>A fault, and how often it is still to happen.</summary>
internal sealed class Fault(string part, int times)
{
    public string Part { get; } = part;

    public int Times { get; set; } = times;

    public int? Status { get; init; }

    public string? Reason { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public long? After { get; init; }

    public Action? Then { get; init; }
}
