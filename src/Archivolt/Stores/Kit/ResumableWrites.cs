using Archivolt.Blobs;

namespace Archivolt.Stores.Kit;

/// <summary>
/// Base of writes in several steps. On one node a write takes one step, or the commit, at a time; between nodes the deriving class decides who wins. It keeps the steps and makes
/// content of them.
/// </summary>
/// <typeparam name="TWrite">What the deriving class finds of a write.</typeparam>
/// <param name="store">The store's name, for errors.</param>
/// <param name="lifetime">How long a write stays to which nothing is appended.</param>
/// <param name="clock">Says when it ends.</param>
public abstract class ResumableWrites<TWrite>(string store, TimeSpan lifetime, TimeProvider clock) : IResumableWrites
    where TWrite : UnfinishedWrite
{
    private readonly KeyLocks _turns = new();

    /// <summary>The store's clock.</summary>
    protected TimeProvider Clock => clock;

    /// <inheritdoc/>
    public async ValueTask<ResumableWrite> BeginAsync(CancellationToken cancellationToken = default)
    {
        var id = Guid.NewGuid().ToString("n");
        await CreateAsync(id, cancellationToken);
        return State(id, 0);
    }

    /// <inheritdoc/>
    public async ValueTask<ResumableWrite?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        await LookAsync(id, cancellationToken) is { } write ? new ResumableWrite(id, write.Length, write.Changed + lifetime) : null;

    /// <inheritdoc/>
    public async ValueTask<ResumableWrite> AppendAsync(string id, long offset, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        using var turn = await _turns.TakeAsync(id, cancellationToken);
        var write = await GetAsync(id, cancellationToken);
        return write.Length == offset ? State(id, await AppendAsync(write, content, cancellationToken)) : throw Conflict(write.Length, offset);
    }

    /// <inheritdoc/>
    public async ValueTask<Stream> OpenAsync(string id, CancellationToken cancellationToken = default) => Open(await GetAsync(id, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask<BlobStat> CommitAsync(string id, string key, WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= WriteOptions.Default;
        using var turn = await _turns.TakeAsync(id, cancellationToken);
        var write = await GetAsync(id, cancellationToken);
        if (options.ExpectedLength is { } expected && expected != write.Length)
        {
            throw new BlobException(BlobError.Conflict,
                $"The write has {write.Length} bytes so far and should have {expected}; append the rest before it is committed.", store, key);
        }
        var stat = await PublishAsync(write, key, options, cancellationToken);
        await BestEffort.TryAsync(async () => await RemoveAsync(write, cancellationToken));
        return stat;
    }

    /// <inheritdoc/>
    // A young one is left alone: to touch it may hinder who appends to it.
    public async ValueTask<bool> ProlongAsync(string id, CancellationToken cancellationToken = default) =>
        await LookAsync(id, cancellationToken) is { } write
        && (clock.GetUtcNow() - write.Changed < lifetime / 2 || await ProlongAsync(write, cancellationToken));

    /// <inheritdoc/>
    // Waits for nobody, since a sender may take for ever: a step that is under way finds the write ended, as it would on another node.
    public async ValueTask<bool> AbortAsync(string id, CancellationToken cancellationToken = default) =>
        await LookAsync(id, cancellationToken) is { } write && await RemoveAsync(write, cancellationToken);

    /// <summary>Begins a write of a new id.</summary>
    protected abstract ValueTask CreateAsync(string id, CancellationToken cancellationToken);

    /// <summary>Looks for a write; null when there is none.</summary>
    /// <param name="id">32 hexadecimal digits.</param>
    /// <param name="cancellationToken">Cancels.</param>
    protected abstract ValueTask<TWrite?> FindWriteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Appends content to a write, and returns the length after it. What arrived before a failure is kept.</summary>
    protected abstract ValueTask<long> AppendAsync(TWrite write, Stream content, CancellationToken cancellationToken);

    /// <summary>What was appended so far.</summary>
    protected abstract Stream Open(TWrite write);

    /// <summary>Publishes what was appended, as <see cref="BlobDraft.CommitAsync"/> does.</summary>
    protected abstract ValueTask<BlobStat> PublishAsync(TWrite write, string key, WriteOptions options, CancellationToken cancellationToken);

    /// <summary>Makes a write as young as if it had just been appended to; false when it is gone.</summary>
    protected abstract ValueTask<bool> ProlongAsync(TWrite write, CancellationToken cancellationToken);

    /// <summary>Deletes a write; false when somebody else did.</summary>
    protected abstract ValueTask<bool> RemoveAsync(TWrite write, CancellationToken cancellationToken);

    /// <summary>The write of an id.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.NotFound"/>: there is none.</exception>
    protected async ValueTask<TWrite> GetAsync(string id, CancellationToken cancellationToken) => await LookAsync(id, cancellationToken) ?? throw NotFound();

    /// <summary>There is no such write, or no longer.</summary>
    protected BlobException NotFound() =>
        new(BlobError.NotFound, "There is no unfinished write with this id: it was committed, aborted or has expired.", store);

    /// <summary>The write has another length than the one at which something was to be appended.</summary>
    protected BlobException Conflict(long length, long offset) =>
        new(BlobError.Conflict, $"The write has {length} bytes so far, so nothing can be appended at {offset}; go on from there.", store);

    // An id comes from outside: no path traversal.
    private async ValueTask<TWrite?> LookAsync(string id, CancellationToken cancellationToken) =>
        Guid.TryParseExact(id, "n", out _) ? await FindWriteAsync(id, cancellationToken) : null;

    private ResumableWrite State(string id, long length) => new(id, length, clock.GetUtcNow() + lifetime);
}

/// <summary>What a store finds of an unfinished write.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Length">Bytes that were appended so far.</param>
/// <param name="Changed">When it was begun, or last appended to.</param>
public abstract record UnfinishedWrite(string Id, long Length, DateTimeOffset Changed);
