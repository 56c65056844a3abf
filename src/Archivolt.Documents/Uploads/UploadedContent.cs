using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Uploads;

/// <summary>Parts as one content; the part that is read is open.</summary>
internal sealed class UploadedContent(IReadOnlyList<UploadPart> parts, Func<UploadPart, CancellationToken, ValueTask<Stream>> open) : ForwardReadStream
{
    private int _next;
    private Stream? _open;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        while (true)
        {
            if (_open is null)
            {
                if (_next == parts.Count)
                    return 0;
                _open = await open(parts[_next], cancellationToken);
                // Only now: whoever reads again after a failure gets every part.
                _next++;
            }
            if (await _open.ReadAsync(buffer, cancellationToken) is > 0 and var read)
                return read;
            await _open.DisposeAsync();
            _open = null;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _open?.Dispose();
        base.Dispose(disposing);
    }
}
