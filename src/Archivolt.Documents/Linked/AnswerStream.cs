using Archivolt.Blobs;

namespace Archivolt.Documents.Linked;

/// <summary>The content of a vendor's answer, which is disposed with it. It fails where it stands still too long.</summary>
/// <param name="content">The content as it arrives.</param>
/// <param name="answer">The answer.</param>
/// <param name="idleTimeout">How long it may stand still; null for a minute.</param>
public sealed class AnswerStream(Stream content, IDisposable answer, TimeSpan? idleTimeout = null) : Stream
{
    private readonly TimeSpan _idleTimeout = idleTimeout ?? TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override bool CanRead => content.CanRead;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => content.Read(buffer, offset, count);

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
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

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
