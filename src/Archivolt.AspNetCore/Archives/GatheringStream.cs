using System.Buffers;

namespace Archivolt.AspNetCore.Archives;

/// <summary>Keeps what is written without waiting, such as the headers in a ZIP, for the next write that waits: a response takes no others.</summary>
internal sealed class GatheringStream(Stream target) : Stream
{
    private readonly ArrayBufferWriter<byte> _gathered = new();

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => _gathered.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => _gathered.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await SendAsync(cancellationToken);
        await target.WriteAsync(buffer, cancellationToken);
    }

    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => SendAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await SendAsync(CancellationToken.None);
        await base.DisposeAsync();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_gathered.WrittenCount == 0)
            return;
        await target.WriteAsync(_gathered.WrittenMemory, cancellationToken);
        _gathered.ResetWrittenCount();
    }
}
