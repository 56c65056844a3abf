using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Encryption;
using Archivolt.Nuxeo.Encryption.Keys;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Nuxeo.Encryption;

/// <summary>
/// Keeps content in the platform's own encrypted form, <c>NUXEOCRYPT</c> version 1, so that an existing store is read and extended in place. For new
/// stores <see cref="Encrypted"/> is better: here one tag stands for a whole content, so that every opening, also of a range, first reads all of it.
/// Changed content fails with <see cref="BlobError.Damaged"/> before any byte is handed out.
/// </summary>
/// <remarks>
/// What the format cannot show: content written with CBC carries no tag. Where its key is its digest, the digest is the check; under any
/// other key most changes give wrong content without an error. GCM content is not bound to its key: files that were exchanged by someone with
/// access to the store are found by a verification of digests, not by reading.
/// </remarks>
public sealed class NuxeoEncrypted : StoreLayer, ITouch
{
    private const int MostAttempts = 10;

    // Pieces of 256 KiB: 64 GiB of content in a few megabytes of memory.
    private const long MostPiecesKept = 262_144;

    private readonly ContentKeys _keys;
    private readonly bool? _cbc;
    private readonly bool _keysAreDigests;
    private readonly VerificationCache<ContentProof> _proofs = new(MostPiecesKept);

    /// <summary>Wraps a store; a keystore is read at once.</summary>
    /// <param name="inner">Where the encrypted bytes are; owned by the layer.</param>
    /// <param name="options">Key and cipher.</param>
    /// <param name="keysAreDigests">True where a blob key that looks like a digest is that of the clear content, which proves content written with CBC.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: the keystore cannot be used.</exception>
    public NuxeoEncrypted(IBlobStore inner, NuxeoKeyOptions options, bool keysAreDigests = true) : base(inner)
    {
        ArgumentNullException.ThrowIfNull(options);
        _keys = options.Password is { } password ? new PasswordKeys(password) : KeystoreKeys.Read(options, options.KeyStoreFile!);
        _cbc = options.UseInsecureCipher;
        _keysAreDigests = keysAreDigests;
        MaxGrowth = CryptHeader.Create(_keys.Salt, WritesCbc).Length + ContentCipher.MaxGrowth;
    }

    /// <inheritdoc/>
    public override StoreTraits Traits => field ??= base.Traits with
    {
        CheapRanges = false,
        MaxLength = Math.Min(WritesCbc ? long.MaxValue : GcmCipher.MaxLength, Inner.Traits.MaxLength ?? long.MaxValue) - MaxGrowth,
    };

    private bool WritesCbc => _cbc == true;

    private int MaxGrowth { get; }

    /// <summary>
    /// Length and age of a blob. The header is read to learn the mode; with GCM the rest is arithmetic, with CBC the last block is decrypted, since
    /// only its padding tells the length. That of a damaged blob may be wrong.
    /// </summary>
    public override async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
        await Inner.StatAsync(key, cancellationToken) is { } stat ? await ClearAsync(stat, cancellationToken) : null;

    /// <summary>
    /// Opens content after reading all of it once to prove it, whatever the range. For the contents opened last that pass was made already; each
    /// piece is held against what it found.
    /// </summary>
    /// <inheritdoc/>
    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (content, body) = await OpenProvenAsync(key, range, cancellationToken);
            // Where proof and reading are two requests, the content may have been replaced in between.
            if (body.CanSeek || body.Length == 0 || attempt == MostAttempts || await body.TryBeginAsync(cancellationToken))
                return content;
            await content.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= WriteOptions.Default;
        // With CBC the length is a few bytes less; a hint may be so.
        options = options with { ExpectedLength = options.ExpectedLength + MaxGrowth, IsLengthAnnounced = false };
        var draft = await Inner.BeginWriteAsync(options, cancellationToken);
        try
        {
            var header = CryptHeader.Create(_keys.Salt, WritesCbc);
            var cipher = ContentCipher.Create(header, _keys.CreateAes(header), WritesCbc);
            var body = new EncryptingStream(draft.Body, header, cipher, Traits.MaxLength!.Value, Traits.Name);
            return new LayerDraft(draft, (key, cancelled) => CommitAsync(draft, body, key, cancelled), body);
        }
        catch
        {
            await draft.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lists as the inner store does; each length costs what <see cref="StatAsync"/> costs.</summary>
    /// <inheritdoc/>
    public override async IAsyncEnumerable<BlobStat> ListAsync(
        string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var stat in Inner.ListAsync(after, cancellationToken))
        {
            if (await ClearAsync(stat, cancellationToken) is { } clear)
                yield return clear;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default) =>
        await Wrapped<ITouch>().TouchAsync(key, cancellationToken) is { } stat ? await ClearAsync(stat, cancellationToken) : null;

    /// <summary>Same keys, and nobody reads what is aside or unfinished. The inner store's URLs would give what is encrypted.</summary>
    protected override IReadOnlyList<Type> PassedAbilities { get; } = [typeof(IQuarantine), typeof(ICleansTempFiles)];

    /// <inheritdoc/>
    protected override IReadOnlyList<Type> WrappedAbilities { get; } = [typeof(ITouch)];

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _keys.Dispose();
    }

