using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Encryption;

/// <summary>
/// Reads content that was never encrypted, as a previous format: it is handed out only after all of it hashed to the digest in its key, so that
/// who can write to the store cannot slip in content of his own. Content whose key is no digest is refused, unless that is accepted.
/// </summary>
/// <param name="inner">The store of the content in clear.</param>
/// <param name="digestOf">The digest that a key promises; null when it promises none.</param>
/// <param name="acceptsUnproven">True to hand out what no digest proves.</param>
internal sealed class PlaintextVerifiedByDigest(IBlobStore inner, Func<string, Digest?> digestOf, bool acceptsUnproven) : StoreLayer(inner)
{
    // 256 KiB each and 32 bytes of memory: 16 GiB of content.
    private readonly VerificationCache<Proof> _proofs = new(65_536);

    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        if (digestOf(key) is not { } digest)
        {
            return acceptsUnproven
                ? await Inner.OpenAsync(key, range, cancellationToken)
                : throw new BlobException(BlobError.Damaged, "The content is not encrypted, and its key is no digest that would prove it.", Traits.Name, key);
        }
        var whole = await Inner.OpenAsync(key, ByteRange.All, cancellationToken);
        try
        {
            var proof = _proofs.Find(key) is { } known && known.Length == whole.Stat.Length ? known : await ProveAsync(key, whole, digest, cancellationToken);
            var (offset, count) = range.Resolve(proof.Length, Traits.Name, key);
            var stored = new StoredBytes(Inner, Traits.Name, key, whole.Body.CanSeek ? whole : null) { End = proof.Length };
            if (!whole.Body.CanSeek)
                await whole.DisposeAsync();
            return new BlobContent(whole.Stat with { Length = proof.Length }, offset, count, new VerifiedStream(stored, start: 0, proof, offset, count));
        }
        catch
        {
            await whole.DisposeAsync();
            throw;
        }
    }

    private async ValueTask<Proof> ProveAsync(string key, BlobContent whole, Digest digest, CancellationToken cancellationToken)
    {
        var pieces = new List<byte[]>();
        using var hash = digest.Algorithm.CreateHash();
        var buffer = new byte[(int)Math.Min(Proof.Piece, Math.Max(1, whole.Length))];
        var length = 0L;
        for (int read; (read = await whole.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)) > 0; length += read)
        {
            hash.AppendData(buffer, 0, read);
            pieces.Add(SHA256.HashData(buffer.AsSpan(0, read)));
        }
        if (Digest.Take(digest.Algorithm, hash) != digest)
            throw new BlobException(BlobError.Damaged, "The content is not encrypted and does not hash to its key: it was changed, or slipped in.", Traits.Name, key);
        var proof = new Proof(length, [.. pieces]);
        _proofs.Remember(key, proof, pieces.Count);
        return proof;
    }

    private sealed record Proof(long Length, byte[][] Pieces) : IProvenContent
    {
        public const int Piece = 256 * 1024;

        public int PieceLength => Piece;

        public int LengthOf(int index) => (int)Math.Min(Piece, Length - ((long)index * Piece));

        public bool TryTake(int index, ReadOnlySpan<byte> stored, Span<byte> clear)
        {
            if (!SHA256.HashData(stored).AsSpan().SequenceEqual(Pieces[index]))
                return false;
            stored.CopyTo(clear);
            return true;
        }

        public void Dispose() { }
    }
}
