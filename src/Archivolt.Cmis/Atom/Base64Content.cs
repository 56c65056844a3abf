using System.Buffers;
using System.Buffers.Text;
using System.Xml;
using Archivolt.Stores.Kit;

namespace Archivolt.Cmis.Atom;

/// <summary>The bytes of an element with base64, decoded as they arrive. .NET's reader of XML would leave out the last ones where characters are missing at the end.</summary>
internal sealed class Base64Content(XmlReader xml, MeasuredBody body) : ForwardReadStream
{
    private const int Piece = 64 * 1024;
    private const int Quantum = 4;

    private readonly char[] _text = new char[Piece];
    private readonly byte[] _encoded = new byte[Piece + Quantum];
    private readonly byte[] _decoded = new byte[Piece];
    private int _waiting;
    private ReadOnlyMemory<byte> _ready;
    private bool _isBegun;

    /// <summary>True once everything was read.</summary>
    public bool IsOver { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            while (_ready.IsEmpty && !IsOver && !buffer.IsEmpty)
                await DecodeNextAsync();
        }
        catch (XmlException exception)
        {
            throw CmisException.InvalidArgument($"The content ends early, or the XML around it is not well-formed: {exception.Message}", exception);
        }
        var count = Math.Min(buffer.Length, _ready.Length);
        _ready[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }

    private async Task DecodeNextAsync()
    {
        body.Allow();
        if (await NextTextAsync() is > 0 and var length)
        {
            foreach (var character in _text.AsSpan(0, length))
            {
                if (character is not (' ' or '\t' or '\r' or '\n'))
                    _encoded[_waiting++] = character < 128 ? (byte)character : throw NoBase64();
            }
            // The last quantum may be the padded one.
            Decode(Math.Max(0, _waiting - 1) / Quantum * Quantum, isLast: false);
            return;
        }
        Decode(_waiting, isLast: true);
        IsOver = true;
        // Behind the element.
        await xml.ReadAsync();
    }

    // The next characters of the element; 0 behind the last.
    private async Task<int> NextTextAsync()
    {
        while (true)
        {
            if (!_isBegun)
            {
                _isBegun = true;
                if (xml.IsEmptyElement)
                    return 0;
            }
            else if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
            {
                if (await xml.ReadValueChunkAsync(_text, 0, Piece - Quantum) is > 0 and var read)
                    return read;
            }
            else
            {
                return xml.NodeType == XmlNodeType.EndElement ? 0 : throw NoBase64();
            }
            if (!await xml.ReadAsync())
                throw CmisException.InvalidArgument("The content does not end.");
        }
    }

    private void Decode(int count, bool isLast)
    {
        if (Base64.DecodeFromUtf8(_encoded.AsSpan(0, count), _decoded, out var consumed, out var written, isLast) != OperationStatus.Done || consumed != count)
            throw NoBase64();
        _encoded.AsSpan(count, _waiting - count).CopyTo(_encoded);
        _waiting -= count;
        _ready = _decoded.AsMemory(0, written);
    }

    private static CmisException NoBase64() =>
        CmisException.InvalidArgument("The content is no base64, or characters are missing at its end: send groups of four characters, the last one filled up with '='. Nothing was stored.");
}
