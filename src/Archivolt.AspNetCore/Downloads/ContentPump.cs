using System.IO.Pipelines;
using Archivolt.Blobs;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>Moves content into the body of an answer; the one place that decides how.</summary>
internal static class ContentPump
{
    /// <summary>Content up to this length is written in one piece, together with the headers.</summary>
    public const int Small = 64 * 1024;

    private const int Block = 256 * 1024;

    /// <summary>Writes exactly <paramref name="count"/> bytes. Up to <see cref="Small"/> nothing is written unless everything could be read.</summary>
    /// <param name="content">The content.</param>
    /// <param name="count">How many bytes of it.</param>
    /// <param name="body">The answer's body.</param>
    /// <param name="sent">Told of bytes that were given to the connection.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Damaged"/>: the content ended early.</exception>
    public static async ValueTask CopyAsync(Stream content, long count, PipeWriter body, Action<long> sent, CancellationToken cancellationToken)
    {
        for (var left = count; left > 0;)
        {
            var block = (int)Math.Min(left, Block);
            var memory = body.GetMemory(block)[..block];
            // Large content goes on as it comes, small content is waited for.
            var minimum = count <= Small ? block : 1;
            var read = await content.ReadAtLeastAsync(memory, minimum, throwOnEndOfStream: false, cancellationToken);
            if (read < minimum)
                throw new BlobException(BlobError.Damaged, $"The content ended {left - read} bytes early.");
            body.Advance(read);
            left -= read;
            if (count > Small)
                await FlushAsync(body, cancellationToken);
            sent(read);
        }
    }

    /// <summary>Sends what was written; ends with a cancellation when the client has gone.</summary>
    public static async ValueTask FlushAsync(PipeWriter body, CancellationToken cancellationToken)
    {
        var result = await body.FlushAsync(cancellationToken);
        if (result.IsCompleted || result.IsCanceled)
            throw new ClientLeftException();
    }
}

/// <summary>Nobody reads the answer any more.</summary>
internal sealed class ClientLeftException() : OperationCanceledException("The client has gone.");
