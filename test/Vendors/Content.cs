using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Archivolt.Vendors;

/// <summary>What a file holds: bytes, or any number of generated ones that take no room. Digests are computed once, when they are asked for.</summary>
public abstract class Content
{
    private const int BlockSize = 1024 * 1024;

    private readonly Lazy<string> _md5;
    private readonly Lazy<string> _sha256;
    private readonly Lazy<string> _dropboxHash;

    private Content(long length)
    {
        Length = length;
        _md5 = new(() => DigestOf(HashAlgorithmName.MD5));
        _sha256 = new(() => DigestOf(HashAlgorithmName.SHA256));
        _dropboxHash = new(HashOfBlocks);
    }

    /// <summary>In bytes.</summary>
    public long Length { get; }

    /// <summary>In lower-case hexadecimal, as the two digests after it.</summary>
    public string Md5 => _md5.Value;

    public string Sha256 => _sha256.Value;

    /// <summary>Dropbox's <c>content_hash</c>: the SHA-256 of the SHA-256 of each block of 4 MiB.</summary>
    public string DropboxHash => _dropboxHash.Value;

    public static Content Of(byte[] bytes) => new Held(bytes);

    public static Content Of(string text) => new Held(Encoding.UTF8.GetBytes(text));

    /// <summary>A random block, numbered, again and again.</summary>
    public static Content Generated(long length, int seed = 0) => new Repeated(length, seed);

    /// <summary>Fills a buffer with what stands at a position.</summary>
    public abstract void Read(long position, Span<byte> buffer);

    /// <summary>The whole as an array, for contents that fit in one.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        Read(0, bytes);
        return bytes;
    }

    private string DigestOf(HashAlgorithmName algorithm)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        Append(hash, 0, Length);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string HashOfBlocks()
    {
        const int Block = 4 * BlockSize;
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var block = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var start = 0L; start < Length; start += Block)
        {
            Append(block, start, Math.Min(start + Block, Length));
            whole.AppendData(block.GetHashAndReset());
        }
        return Convert.ToHexStringLower(whole.GetHashAndReset());
    }

    private void Append(IncrementalHash hash, long start, long end)
    {
        var buffer = new byte[64 * 1024];
        for (var position = start; position < end; position += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - position));
            Read(position, part);
            hash.AppendData(part);
        }
    }

    private sealed class Held(byte[] bytes) : Content(bytes.Length)
    {
        public override void Read(long position, Span<byte> buffer) => bytes.AsSpan((int)position, buffer.Length).CopyTo(buffer);
    }

    private sealed class Repeated : Content
    {
        private readonly byte[] _block = new byte[BlockSize];

        public Repeated(long length, int seed) : base(length) => new Random(seed).NextBytes(_block);

        public override void Read(long position, Span<byte> buffer)
        {
            Span<byte> number = stackalloc byte[sizeof(long)];
            while (buffer.Length > 0)
            {
                var offset = (int)(position % BlockSize);
                var part = Math.Min(buffer.Length, BlockSize - offset);
                _block.AsSpan(offset, part).CopyTo(buffer);
                if (offset < number.Length)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(number, position / BlockSize);
                    var numbered = Math.Min(part, number.Length - offset);
                    number.Slice(offset, numbered).CopyTo(buffer);
                }
                buffer = buffer[part..];
                position += part;
            }
        }
    }
}
