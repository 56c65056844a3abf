using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Microsoft.Extensions.Logging;

namespace Archivolt.Encryption;

/// <summary>
/// Keeps everything encrypted in the store below: authenticated, seekable, bound to the blob's key, and never in clear on a disk. A range costs its
/// own segments of 64 KiB, the length is arithmetic. Content that was changed, cut, extended or swapped fails with
/// <see cref="BlobError.Damaged"/> before any wrong byte is handed out. The format is in <c>docs/formats.md</c>, what is promised against whom
/// in <c>docs/threat-model.md</c>.
/// </summary>
/// <example><code>await using var store = await Encrypted.OpenAsync(inner, [new PasswordMasterKey(password)]);</code></example>
public sealed class Encrypted : StoreLayer, ITouch, IReencrypts
{
    private readonly IContentCipher _cipher;
    private readonly SegmentLayout _layout;

    // Learnt from the first stream: seeking in one stream spares requests, but a store that has to be asked by ranges should not be asked for all.
    private volatile bool _streamsSeek = true;

    /// <summary>Encrypts by any scheme.</summary>
    /// <param name="inner">Where the encrypted bytes go.</param>
    /// <param name="cipher">The scheme; the layer owns it.</param>
    public Encrypted(IBlobStore inner, IContentCipher cipher) : base(inner)
    {
        ArgumentNullException.ThrowIfNull(cipher);
        _cipher = cipher;
        _layout = SealedContent.LayoutOf(cipher);
    }

    /// <summary>Encrypts by the keyring in the store; an empty store gets one.</summary>
    /// <param name="inner">Where the encrypted bytes and the keyring go.</param>
    /// <param name="masterKeys">The keys that open the keyring; one that fits is enough. The layer owns them.</param>
    /// <param name="logger">Hears of a keyring that had to be repaired.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: no key fits, or the keyring is lost.</exception>
    public static async Task<Encrypted> OpenAsync(
        IBlobStore inner, IReadOnlyList<IMasterKey> masterKeys, ILogger? logger = null, CancellationToken cancellationToken = default) =>
        new(inner, await Keyring.OpenAsync(inner, masterKeys, logger, cancellationToken: cancellationToken));

    /// <inheritdoc/>
    public override StoreTraits Traits => field ??= base.Traits with
    {
        MaxLength = Math.Min(SegmentLayout.MaxClearLength, _layout.ClearLength(Inner.Traits.MaxLength ?? long.MaxValue)),
    };

