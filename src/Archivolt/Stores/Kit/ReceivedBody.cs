using Archivolt.Blobs;

namespace Archivolt.Stores.Kit;

/// <summary>The content of a server's answer. It fails where it stands still too long, and where it ends before its announced length.</summary>
/// <param name="content">The bytes as they arrive.</param>
/// <param name="answer">What is disposed with the body, such as the response.</param>
/// <param name="length">How many bytes the server announced.</param>
/// <param name="idleTimeout">How long it may stand still.</param>
/// <param name="store">What messages call the store.</param>
/// <param name="key">The key, for messages.</param>
public sealed class ReceivedBody(Stream content, IDisposable answer, long length, TimeSpan idleTimeout, string store, string? key) : ContentStream(length)
{
    private bool _isClosed;

    /// <inheritdoc/>
    public override bool CanRead => !_isClosed;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(idleTimeout);
        int read;
        try
        {
            read = await content.ReadAsync(buffer, idle.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BlobException(BlobError.Timeout, $"The server sent nothing for {idleTimeout}, after {position} of {Length} bytes.", store, key, exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new BlobException(BlobError.Unavailable, $"The connection broke after {position} of {Length} bytes: {exception.Message}", store, key, exception);
        }
        return read > 0 ? read : throw new BlobException(BlobError.Unavailable, $"The answer ended after {position} of {Length} bytes.", store, key);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _isClosed = true;
        if (disposing)
            answer.Dispose();
        base.Dispose(disposing);
    }
}
