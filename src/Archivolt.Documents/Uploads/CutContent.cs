using System.Runtime.ExceptionServices;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Uploads;

/// <summary>Content that ends where its sender is cut, so that what arrived before is kept.</summary>
internal sealed class CutContent(Stream content) : ForwardReadStream
{
    private ExceptionDispatchInfo? _failure;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_failure is not null)
            return 0;
        try
        {
            return await content.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception exception) when (exception is not BlobException)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
            return 0;
        }
    }

    /// <summary>Throws what ended the content, if anything did.</summary>
    public void ThrowIfCut() => _failure?.Throw();
}
