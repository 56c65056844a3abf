using System.Buffers;
using System.Threading.Channels;
using Archivolt.Blobs;

namespace Archivolt.Stores;

/// <summary>
/// One pass over content on its way in. Hashing runs beside reading and writing, which on large content hides it completely; content
/// that fits one block is hashed in memory, so that its key is known before anything is written.
/// </summary>
internal sealed class ContentIntake(Stream content, DigestAlgorithm algorithm, DigestAlgorithm? alsoAlgorithm = null) : IDisposable
{
    /// <summary>256 KiB: the plateau of both hashing and file writes.</summary>
    public const int BlockSize = 256 * 1024;

    private const int BlocksInFlight = 8;

    private readonly DigestAlgorithm[] _algorithms = alsoAlgorithm is null || alsoAlgorithm == algorithm ? [algorithm] : [algorithm, alsoAlgorithm];
    private readonly byte[] _first = ArrayPool<byte>.Shared.Rent(BlockSize);
    private int _firstLength;
    private Digest[]? _digests;

    /// <summary>True when the first block is all there is.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long Length { get; private set; }

    /// <summary>The beginning of the content.</summary>
    public ReadOnlySpan<byte> FirstBytes => _first.AsSpan(0, Math.Min(_firstLength, 4096));

    /// <summary>The digest by the main algorithm, once everything was read.</summary>
    public Digest Digest => DigestBy(algorithm);

    /// <summary>The digest by one of the algorithms, once everything was read.</summary>
    public Digest DigestBy(DigestAlgorithm wanted)
    {
        if (_digests is null && IsComplete)
            _digests = Array.ConvertAll(_algorithms, each => each.Hash(_first.AsSpan(0, _firstLength)));
        return _digests?.First(digest => digest.Algorithm == wanted) ?? throw new InvalidOperationException("The content was not read to its end.");
    }

    /// <summary>Reads up to one block.</summary>
    public async ValueTask ReadFirstBlockAsync(CancellationToken cancellationToken)
    {
        _firstLength = BlockSize; // all of it may be used if reading fails
        _firstLength = await FillAsync(_first, cancellationToken);
        Length = _firstLength;
        IsComplete = _firstLength < BlockSize;
    }

    /// <summary>
    /// Writes everything, the first block included, to <paramref name="target"/>. After each block <paramref name="check"/> is told the length so far, and may throw.
    /// </summary>
    public async Task CopyToAsync(
        Stream target, IProgress<long>? progress = null, Action<long>? check = null, CancellationToken cancellationToken = default)
    {
        if (IsComplete)
        {
            await target.WriteAsync(_first.AsMemory(0, _firstLength), cancellationToken);
            progress?.Report(Length);
            return;
        }
        var toHash = Channel.CreateBounded<Block>(new BoundedChannelOptions(BlocksInFlight) { SingleReader = true, SingleWriter = true });
        var hashing = Task.Run(() => HashAsync(toHash.Reader), CancellationToken.None);
        try
        {
            for (var block = new Block(_first, _firstLength, isPooled: false); block.Length > 0; block = await NextAsync(cancellationToken))
            {
                // The hasher gets the block first, so that it works while this thread writes.
                await toHash.Writer.WriteAsync(block, cancellationToken);
                try
                {
                    await target.WriteAsync(block.Bytes.AsMemory(0, block.Length), cancellationToken);
                }
                finally
                {
                    block.Release();
                }
                progress?.Report(Length);
                check?.Invoke(Length);
            }
        }
        finally
        {
            toHash.Writer.Complete();
            _digests = await hashing;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Return(_first, _firstLength);

    // Cleared, as far as it was used: the next one who rents it must not find somebody's content.
    private static void Return(byte[] buffer, int used)
    {
        buffer.AsSpan(0, used).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private async ValueTask<Block> NextAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        var length = await FillAsync(buffer, cancellationToken);
        Length += length;
        return new Block(buffer, length, isPooled: true);
    }

    private async ValueTask<int> FillAsync(byte[] buffer, CancellationToken cancellationToken) =>
        await content.ReadAtLeastAsync(buffer.AsMemory(0, BlockSize), BlockSize, throwOnEndOfStream: false, cancellationToken);

    private async Task<Digest[]> HashAsync(ChannelReader<Block> blocks)
    {
        var hashes = Array.ConvertAll(_algorithms, each => each.CreateHash());
        try
        {
            await foreach (var block in blocks.ReadAllAsync())
            {
                foreach (var hash in hashes)
                    hash.AppendData(block.Bytes, 0, block.Length);
                block.Release();
            }
            return Array.ConvertAll(_algorithms, each => Digest.Take(each, hashes[Array.IndexOf(_algorithms, each)]));
        }
        finally
        {
            foreach (var hash in hashes)
                hash.Dispose();
        }
    }

    // Read by the writer and the hasher; the last of the two gives the buffer back.
    private sealed class Block(byte[] bytes, int length, bool isPooled)
    {
        private int _users = 2;

        public byte[] Bytes => bytes;

        public int Length => length;

        public void Release()
        {
            if (Interlocked.Decrement(ref _users) == 0 && isPooled)
                Return(bytes, length);
        }
    }
}
