using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Uploads;

/// <summary>Content that fails with <see cref="BlobError.TooLarge"/> where there is more of it than there is room for.</summary>
internal sealed class LimitedContent(Stream content, long room) : ForwardReadStream
{
    private long _length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await content.ReadAsync(buffer, cancellationToken);
        _length += read;
        return _length <= room ? read : throw new BlobException(BlobError.TooLarge, $"The file was announced with fewer bytes: {room} were still to come, and this is more.");
    }
}
