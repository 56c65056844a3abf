namespace Archivolt.Stores.Kit;

/// <summary>
/// Content of a server that is opened where it is read: at first, where reading goes on at another position, and where what was opened ends before the content does.
/// </summary>
/// <param name="length">Length of the content in bytes.</param>
/// <param name="openAt">Opens the content at a position before its end; what it opens has at least one byte, and need not reach to the end.</param>
public sealed class ReopenedContent(long length, Func<long, CancellationToken, ValueTask<Stream>> openAt) : ContentStream(length)
{
    private Stream? _open;
    private long _at;

    /// <inheritdoc/>
    protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = _open is not null && _at == position ? await _open.ReadAsync(buffer, cancellationToken) : 0;
        if (read == 0)
        {
            await CloseAsync();
            (_open, _at) = (await openAt(position, cancellationToken), position);
            read = await _open.ReadAsync(buffer, cancellationToken);
        }
        _at += read;
        return read > 0 ? read : throw new EndOfStreamException($"There is nothing at byte {position} of {Length}.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _open?.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask CloseAsync()
    {
        if (_open is { } open)
            await open.DisposeAsync();
        _open = null;
    }
}
