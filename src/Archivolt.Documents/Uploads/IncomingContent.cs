using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Uploads;

/// <summary>
/// Content while a store reads it: counted, limited, and hashed beside the writing. What arrived before a failure is given out first.
/// </summary>
internal sealed class IncomingContent(Stream content, DigestAlgorithm algorithm, DigestAlgorithm? alsoAlgorithm, long? maxLength) : ForwardReadStream
{
    private const int FirstBytesLength = 4096;

    private readonly DigestAlgorithm[] _algorithms = alsoAlgorithm is null || alsoAlgorithm == algorithm ? [algorithm] : [algorithm, alsoAlgorithm];
    private readonly List<IncrementalHash> _hashes = [];
    private readonly byte[] _first = new byte[FirstBytesLength];
    private int _firstLength;
    private long _length;
    private Task _hashing = Task.CompletedTask;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Bytes so far.</summary>
    public override long Position { get => _length; set => base.Position = value; }

    /// <summary>The beginning of the content.</summary>
    public ReadOnlySpan<byte> FirstBytes => _first.AsSpan(0, _firstLength);

    /// <summary>The digests of everything that was read, that of the main algorithm first; asked for once, at the end.</summary>
    public async ValueTask<Digest[]> DigestsAsync()
    {
        await TakeAsync(ReadOnlyMemory<byte>.Empty);
        await _hashing;
        return [.. _hashes.Select((hash, index) => Digest.Take(_algorithms[index], hash))];
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _failure?.Throw();
        var count = 0;
        try
        {
            for (int read; count < buffer.Length && (read = await content.ReadAsync(buffer[count..], cancellationToken)) > 0;)
                count += read;
        }
        catch (Exception exception) when (count > 0)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
        if (_length + count > maxLength)
            throw new BlobException(BlobError.TooLarge, $"The content is larger than the {maxLength} bytes that are accepted here.");
        await TakeAsync(buffer[..count]);
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _ = _hashing.ContinueWith(_ => _hashes.ForEach(hash => hash.Dispose()), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        base.Dispose(disposing);
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes)
    {
        var first = Math.Min(bytes.Length, FirstBytesLength - _firstLength);
        bytes.Span[..first].CopyTo(_first.AsSpan(_firstLength));
        _firstLength += first;
        _length += bytes.Length;
        // One block at a time: hashing goes on while the store writes and the network brings the next.
        await _hashing;
        if (_hashes.Count == 0)
            _hashes.AddRange(_algorithms.Select(each => each.CreateHash()));
        var copy = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(copy);
        _hashing = Task.Run(() =>
        {
            var block = copy.AsSpan(0, bytes.Length);
            foreach (var hash in _hashes)
                hash.AppendData(block);
            // Cleared: the next one who rents it must not find somebody's content.
            block.Clear();
            ArrayPool<byte>.Shared.Return(copy);
        });
    }
}
