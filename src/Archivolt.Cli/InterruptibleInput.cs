namespace Archivolt.Cli;

/// <summary>
/// Standard input whose reads end when they are cancelled. A read of a pipe or a keyboard cannot be stopped, so it is left behind, with a buffer of
/// its own; nothing is read after a cancelled read.
/// </summary>
internal sealed class InterruptibleInput(Stream inner) : Stream
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = _buffer.AsMemory(0, Math.Min(buffer.Length, _buffer.Length));
        var count = await Task.Run(() => inner.Read(wanted.Span), cancellationToken).WaitAsync(cancellationToken);
        wanted[..count].CopyTo(buffer);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }
}
