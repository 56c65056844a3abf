using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Documents;

/// <summary>A part of a form as it arrives: where the form ends before its last boundary, reading says so.</summary>
/// <param name="part">The part.</param>
internal sealed class PartStream(Stream part) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await part.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception) when (exception is not (BadHttpRequestException or ConnectionResetException) && !cancellationToken.IsCancellationRequested)
        {
            throw RequestException.BadRequest("The form is cut off before its last boundary; nothing was stored.", exception);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
