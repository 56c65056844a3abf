using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Linked;

/// <summary>The content of a vendor's answer, which is disposed with it. It fails where it stands still too long.</summary>
/// <param name="content">The content as it arrives.</param>
/// <param name="answer">The answer.</param>
/// <param name="idleTimeout">How long it may stand still; null for a minute.</param>
public sealed class AnswerStream(Stream content, IDisposable answer, TimeSpan? idleTimeout = null) : ForwardReadStream
{
    private readonly TimeSpan _idleTimeout = idleTimeout ?? TimeSpan.FromMinutes(1);

    /// <summary>The content of an answer, which belongs to the stream from then on.</summary>
    public static async Task<AnswerStream> OfAsync(HttpResponseMessage answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new AnswerStream(await answer.Content.ReadAsStreamAsync(cancellationToken), answer);
    }

    /// <inheritdoc/>
    /// <exception cref="BlobException"><see cref="BlobError.Timeout"/>: nothing came for too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(_idleTimeout);
        try
        {
            return await content.ReadAsync(buffer, idle.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BlobException(BlobError.Timeout, $"The vendor sent nothing for {_idleTimeout}.", innerException: exception);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
            answer.Dispose();
        }
        base.Dispose(disposing);
    }
}
