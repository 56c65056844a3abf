using Archivolt.Stores.Kit;

namespace Archivolt.Stores;

/// <summary>Passes on what is written, and takes no more after a write that failed or was cancelled: nobody knows how much of it arrived.</summary>
internal sealed class DraftBody(Stream content) : ForwardWriteStream
{
    private bool _isBroken;

    public override bool CanWrite => content.CanWrite;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        MustBeWhole();
        _isBroken = true;
        var write = content.WriteAsync(buffer, cancellationToken);
        if (!write.IsCompletedSuccessfully)
            return FinishAsync(write);
        _isBroken = false;
        return write;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        MustBeWhole();
        _isBroken = true;
        content.Write(buffer);
        _isBroken = false;
    }

    /// <summary>Throws when bytes are missing.</summary>
    public void MustBeWhole()
    {
        if (_isBroken)
            throw new InvalidOperationException("A write to this draft failed or was cancelled, so its content is not complete.");
    }

    public override async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask FinishAsync(ValueTask write)
    {
        await write;
        _isBroken = false;
    }
}
