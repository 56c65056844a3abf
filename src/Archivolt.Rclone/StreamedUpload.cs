using System.IO.Pipelines;
using System.Net;
using Archivolt.Blobs;

namespace Archivolt.Rclone;

/// <summary>The upload of an object: what is written goes out at once, and waits where rclone does not take it.</summary>
internal sealed class StreamedUpload : IAsyncDisposable
{
    private const int MostWaiting = 1 << 20;

    private readonly RemotePlace _place;
    private readonly Pipe _pipe = new(new PipeOptions(
        pauseWriterThreshold: MostWaiting, resumeWriterThreshold: MostWaiting / 2, minimumSegmentSize: 64 * 1024, useSynchronizationContext: false));
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;
    private bool _isDone;

    /// <summary>Begins.</summary>
    /// <param name="place">Where the object will be.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="length">How many bytes will be written; null where nobody knows yet.</param>
    /// <param name="key">The key, for messages.</param>
    public StreamedUpload(RemotePlace place, string name, long? length, string? key)
    {
        (_place, Name) = (place, name);
        _sending = SendAsync(length, key);
    }

    /// <summary>What the object is called.</summary>
    public string Name { get; }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(_place.Options.IdleTimeout);
        FlushResult flushed;
        try
        {
            flushed = await _pipe.Writer.WriteAsync(bytes, idle.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BlobException(BlobError.Timeout, $"The server took nothing for {_place.Options.IdleTimeout}.", _place.Store, innerException: exception);
        }
        if (!flushed.IsCompleted)
            return;
        // Nobody reads on, so that the request has ended; it says why.
        await EndAsync(cancellationToken);
        throw new BlobException(BlobError.Unavailable, "rclone answered before it had all of the content.", _place.Store);
    }

    /// <summary>Ends the content, and waits until the object is there.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _pipe.Writer.CompleteAsync();
        await EndAsync(cancellationToken);
        _isDone = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isDone)
        {
            await _stop.CancelAsync();
            await _pipe.Writer.CompleteAsync(new OperationCanceledException());
            await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _stop.Dispose();
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _sending.WaitAsync(_place.Options.AnswerTimeout, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new BlobException(BlobError.Timeout, "rclone did not say in time that the content has arrived.", _place.Store, innerException: exception);
        }
    }

    private async Task SendAsync(long? length, string? key)
    {
        try
        {
            if (length is { } known && _place.CanFetch)
            {
                await using var offer = new OfferedContent(_pipe.Reader, known);
                await _place.FetchAsync(offer.Address, Name, key, _stop.Token);
                // rclone has the last byte before the writer says that it was the last.
                await offer.Given;
            }
            else
            {
                using var content = new PipeContent(_pipe.Reader);
                await _place.UploadAsync(Name, content, key, _stop.Token, isTimed: false);
            }
        }
        finally
        {
            await _pipe.Reader.CompleteAsync();
        }
    }

    private sealed class PipeContent(PipeReader reader) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => reader.CopyToAsync(stream, cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
