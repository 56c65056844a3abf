using Archivolt.Stores.Kit;

namespace Archivolt.Cmis.Changes;

/// <summary>A content, and another one behind it, which is opened when its turn comes.</summary>
internal sealed class JoinedContent(Stream first, Func<ValueTask<Stream>> openSecond) : ForwardReadStream
{
    private Stream? _second;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_second is null)
        {
            if (buffer.IsEmpty)
                return 0;
            if (await first.ReadAsync(buffer, cancellationToken) is > 0 and var read)
                return read;
            _second = await openSecond();
        }
        return await _second.ReadAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            first.Dispose();
            _second?.Dispose();
        }
        base.Dispose(disposing);
    }
}
