namespace Archivolt.Tests.Providers;

/// <summary>A source that cannot seek, gives what it likes at a time, and may fail or call back at a byte.</summary>
internal sealed class AwkwardStream(byte[] content, Func<int> amount) : Stream
{
    private int _position;

    /// <summary>Called before each read with the number of bytes already given.</summary>
    public Action<int>? BeforeRead { get; init; }

    public bool IsDisposed { get; private set; }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Now and then the answer comes later, on another thread.
        if (_position % 3 == 0)
            await Task.Yield();
        BeforeRead?.Invoke(_position);
        cancellationToken.ThrowIfCancellationRequested();
        var count = Math.Min(Math.Min(buffer.Length, Math.Max(1, amount())), content.Length - _position);
        content.AsSpan(_position, count).CopyTo(buffer.Span);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Content is read asynchronously.");
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
