using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Archivolt.EndToEnd;

/// <summary>
/// Content of any length that takes no room: a random block, numbered, again and again. Reports how far it was read, and its digest once it was read.
/// </summary>
public sealed class GeneratedStream(long length, int seed, Action<int>? onRead = null) : Stream
{
    private const int BlockSize = 1024 * 1024;

    private readonly byte[] _block = NewBlock(seed);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;
    private string? _digest;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    /// <summary>The SHA-256 of a content, in hexadecimal, without sending it anywhere.</summary>
    public static string DigestOf(long length, int seed)
    {
        using var content = new GeneratedStream(length, seed);
        content.CopyTo(Null);
        return content.Digest;
    }

    /// <summary>The SHA-256 in hexadecimal, once everything was read; also after disposal, since HTTP clients dispose what they sent.</summary>
    public string Digest => _digest ?? throw new InvalidOperationException("The content was not read to its end.");

    public override int Read(Span<byte> buffer)
    {
        var offset = (int)(_position % BlockSize);
        if (offset == 0)
            BinaryPrimitives.WriteInt64LittleEndian(_block, _position);
        var count = (int)Math.Min(Math.Min(buffer.Length, BlockSize - offset), length - _position);
        _block.AsSpan(offset, count).CopyTo(buffer);
        _hash.AppendData(_block, offset, count);
        _position += count;
        if (_position == length)
            _digest ??= Convert.ToHexStringLower(_hash.GetHashAndReset());
        onRead?.Invoke(count);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] NewBlock(int seed)
    {
        var block = new byte[BlockSize];
        new Random(seed).NextBytes(block);
        return block;
    }
}
