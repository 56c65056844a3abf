using Archivolt.Stores.Kit;

namespace Archivolt.Tests.Providers;

/// <summary>A source that cannot seek, gives what it likes at a time, and may fail or call back at a byte.</summary>
internal sealed class AwkwardStream(byte[] content, Func<int> amount) : ForwardReadStream
{
    private int _position;

    /// <summary>Called before each read with the number of bytes already given.</summary>
    public Action<int>? BeforeRead { get; init; }

    public bool IsDisposed { get; private set; }

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

    public override int Read(Span<byte> buffer) => throw new NotSupportedException("Content is read asynchronously.");

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
