using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Moves;

/// <summary>
/// The moves that are still to be made, kept beside the documents: a change of a document and the moves it causes are stored in one
/// transaction, and so are the end of a move and the new reference (<see cref="Documents.IDocumentStore.ReplaceBlobAsync"/>). The moves of a
/// deleted document go with it.
/// </summary>
public interface IBlobMoves
{
    /// <summary>Adds moves. One that is there with the same key and target keeps its place and its attempts; moves of deleted documents are left out.</summary>
    Task AddAsync(IReadOnlyList<BlobMove> moves, CancellationToken cancellationToken = default);

    /// <summary>Moves that may be made now, the longest due first.</summary>
    Task<IReadOnlyList<BlobMove>> FindDueAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>All moves by document, or only those that failed; memory does not grow with their number.</summary>
    IAsyncEnumerable<BlobMove> ListAsync(bool failedOnly = false, CancellationToken cancellationToken = default);

    /// <summary>How many there are.</summary>
    Task<MoveTotals> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Remembers a failed attempt.</summary>
    /// <param name="move">The move.</param>
    /// <param name="problem">What went wrong, a sentence.</param>
    /// <param name="due">When to try again.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task PostponeAsync(BlobMove move, string problem, DateTimeOffset due, CancellationToken cancellationToken = default);

    /// <summary>Forgets a move that is not needed any more; does nothing when it was replaced by a newer one.</summary>
    Task DropAsync(BlobMove move, CancellationToken cancellationToken = default);

    /// <summary>Makes every failed move due now; answers how many there are.</summary>
    Task<int> RetryAsync(CancellationToken cancellationToken = default);
}

/// <summary>How many moves are to be made.</summary>
/// <param name="Waiting">Moves that wait for their first attempt.</param>
/// <param name="Failed">Moves whose last attempt failed; they are tried again.</param>
/// <param name="Bytes">Bytes of all of them, where documents know the length.</param>
public sealed record MoveTotals(long Waiting, long Failed, long Bytes);