    /// <summary>Length and age of a blob; the length is computed, so that of a damaged one may be wrong.</summary>
    public override async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
    {
        CheckKey(key);
        return await Inner.StatAsync(key, cancellationToken) is { } stat ? Clear(stat) : null;
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        CheckKey(key);
        for (byte[] seal = [], before = []; ; before = seal)
        {
            var stored = await OpenStoredAsync(key, cancellationToken);
            try
            {
                seal = await stored.ReadLastAsync(_layout.SealLength, cancellationToken);
                return await OpenAsync(stored, seal, key, range, cancellationToken);
            }
            catch (BlobException exception) when (exception.Error == BlobError.Damaged && !stored.CanSeek && !seal.AsSpan().SequenceEqual(before))
            {
                // Seal and segments are two requests: what looks damaged was perhaps replaced in between. The same seal twice settles it.
                await stored.DisposeAsync();
            }
            catch
            {
                await stored.DisposeAsync();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= WriteOptions.Default;
        return await BeginWriteAsync(options, options.IfUnchanged, proves: false, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        CheckKey(key);
        return Inner.DeleteAsync(key, proof, cancellationToken);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<BlobStat> ListAsync(
        string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var stat in Inner.ListAsync(after, cancellationToken))
        {
            if (!ReservedKeys.Contains(stat.Key))
                yield return Clear(stat);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReencryptAsync(
        string key, Digest? expected, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        if (await FormOfAsync(key, cancellationToken) == ContentForm.Current)
            return false;
        await RewriteAsync(key, this, expected, progress, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default)
    {
        CheckKey(key);
        return await Wrapped<ITouch>().TouchAsync(key, cancellationToken) is { } stat ? Clear(stat) : null;
    }

    /// <summary>
    /// Same keys, and nobody reads what is aside or unfinished. The inner store's URLs would give what is encrypted. A write that can be resumed is denied: its
    /// data key would have to wait on a disk until somebody goes on.
    /// </summary>
    protected override IReadOnlyList<Type> PassedAbilities { get; } = [typeof(IQuarantine), typeof(ICleansTempFiles), typeof(IFindsStrayFiles)];

    /// <inheritdoc/>
    protected override IReadOnlyList<Type> WrappedAbilities { get; } = [typeof(ITouch)];

    /// <summary>Also the scheme, such as <see cref="Keyring"/>.</summary>
    public override object? GetService(Type ability) => base.GetService(ability) ?? (ability.IsInstanceOfType(_cipher) ? _cipher : null);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _cipher.Dispose();
    }

    internal BlobStat Clear(BlobStat stat) => stat with { Length = _layout.ClearLength(stat.Length) };

    internal void CheckKey(string key)
    {
        Inner.Traits.CheckKey(key);
        if (ReservedKeys.Contains(key))
            throw new BlobException(BlobError.InvalidKey, "This key is reserved for the keyring of an encrypted store.", Traits.Name, key);
    }

    /// <summary>What a blob's stored content says it is; nothing is proven.</summary>
    internal async ValueTask<ContentForm> FormOfAsync(string key, CancellationToken cancellationToken)
    {
        CheckKey(key);
        await using var stored = await OpenStoredAsync(key, cancellationToken);
        try
        {
            return SealedContent.FormOf(_cipher, await stored.ReadLastAsync(_layout.SealLength, cancellationToken));
        }
        catch (BlobException exception) when (exception.Error == BlobError.Damaged)
        {
            // Too short for a seal of this scheme.
            return ContentForm.Foreign;
        }
    }

    /// <summary>Writes a blob again as it would be written now. Until that is done and durable, and after any failure, the blob is what it was.</summary>
    /// <param name="key">The blob.</param>
    /// <param name="reader">The store that reads it as it is.</param>
    /// <param name="expected">What its content must hash to.</param>
    /// <param name="progress">Hears of the bytes written so far.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task RewriteAsync(string key, IBlobStore reader, Digest? expected, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var seen = await StoredAsync(key, cancellationToken) ?? throw BlobException.NotFound(Traits.Name, key);
        await using var clear = await reader.OpenAsync(key, ByteRange.All, cancellationToken);
        var options = new WriteOptions { Key = key, ExpectedLength = clear.Length, Replace = true };
        await using var draft = await BeginWriteAsync(options, seen, proves: true, cancellationToken);
        await BlobCopy.WriteAsync(this, clear, draft, expected, progress, cancellationToken);
        await draft.CommitAsync(key, cancellationToken);
    }

    /// <summary>What the store below knows of a blob.</summary>
    internal ValueTask<BlobStat?> StoredAsync(string key, CancellationToken cancellationToken) => Inner.StatAsync(key, cancellationToken);

    /// <summary>Begins a write over what the store below was seen to hold; <paramref name="proves"/> decrypts every segment again.</summary>
    internal async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions options, BlobStat? stored, bool proves, CancellationToken cancellationToken)
    {
        var content = await SealedContent.BeginAsync(_cipher, cancellationToken);
        try
        {
            var inner = await Inner.BeginWriteAsync(
                options with { ExpectedLength = options.ExpectedLength is { } length ? _layout.StoredLength(length) : null, IfUnchanged = stored },
                cancellationToken);
            var body = new EncryptingStream(inner.Body, content, _layout.SealLength, proves);
            return new LayerDraft(inner, (key, cancelled) => CommitAsync(inner, body, key, cancelled), body);
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    private async ValueTask<BlobStat> CommitAsync(BlobDraft inner, EncryptingStream body, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CheckKey(key);
        await body.SealAsync(key, cancellationToken);
        return Clear(await inner.CommitAsync(key, cancellationToken));
    }

    private async ValueTask<BlobContent> OpenAsync(StoredBytes stored, byte[] seal, string key, ByteRange range, CancellationToken cancellationToken)
    {
        var (content, length) = await SealedContent.OpenAsync(_cipher, seal, Traits.Name, key, cancellationToken);
        try
        {
            if (stored.Stat.Length is var actual && actual != _layout.StoredLength(length))
                throw stored.Damaged($"The stored content has {actual} bytes and was written with {_layout.StoredLength(length)}.");
            var (offset, count) = range.Resolve(length, Traits.Name, key);
            stored.End = SegmentLayout.StoredEnd(offset + count, length);
            var stream = new DecryptingStream(stored, content, length, offset, count);
            if (!stored.CanSeek && count > 0)
                await stream.ProveFirstAsync(cancellationToken);
            return new BlobContent(stored.Stat with { Length = length }, offset, count, stream);
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    private async ValueTask<StoredBytes> OpenStoredAsync(string key, CancellationToken cancellationToken)
    {
        if (_streamsSeek)
        {
            var whole = await Inner.OpenAsync(key, ByteRange.All, cancellationToken);
            if (whole.Body.CanSeek)
                return new StoredBytes(Inner, Traits.Name, key, whole);
            _streamsSeek = false;
            await whole.DisposeAsync();
        }
        return new StoredBytes(Inner, Traits.Name, key, whole: null);
    }
}
