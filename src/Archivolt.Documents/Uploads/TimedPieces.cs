using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Uploads;

/// <summary>Content in pieces, each of what arrives in a time; for storage that keeps what it gets only at its end.</summary>
internal sealed class TimedPieces(Stream content, TimeSpan time, TimeProvider clock)
{
    private readonly byte[] _ahead = new byte[4096];
    private Memory<byte> _first;
    private bool _isBegun;

    /// <summary>The next piece, to be read to its end before the one behind it; null behind the last. Only the first may be empty.</summary>
    public async ValueTask<Stream?> NextAsync(CancellationToken cancellationToken)
    {
        _first = _ahead.AsMemory(0, await content.ReadAsync(_ahead, cancellationToken));
        if (_first.IsEmpty && _isBegun)
            return null;
        _isBegun = true;
        return new Piece(this, clock.GetTimestamp());
    }

    private async ValueTask<int> ReadAsync(long begun, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_first.IsEmpty)
            return clock.GetElapsedTime(begun) < time ? await content.ReadAsync(buffer, cancellationToken) : 0;
        var read = Math.Min(buffer.Length, _first.Length);
        _first[..read].CopyTo(buffer);
        _first = _first[read..];
        return read;
    }

    private sealed class Piece(TimedPieces pieces, long begun) : ForwardReadStream
    {
        private bool _isAtEnd;

        // An end stays one, though the time may go on.
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_isAtEnd || buffer.IsEmpty)
                return 0;
            var read = await pieces.ReadAsync(begun, buffer, cancellationToken);
            _isAtEnd = read == 0;
            return read;
        }
    }
}
