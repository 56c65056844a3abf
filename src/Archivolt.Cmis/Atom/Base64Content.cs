using System.Xml;
using Archivolt.Stores.Kit;

namespace Archivolt.Cmis.Atom;

/// <summary>The bytes of an element with base64, decoded as they arrive.</summary>
internal sealed class Base64Content(XmlReader xml, MeasuredBody body) : ForwardReadStream
{
    private const int Piece = 64 * 1024;

    private readonly byte[] _piece = new byte[Piece];

    /// <summary>True once everything was read.</summary>
    public bool IsOver { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsOver || buffer.IsEmpty)
            return 0;
        body.Allow();
        try
        {
            var read = await xml.ReadElementContentAsBase64Async(_piece, 0, Math.Min(buffer.Length, Piece));
            IsOver = read == 0;
            _piece.AsMemory(0, read).CopyTo(buffer);
            return read;
        }
        catch (Exception exception) when (exception is XmlException or FormatException)
        {
            throw CmisException.InvalidArgument($"The content is no base64, or ends early: {exception.Message}", exception);
        }
    }
}
