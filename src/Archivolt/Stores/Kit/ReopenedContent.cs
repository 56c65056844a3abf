namespace Archivolt.Stores.Kit;

/// <summary>
/// Content of a server that is opened where it is read: at first, where reading goes on at another position, and where what was opened ends before the content does.
/// </summary>
/// <param name="length">Length of the content in bytes.</param>
/// <param name="openAt">Opens the content at a position before its end, and need not reach to its end.</param>
public sealed class ReopenedContent(long length, Func<long, CancellationToken, ValueTask<Stream>> openAt) : ContentStream(length)
{
    private Stream? _open;
    private long _at;

    /// <inheritdoc/>
    protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_open is null || _at != position)
            {
                await CloseAsync();
                (_open, _at) = (await openAt(position, cancellationToken), position);
            }
            if (await _open.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                _at += read;
                return read;
            }
            await CloseAsync();
        }
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
