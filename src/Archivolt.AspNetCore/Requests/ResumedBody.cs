using Archivolt.Stores.Kit;

namespace Archivolt.AspNetCore.Requests;

/// <summary>A body whose beginning was read already.</summary>
internal sealed class ResumedBody(ReadOnlyMemory<byte> beginning, Stream rest) : ForwardReadStream
{
    private int _position;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position == beginning.Length)
            return await rest.ReadAsync(buffer, cancellationToken);
        var count = Math.Min(buffer.Length, beginning.Length - _position);
        beginning.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
