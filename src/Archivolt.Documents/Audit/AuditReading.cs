using System.Runtime.CompilerServices;

namespace Archivolt.Documents.Audit;

/// <summary>Reading more of the log than a page.</summary>
public static class AuditReading
{
    private const int PageSize = 1000;

    /// <summary>
    /// The entries that a query finds, newest first, read page by page: memory does not grow with their number, and what is written meanwhile moves nothing.
    /// <see cref="AuditQuery.Skip"/> and <see cref="AuditQuery.Limit"/> of the query do not count.
    /// </summary>
    /// <param name="log">The log.</param>
    /// <param name="query">Which entries.</param>
    /// <param name="limit">At most so many; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<AuditEntry> ReadAsync(
        this IAuditLog log, AuditQuery query, long? limit = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(query);
        var left = limit ?? long.MaxValue;
        while (left > 0)
        {
            query = query with { Skip = 0, Limit = (int)Math.Min(PageSize, left) };
            var page = await log.QueryAsync(query, cancellationToken);
            foreach (var entry in page)
                yield return entry;
            if (page.Count < query.Limit)
                yield break;
            left -= page.Count;
            query = query with { Before = page[^1].Id };
        }
    }
}
