using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Encryption;

/// <summary>What a re-encryption did with a blob.</summary>
public enum ReencryptionOutcome
{
    /// <summary>It was as it should be.</summary>
    Current,

    /// <summary>It was written again.</summary>
    Rewritten,

    /// <summary>It was deleted meanwhile.</summary>
    Gone,

    /// <summary>It is as it was, since it could not be proven, read or written.</summary>
    Failed,
}

/// <summary>One blob of a re-encryption.</summary>
/// <param name="Key">The key inside the provider.</param>
/// <param name="Length">Length of the content in bytes.</param>
/// <param name="Outcome">What was done.</param>
/// <param name="Problem">A sentence for people; null unless it failed.</param>
public sealed record ReencryptedBlob(string Key, long Length, ReencryptionOutcome Outcome, string? Problem = null);

/// <summary>
/// Brings all content of a provider into the form that new content has: after a new data key, after a store in a previous format got an encryption.
/// On line: readers and writers go on. It may be interrupted at any moment and begun again; what is done is recognised by its header.
/// </summary>
public sealed class Reencryption
{
    // A replaced record comes back with new content; somebody who writes one all the time is somebody else's problem.
    private const int MostAttempts = 3;
    private const int AtOnce = 4;

    private readonly BlobProvider _provider;
    private readonly IReencrypts _store;

    /// <summary>Takes a provider.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: its store is not encrypted in a form that is written again.</exception>
    public Reencryption(BlobProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        _provider = provider;
        _store = provider.Ability<IReencrypts>() ?? throw new BlobException(BlobError.Configuration,
            "There is nothing to re-encrypt: the provider has no encryption of Archivolt's own; configure its section Encryption.", provider.Store.Traits.Name);
        if (provider.Store.Traits is not { CanWrite: true, CanReplace: true })
            throw new BlobException(BlobError.ReadOnly, "The store takes no replacements, so nothing can be re-encrypted in place.", provider.Store.Traits.Name);
    }

    /// <summary>True when the content of a provider can be written again in place.</summary>
    internal static bool IsPossible(BlobProvider provider) =>
        provider.Ability<IReencrypts>() is not null && provider.Store.Traits is { CanWrite: true, CanReplace: true };

    /// <summary>Goes over the blobs in the order of their keys, a few at once, and tells of each when it is done.</summary>
    /// <param name="after">The key to go on after, from an earlier run; null for all.</param>
    /// <param name="progress">Hears of the bytes of all contents that were passed or written so far, in steps within large ones.</param>
    /// <param name="cancellationToken">Stops; what is being written is given up, and stays as it was.</param>
    public async IAsyncEnumerable<ReencryptedBlob> RunAsync(
        string? after = null, IProgress<long>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sum = new Sum(progress);
        var running = new Queue<Task<ReencryptedBlob>>();
        try
        {
            await foreach (var stat in _provider.ListAsync(after, cancellationToken))
            {
                running.Enqueue(Task.Run(() => ReencryptAsync(stat, sum, stop.Token), CancellationToken.None));
                if (running.Count == AtOnce)
                    yield return await running.Dequeue();
            }
            while (running.Count > 0)
                yield return await running.Dequeue();
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var task in running)
                await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ReencryptedBlob> ReencryptAsync(BlobStat stat, Sum sum, CancellationToken cancellationToken)
    {
        var part = sum.Begin();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var isNew = await _store.ReencryptAsync(stat.Key, _provider.Options.KeyStrategy.DigestOf(stat.Key), part, cancellationToken);
                part.Report(stat.Length);
                return new ReencryptedBlob(stat.Key, stat.Length, isNew ? ReencryptionOutcome.Rewritten : ReencryptionOutcome.Current);
            }
            catch (BlobException exception) when (exception.Error == BlobError.NotFound)
            {
                return new ReencryptedBlob(stat.Key, stat.Length, ReencryptionOutcome.Gone);
            }
            catch (BlobException exception) when (exception.Error == BlobError.Conflict && attempt < MostAttempts)
            {
                // Written again or made young meanwhile, or deleted: the next look tells.
            }
            catch (BlobException exception) when (exception.Error is not (BlobError.NoSpace or BlobError.ReadOnly or BlobError.Configuration))
            {
                return new ReencryptedBlob(stat.Key, stat.Length, ReencryptionOutcome.Failed, exception.Message);
            }
        }
    }

    /// <summary>Adds up what several blobs report at once.</summary>
    private sealed class Sum(IProgress<long>? progress)
    {
        private long _bytes;

        public Part Begin() => new(this);

        private void Add(long bytes) => progress?.Report(Interlocked.Add(ref _bytes, bytes));

        public sealed class Part(Sum sum) : IProgress<long>
        {
            private long _reported;

            public void Report(long value)
            {
                sum.Add(value - _reported);
                _reported = value;
            }
        }
    }
}
