using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Sql;

/// <summary>A range of content, read row by row; of the first and the last row only what is wanted.</summary>
internal sealed class SqlContent(SqlStore store, BlobRow row, long offset, long length) : ContentStream(length)
{
    private byte[] _window = [];
    private long _windowStart = -1;
    private bool _isClosed;

    public override bool CanRead => !_isClosed;

    protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_windowStart < 0 || position < _windowStart || position >= _windowStart + _window.Length)
        {
            _window = await LoadAsync(position, cancellationToken);
            _windowStart = position;
        }
        var start = (int)(position - _windowStart);
        var count = Math.Min(buffer.Length, _window.Length - start);
        _window.AsMemory(start, count).CopyTo(buffer);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        _isClosed = true;
        base.Dispose(disposing);
    }

    private async ValueTask<byte[]> LoadAsync(long position, CancellationToken cancellationToken)
    {
        var (number, start) = Math.DivRem(offset + position, row.Chunk);
        var wanted = (int)Math.Min(row.Chunk - start, Length - position);
        var found = await store.Database.ReadAsync(row.Key, connection => connection.QueryAsync(null,
            $"SELECT substr(data, @start, @count) FROM {store.ContentTable} WHERE content = @content AND number = @number",
            reader => reader.GetFieldValue<byte[]>(0), cancellationToken,
            ("@start", (int)start + 1), ("@count", wanted), ("@content", row.Content), ("@number", number)), cancellationToken);
        return found switch
        {
            [var data] when data.Length == wanted => data,
            [] => throw new BlobException(BlobError.IO,
                $"The content of the blob was deleted or replaced longer ago than it is kept for readers, or row {number} of it is lost.", store.Traits.Name, row.Key),
            _ => throw new BlobException(BlobError.Damaged, $"Row {number} of the content has {found[0].Length} bytes where {wanted} should be.", store.Traits.Name, row.Key),
        };
    }
}
