using System.Buffers;

namespace Archivolt.Encryption;

/// <summary>Some segments in clear, in a pooled buffer that is cleared before anybody else gets it.</summary>
internal sealed class PlaintextBlock : IDisposable
{
    private byte[] _bytes = [];
    private long _start;

    /// <summary>Where the block ends in the content; nothing is in it before it was filled.</summary>
    public long End { get; private set; }

    public bool Holds(long position) => position >= _start && position < End;

    public ReadOnlyMemory<byte> From(long position) => _bytes.AsMemory((int)(position - _start), (int)(End - position));

    /// <summary>Empties the block and gives room for <paramref name="length"/> bytes; they count once <see cref="Filled"/> is called.</summary>
    public Memory<byte> Empty(int length)
    {
        (_start, End) = (0, 0);
        if (_bytes.Length < length)
        {
            Dispose();
            _bytes = ArrayPool<byte>.Shared.Rent(length);
        }
        return _bytes.AsMemory(0, length);
    }

    public void Filled(long start, long end) => (_start, End) = (start, end);

    public void Dispose()
    {
        (_start, End) = (0, 0);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        _bytes = [];
    }
}
