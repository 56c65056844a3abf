using System.Buffers.Binary;
using System.Text;

namespace Archivolt.Nuxeo.Encryption.Keys;

/// <summary>What Java's <c>DataInputStream</c> reads.</summary>
internal sealed class JavaInput(byte[] content)
{
    private int _position;

    public byte ReadByte() => Take(1)[0];

    public byte Peek() => _position < content.Length ? content[_position] : throw new EndOfStreamException();

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort)));

    public int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(sizeof(uint)));

    public string ReadText() => Encoding.UTF8.GetString(Take(ReadUInt16()));

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > content.Length - _position)
            throw new EndOfStreamException();
        _position += count;
        return content.AsSpan(_position - count, count);
    }

    public void Skip(int count) => Take(count);
}
