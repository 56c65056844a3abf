namespace Archivolt.Documents.Audit;

/// <summary>Which entries are wanted; null fields do not restrict.</summary>
public sealed record AuditQuery
{
    /// <summary>Only this kind of event.</summary>
    public string? EventId { get; init; }

    /// <summary>Only this user.</summary>
    public string? PrincipalName { get; init; }

    /// <summary>Only this repository.</summary>
    public string? Repository { get; init; }

    /// <summary>Only this document.</summary>
    public string? DocumentId { get; init; }

    /// <summary>Not before this instant.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before this instant.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only entries with a smaller id, to read on from a page.</summary>
    public long? Before { get; init; }

    /// <summary>Leaves out so many of the newest entries, which are not read. Reading on with <see cref="Before"/> costs less.</summary>
    public int Skip { get; init; }

    /// <summary>At most so many entries, newest first.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>The log of what happened. Entries are only ever added; that of a download learns what went out.</summary>
public interface IAuditLog
{
    /// <summary>Writes an entry; returns its number when it is in the database. Concurrent writers share transactions.</summary>
    ValueTask<long> WriteAsync(AuditEntry entry, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives an entry its final further facts (<see cref="AuditEntry.Extended"/>) in place of those that it has; returns when they are in the database. Nothing else of an
    /// entry changes. An entry that is not there is none to complete.
    /// </summary>
    ValueTask CompleteAsync(long id, IReadOnlyDictionary<string, string> extended, CancellationToken cancellationToken = default);

    /// <summary>Entries, newest first.</summary>
    Task<IReadOnlyList<AuditEntry>> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default);
}