    // Unless told otherwise: the platform writes CBC alone with 16 bytes, and has not always written down which mode it used.
    private bool IsCbc(CryptHeader header) => header.InitializationVector.Length == CryptHeader.CbcVectorLength && _cbc != false;

    private async ValueTask<(BlobContent Content, VerifiedStream Body)> OpenProvenAsync(string key, ByteRange range, CancellationToken cancellationToken)
    {
        var whole = await Inner.OpenAsync(key, ByteRange.All, cancellationToken);
        ContentCipher? cipher = null;
        try
        {
            var header = await CryptHeader.ReadAsync(whole.Body, _keys.FromPassword, cancellationToken);
            var length = whole.Stat.Length - header.Length;
            var known = _proofs.Find(key) is { } kept && kept.Fits(header, length) ? kept : null;
            cipher = ContentCipher.Create(header, _keys.CreateAes(header), IsCbc(header), known);
            if (known is null)
            {
                var proof = await cipher.ProveAsync(header, whole.Body, length, _keysAreDigests ? Digest.OfKey(key) : null, cancellationToken);
                _proofs.Remember(key, proof, proof.States.Length);
            }
            var (offset, count) = range.Resolve(cipher.ClearLength, Traits.Name, key);
            var stored = new StoredBytes(Inner, Traits.Name, key, whole.Body.CanSeek ? whole : null) { End = whole.Stat.Length };
            if (!whole.Body.CanSeek)
                await whole.DisposeAsync();
            var body = new VerifiedStream(stored, header.Length, cipher, offset, count);
            return (new BlobContent(whole.Stat with { Length = cipher.ClearLength }, offset, count, body), body);
        }
        catch (Exception exception)
        {
            cipher?.Dispose();
            await whole.DisposeAsync();
            if (exception is InvalidDataException)
                throw new BlobException(BlobError.Damaged, exception.Message, Traits.Name, key, exception);
            throw;
        }
    }

    private async ValueTask<BlobStat?> ClearAsync(BlobStat stat, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var whole = await Inner.OpenAsync(stat.Key, ByteRange.All, cancellationToken);
                var header = await CryptHeader.ReadAsync(whole.Body, _keys.FromPassword, cancellationToken);
                var rest = whole.Stat.Length - header.Length;
                var length = IsCbc(header) ? await CbcLengthAsync(whole, stat.Key, header, rest, cancellationToken) : rest - Ghash.BlockSize;
                return stat with { Length = Math.Max(0, length) };
            }
            catch (BlobException exception) when (exception.Error == BlobError.NotFound)
            {
                return null;
            }
            catch (Exception exception) when (exception is InvalidDataException or BlobException { Error: BlobError.Damaged })
            {
                // Header and end may be two requests, and the blob replaced in between.
                var now = await Inner.StatAsync(stat.Key, cancellationToken);
                // Whoever opens damaged content hears why; a listing goes on.
                if (now is null || now == stat || attempt == MostAttempts)
                    return now is null ? null : stat with { Length = Math.Max(0, stat.Length - MaxGrowth) };
                stat = now.Value;
            }
        }
    }

    private async ValueTask<long> CbcLengthAsync(BlobContent whole, string key, CryptHeader header, long rest, CancellationToken cancellationToken)
    {
        if (rest < Ghash.BlockSize || rest % Ghash.BlockSize != 0)
            return rest;
        await using var stored = new StoredBytes(Inner, Traits.Name, key, whole.Body.CanSeek ? whole : null) { End = whole.Stat.Length };
        // The initialization vector stands where a block before the first would be.
        var last = new byte[2 * Ghash.BlockSize];
        await stored.ReadAsync(whole.Stat.Length - last.Length, last, cancellationToken);
        using var aes = _keys.CreateAes(header);
        return rest - CbcCipher.PaddingOf(aes, last);
    }

    private async ValueTask<BlobStat> CommitAsync(BlobDraft inner, EncryptingStream body, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Inner.Traits.CheckKey(key);
        await body.EndAsync(cancellationToken);
        var stat = await inner.CommitAsync(key, cancellationToken);
        // Under its digest, content that was there before is the same, unless somebody keeps clear content in the same place.
        if (_keysAreDigests && Digest.OfKey(key) is not null && stat.Length > body.Written)
            return stat with { Length = body.Written };
        return await ClearAsync(stat, cancellationToken) ?? stat with { Length = body.Written };
    }
}
