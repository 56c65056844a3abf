using System.Text;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>The frame of a <c>multipart/byteranges</c> body (RFC 9110 §14.6): what stands before, between and behind the parts.</summary>
internal sealed class MultipartRanges
{
    private readonly byte[][] _headers;
    private readonly byte[] _end;

    /// <summary>Frames parts of a content.</summary>
    /// <param name="parts">The parts, in the order of sending.</param>
    /// <param name="contentType">Content type of each part.</param>
    /// <param name="length">Length of the whole content.</param>
    public MultipartRanges(IReadOnlyList<ContentPart> parts, string contentType, long length)
    {
        var boundary = Guid.NewGuid().ToString("N");
        ContentType = $"multipart/byteranges; boundary={boundary}";
        _headers = [.. parts.Select((part, index) => Encoding.ASCII.GetBytes(
            $"{(index == 0 ? "" : "\r\n")}--{boundary}\r\nContent-Type: {contentType}\r\nContent-Range: {part.ToContentRange(length)}\r\n\r\n"))];
        _end = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        Length = _headers.Sum(header => header.LongLength) + parts.Sum(part => part.Count) + _end.Length;
    }

    /// <summary>Content type of the whole body.</summary>
    public string ContentType { get; }

    /// <summary>Length of the whole body in bytes.</summary>
    public long Length { get; }

    /// <summary>What is written before a part.</summary>
    public ReadOnlyMemory<byte> Header(int part) => _headers[part];

    /// <summary>What is written behind the last part.</summary>
    public ReadOnlyMemory<byte> End => _end;
}
