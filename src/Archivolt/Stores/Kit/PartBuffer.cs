using System.Buffers;
using System.Runtime.ExceptionServices;

namespace Archivolt.Stores.Kit;

/// <summary>Bytes of one request, in memory that grows up to a limit, or has its size at once where it will be needed.</summary>
/// <param name="limit">The most bytes that it takes.</param>
/// <param name="isLarge">True to take all the memory with the first byte.</param>
public sealed class PartBuffer(int limit, bool isLarge = false) : IDisposable
{
    private const int FirstSize = 16 * 1024;
    private const int LargeSize = 1 << 20;
    private const int MostCheap = 1 << 20;

    private byte[] _bytes = [];

    /// <summary>How many bytes it has.</summary>
    public int Length { get; private set; }

    /// <summary>True when it takes no more.</summary>
    public bool IsFull => Length == limit;

    /// <summary>True for so few bytes that to send them takes no longer than to ask the server whether it has them.</summary>
    public bool IsCheap => Length <= MostCheap;

    /// <summary>How many bytes it can still take.</summary>
    public int Room => limit - Length;

    /// <summary>Takes as many bytes as there is room for; returns how many.</summary>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        var taken = Math.Min(bytes.Length, limit - Length);
        if (Length + taken > _bytes.Length)
            Grow(Length + taken);
        bytes[..taken].CopyTo(_bytes.AsSpan(Length));
        Length += taken;
        return taken;
    }

    /// <summary>Fills up from a stream; true when it is full, false at the stream's end.</summary>
    public async ValueTask<bool> FillAsync(Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var block = new byte[Math.Min(64 * 1024, Math.Max(Room, 1))];
        try
        {
            while (!IsFull)
            {
                var read = await content.ReadAsync(block.AsMemory(0, Math.Min(block.Length, Room)), cancellationToken);
                if (read == 0)
                    return false;
                Write(block.AsSpan(0, read));
            }
            return true;
        }
        finally
        {
            block.AsSpan().Clear();
        }
    }

    /// <summary>Reads content in parts, and keeps each. Where reading fails, or the caller has gone, what arrived is kept before that is thrown.</summary>
    /// <param name="content">The content, read to its end.</param>
    /// <param name="nextLimit">The most bytes of the next part.</param>
    /// <param name="keep">Keeps a part, which has at least one byte.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async ValueTask KeepEachAsync(Stream content, Func<int> nextLimit, Func<PartBuffer, CancellationToken, ValueTask> keep, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nextLimit);
        ArgumentNullException.ThrowIfNull(keep);
        for (var isMore = true; isMore;)
        {
            using var part = new PartBuffer(nextLimit());
            ExceptionDispatchInfo? failure = null;
            try
            {
                isMore = await part.FillAsync(content, cancellationToken);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
            if (part.Length > 0)
                await keep(part, failure is null ? cancellationToken : CancellationToken.None);
            failure?.Throw();
        }
    }

    /// <summary>Its bytes, for as long as it is not disposed.</summary>
    public MemoryStream Read() => new(_bytes, 0, Length, writable: false);

    /// <summary>Clears the memory, since the next one who rents it must not find somebody's content.</summary>
    public void Dispose()
    {
        var bytes = _bytes;
        _bytes = [];
        if (bytes.Length == 0)
            return;
        bytes.AsSpan(0, Length).Clear();
        Return(bytes);
    }

    private void Grow(int needed)
    {
        var size = isLarge ? limit : (int)Math.Clamp(Math.Max(2L * _bytes.Length, needed), FirstSize, Math.Max(limit, FirstSize));
        var larger = size >= LargeSize ? PartMemory.Rent(size) : ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(0, Length).CopyTo(larger);
        _bytes.AsSpan(0, Length).Clear();
        if (_bytes.Length > 0)
            Return(_bytes);
        _bytes = larger;
    }

    private static void Return(byte[] bytes)
    {
        if (bytes.Length >= LargeSize)
            PartMemory.Return(bytes);
        else
            ArrayPool<byte>.Shared.Return(bytes);
    }
}
