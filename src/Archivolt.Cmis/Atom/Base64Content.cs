using System.Xml;
using Archivolt.Stores.Kit;

namespace Archivolt.Cmis.Atom;

/// <summary>The bytes of an element with base64, decoded as they arrive.</summary>
internal sealed class Base64Content(XmlReader xml, MeasuredBody body) : ForwardReadStream
{
    private const int Piece = 64 * 1024;

    private bool _isOver;

    /// <summary>True once everything was read.</summary>
    public bool IsOver => _isOver;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isOver || buffer.IsEmpty)
            return 0;
        body.Allow();
        var piece = new byte[Math.Min(buffer.Length, Piece)];
        try
        {
            var read = await xml.ReadElementContentAsBase64Async(piece, 0, piece.Length);
            _isOver = read == 0;
            piece.AsMemory(0, read).CopyTo(buffer);
            return read;
        }
        catch (Exception exception) when (exception is XmlException or FormatException)
        {
            throw CmisException.InvalidArgument($"The content is no base64, or ends early: {exception.Message}", exception);
        }
    }
}
