using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Uploads;

/// <summary>A range of a part that was opened from its beginning. What lies before it is read and left out where the part does not seek.</summary>
internal sealed class PartRange(Stream part, long offset, long count) : ContentStream(count)
{
    private const int Block = 64 * 1024;

    private long _behind;

    public override bool CanSeek => part.CanSeek;

    protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (part.CanSeek)
            part.Position = offset + position;
        else
            await SkipAsync(offset + position - _behind, cancellationToken);
        var read = await part.ReadAsync(buffer, cancellationToken);
        _behind += read;
        return read > 0 ? read : throw new EndOfStreamException("The content is shorter than it was when it was stored.");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            part.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask SkipAsync(long count, CancellationToken cancellationToken)
    {
        if (count <= 0)
            return;
        var block = new byte[Block];
        while (count > 0)
        {
            var read = await part.ReadAsync(block.AsMemory(0, (int)Math.Min(block.Length, count)), cancellationToken);
            if (read == 0)
                throw new EndOfStreamException("The content is shorter than it was when it was stored.");
            _behind += read;
            count -= read;
        }
    }
}
