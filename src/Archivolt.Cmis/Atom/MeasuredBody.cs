using System.Xml;
using Archivolt.Stores.Kit;

namespace Archivolt.Cmis.Atom;

/// <summary>A body of which only so much is read at a time: XML holds names and values in memory, however long a client makes them.</summary>
internal sealed class MeasuredBody(Stream body) : ForwardReadStream
{
    /// <summary>Most bytes of an entry besides its content, and of a piece of content as it is read.</summary>
    public const int MaxLength = 1024 * 1024;

    // Nothing is loaded, and nothing grows, that the body does not hold itself.
    private static readonly XmlReaderSettings Settings = new()
    {
        Async = true,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersFromEntities = 0,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    private long _left = MaxLength;

    /// <summary>Reads the body as XML.</summary>
    public XmlReader OpenXml() => XmlReader.Create(this, Settings);

    /// <summary>Lets more be read.</summary>
    public void Allow() => _left = MaxLength;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left <= 0)
            throw CmisException.InvalidArgument($"The XML of a request has at most {MaxLength} bytes, besides content in base64.");
        var read = await body.ReadAsync(buffer.Length > _left ? buffer[..(int)_left] : buffer, cancellationToken);
        _left -= read;
        return read;
    }
}
