using Archivolt.Documents.Access;

namespace Archivolt.Documents.Query;

/// <summary>A page of what somebody may read.</summary>
/// <param name="Documents">The documents.</param>
/// <param name="Total">How many there are on all pages; null where it would take too long to count them.</param>
/// <param name="HasMore">True when another page follows.</param>
public sealed record SearchPage(IReadOnlyList<Document> Documents, long? Total, bool HasMore);

/// <summary>Finds documents as far as somebody may read them.</summary>
public sealed class ReadableSearch(IDocumentSearch search, IDocumentAccess access)
{
    private const int MaxCount = 10_000;
    private const int Chunk = 500;

    /// <summary>A page of the documents that a query finds and the principal may read.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="query">The query.</param>
    /// <param name="offset">How many readable documents to leave out at the beginning.</param>
    /// <param name="limit">Most documents on the page.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="NxqlException">The query asks for what is not offered.</exception>
    public Task<SearchPage> FindAsync(
        Principal principal, string repository, NxqlQuery query, int offset, int limit, CancellationToken cancellationToken = default) =>
        FindAsync(principal, repository, query, offset, limit, MaxCount, cancellationToken);

    /// <summary>The same, with fewer documents counted: where many are found, counting them takes longer than finding the page.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="query">The query.</param>
    /// <param name="offset">How many readable documents to leave out at the beginning.</param>
    /// <param name="limit">Most documents on the page.</param>
    /// <param name="mostCounted">Of more than so many the total is not told.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="NxqlException">The query asks for what is not offered.</exception>
    public async Task<SearchPage> FindAsync(
        Principal principal, string repository, NxqlQuery query, int offset, int limit, int mostCounted, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is not { } most)
            return await FindAllAsync(principal, repository, query, offset, limit, mostCounted, cancellationToken);
        var page = await FindAllAsync(principal, repository, query, offset, Math.Clamp(most - offset, 0, limit), mostCounted, cancellationToken);
        return page with { Total = page.Total is { } total ? Math.Min(total, most) : null, HasMore = page.HasMore && offset + page.Documents.Count < most };
    }

    private async Task<SearchPage> FindAllAsync(Principal principal, string repository, NxqlQuery query, int offset, int limit, int mostCounted, CancellationToken cancellationToken)
    {
        if (principal.IsAdministrator)
        {
            var all = await search.FindAsync(repository, query, offset, limit + 1, cancellationToken);
            var count = all.Count <= limit && (all.Count > 0 || offset == 0) ? offset + all.Count : await search.CountAsync(repository, query, mostCounted + 1, cancellationToken);
            return new SearchPage([.. all.Take(limit)], count > mostCounted ? null : count, all.Count > limit);
        }
        var (page, readable) = (new List<Document>(), 0);
        for (var from = 0; ; from += Chunk)
        {
            var chunk = await search.FindAsync(repository, query, from, Chunk, cancellationToken);
            foreach (var document in chunk)
            {
                if (!await access.IsAllowedAsync(principal, Permission.Read, document, cancellationToken) || readable++ < offset)
                    continue;
                if (page.Count == limit)
                    return new SearchPage(page, null, HasMore: true);
                page.Add(document);
            }
            if (chunk.Count < Chunk)
                return new SearchPage(page, readable, HasMore: false);
        }
    }
}
