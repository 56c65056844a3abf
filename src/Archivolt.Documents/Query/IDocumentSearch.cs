namespace Archivolt.Documents.Query;

/// <summary>Finds documents by queries. It checks no permissions: callers do.</summary>
public interface IDocumentSearch
{
    /// <summary>Documents in the query's order, those of one place in it by their creation.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="query">The query.</param>
    /// <param name="offset">How many to leave out at the beginning.</param>
    /// <param name="limit">Most documents to return.</param>
    /// <param name="cancellationToken">Cancels; the database stops what it is at.</param>
    /// <exception cref="NxqlException">The query asks for what is not offered.</exception>
    Task<IReadOnlyList<Document>> FindAsync(string repository, NxqlQuery query, int offset, int limit, CancellationToken cancellationToken = default);

    /// <summary>How many documents there are, counted up to a limit.</summary>
    /// <exception cref="NxqlException">The query asks for what is not offered.</exception>
    Task<long> CountAsync(string repository, NxqlQuery query, int limit, CancellationToken cancellationToken = default);
}
