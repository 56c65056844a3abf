namespace Archivolt.Testing;

/// <summary>A stream around another one that does something to every read and write, whichever way it is called.</summary>
internal abstract class PassingStream(Stream inner) : Stream
{
    public override bool CanRead => inner.CanRead;
    public override bool CanSeek => inner.CanSeek;
    public override bool CanWrite => inner.CanWrite;
    public override long Length => inner.Length;
    public override long Position { get => inner.Position; set => inner.Position = CanSeek ? value : throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) =>
        Finished(ReadThroughAsync(memory => new(inner.Read(memory.Span)), buffer.AsMemory(offset, count), CancellationToken.None));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ReadThroughAsync(memory => inner.ReadAsync(memory, cancellationToken), buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        var write = WriteThroughAsync(
            memory =>
            {
                inner.Write(memory.Span);
                return ValueTask.CompletedTask;
            },
            buffer.AsMemory(offset, count),
            CancellationToken.None);
        write.AsTask().GetAwaiter().GetResult();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        WriteThroughAsync(memory => inner.WriteAsync(memory, cancellationToken), buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    public override long Seek(long offset, SeekOrigin origin) => CanSeek ? inner.Seek(offset, origin) : throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected abstract ValueTask<int> ReadThroughAsync(
        Func<Memory<byte>, ValueTask<int>> read, Memory<byte> buffer, CancellationToken cancellationToken);

    protected abstract ValueTask WriteThroughAsync(
        Func<ReadOnlyMemory<byte>, ValueTask> write, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private static T Finished<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
}
