using Archivolt.Blobs;
using Archivolt.Providers;

namespace Archivolt.AspNetCore.Health;

/// <summary>Asks a provider's storage for a blob that is not there, which every working storage can answer.</summary>
internal sealed class StorageProbe(TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A digest of every algorithm's shape would do; this one is of nothing that exists.
    private static readonly string AbsentKey = new('0', DigestAlgorithm.Sha256.HexLength);

    /// <summary>Null when the storage answers, otherwise what is wrong as a sentence.</summary>
    public async Task<string?> FindProblemAsync(BlobProvider provider, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await provider.StatAsync(AbsentKey, either.Token).AsTask().WaitAsync(either.Token);
            return null;
        }
        catch (BlobException exception)
        {
            return exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"The storage did not answer within {Patience.TotalSeconds} seconds.";
        }
    }
}
