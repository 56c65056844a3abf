namespace Archivolt.Jobs;

/// <summary>
/// Background work by name, kept where every node sees it: who holds it and until when, how far it came, and what people asked of it.
/// Times are those of the ledger, so that nodes whose clocks differ agree. Work is taken through <see cref="JobLeases"/>.
/// </summary>
public interface IJobLedger
{
    /// <summary>
    /// Takes the work for a while when nobody holds it, or when its holder did not renew in time; null while somebody else holds it.
    /// </summary>
    /// <param name="work">Name, such as <c>collect/default</c>.</param>
    /// <param name="holder">Who takes it, for people.</param>
    /// <param name="length">How long it is held without being renewed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<Lease?> TryTakeAsync(string work, string holder, TimeSpan length, CancellationToken cancellationToken = default);

    /// <summary>Renews a term from now on and keeps a checkpoint with it; answers what was asked of the work, or null.</summary>
    /// <param name="term">The term.</param>
    /// <param name="checkpoint">How far the work came, JSON; null keeps what is there.</param>
    /// <param name="length">How long it is held from now.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Blobs.BlobException"><see cref="Blobs.BlobError.Conflict"/>: somebody else took the work over.</exception>
    ValueTask<string?> RenewAsync(Lease term, string? checkpoint, TimeSpan length, CancellationToken cancellationToken = default);

    /// <summary>Gives the work back; its checkpoint stays. Does nothing when somebody else took it over.</summary>
    ValueTask ReleaseAsync(Lease term, CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks something of the work, such as <c>pause</c>: its holder learns it at the next renewal, a later holder when it takes it.
    /// Null takes the request back.
    /// </summary>
    ValueTask RequestAsync(string work, string? request, CancellationToken cancellationToken = default);

    /// <summary>What is known of a work; null when it was never taken or asked for.</summary>
    ValueTask<JobStatus?> FindAsync(string work, CancellationToken cancellationToken = default);

    /// <summary>Every work whose name begins with a text, ordered by name.</summary>
    Task<IReadOnlyList<JobStatus>> ListAsync(string prefix, CancellationToken cancellationToken = default);
}

/// <summary>One holding of a work, from taking it to giving it back or losing it.</summary>
/// <param name="Work">Name of the work.</param>
/// <param name="Fence">Number of the term, larger than that of every earlier one.</param>
/// <param name="Checkpoint">Where the term before left off, JSON; null at the first.</param>
/// <param name="Request">What was asked of the work, or null.</param>
public sealed record Lease(string Work, long Fence, string? Checkpoint, string? Request);

/// <summary>What a ledger knows of a work.</summary>
/// <param name="Work">Name of the work.</param>
/// <param name="Holder">Who holds it; null when nobody does.</param>
/// <param name="HeldUntil">When its holder loses it without renewing; null when nobody holds it.</param>
/// <param name="Checkpoint">How far it came, JSON; null before the first checkpoint.</param>
/// <param name="Request">What was asked of it, or null.</param>
/// <param name="Changed">When it was last taken, renewed or given back.</param>
public sealed record JobStatus(
    string Work, string? Holder, DateTimeOffset? HeldUntil, string? Checkpoint, string? Request, DateTimeOffset Changed);
