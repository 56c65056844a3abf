using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Stores;
using Microsoft.Extensions.Logging;

namespace Archivolt.Encryption;

/// <summary>
/// The data keys of an encrypted store, kept in the store itself, twice, wrapped by one or more master keys: a change of password or
/// of the data key rewrites the keyring and no content. Content names the data key it was made with, so older content stays readable. Of
/// two changes at one time one is refused; other processes notice by themselves, before they read with a key they do not know, and before they
/// write when they have not looked for <see cref="ScanEvery"/>.
/// </summary>
public sealed partial class Keyring : IContentCipher, IStoreUpkeep
{
    /// <summary>How long a process goes on writing with a data key after another one made a new key.</summary>
    public static readonly TimeSpan ScanEvery = TimeSpan.FromMinutes(1);

    internal const int KeyIdLength = 8;

    private const int SaltLength = 32;
    private const int OpaqueKeyLength = 60;

    private readonly KeyringCopies _copies;
    private readonly List<IMasterKey> _masters;
    private readonly TimeProvider _clock;
    private readonly ILogger? _logger;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly List<DataKeys> _outdated = [];
    private volatile DataKeys _keys;
    private long _looked;

    private Keyring(KeyringCopies copies, IReadOnlyList<IMasterKey> masters, DataKeys keys, ILogger? logger, TimeProvider clock)
    {
        _copies = copies;
        _masters = [.. masters];
        _keys = keys;
        _logger = logger;
        _clock = clock;
        _looked = clock.GetTimestamp();
    }

    /// <summary>Id of the data key that encrypts new content: 16 hexadecimal digits.</summary>
    public string ActiveKey => _keys.Document.Active;

    /// <summary>Ids of all data keys, oldest first.</summary>
    public IReadOnlyList<string> KeyIds => [.. _keys.Document.Keys.Select(key => key.Id)];

    /// <summary>All data keys, oldest first.</summary>
    public IReadOnlyList<DataKeyInfo> Keys =>
        [.. _keys.Document.Keys.Select(key => new DataKeyInfo(key.Id, DateTimeOffset.Parse(key.Created, CultureInfo.InvariantCulture)))];

    /// <summary>Number of changes that it has seen.</summary>
    public long Generation => _keys.Document.Generation;

    /// <summary>Ids of the master keys that open it.</summary>
    public IReadOnlyList<string> MasterIds => [.. _keys.Document.Masters.Select(master => master.Id)];

    /// <inheritdoc/>
    public byte Scheme => 1;

    /// <inheritdoc/>
    public int HeaderLength => KeyIdLength + SaltLength;

    /// <summary>Opens the keyring of a store, or makes one in an empty store. A damaged copy is repaired from the other one.</summary>
    /// <param name="store">The store of the encrypted content; it stays the caller's.</param>
    /// <param name="masters">Master keys, one of which opens the keyring; all of them open a new one. The keyring owns them.</param>
    /// <param name="logger">Hears of repairs.</param>
    /// <param name="clock">Dates new keys; null for the system's clock.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: no key fits, or there is content but no keyring.</exception>
    public static Task<Keyring> OpenAsync(
        IBlobStore store, IReadOnlyList<IMasterKey> masters, ILogger? logger = null, TimeProvider? clock = null, CancellationToken cancellationToken = default) =>
        OpenAsync(store, masters, NewKeyring.InEmptyStore, logger, clock, cancellationToken);

    internal static async Task<Keyring> OpenAsync(
        IBlobStore store, IReadOnlyList<IMasterKey> masters, NewKeyring creation, ILogger? logger, TimeProvider? clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(masters);
        clock ??= TimeProvider.System;
        var copies = new KeyringCopies(store);
        if (masters.Count == 0 || masters.DistinctBy(master => master.Id, StringComparer.Ordinal).Count() < masters.Count)
            throw new BlobException(BlobError.Configuration, "A keyring needs at least one master key, and each has its own id.", copies.StoreName);
        var keys = await DataKeys.ReadAsync(copies, masters, logger, cancellationToken);
        if (keys is null)
        {
            if (creation == NewKeyring.Never)
                throw new BlobException(BlobError.Configuration, "The store has no keyring: it was never opened with this encryption, or lost it.", copies.StoreName);
            using var first = DataKeys.First(clock.GetUtcNow());
            using var wrapped = await first.WrappedByAsync(masters, cancellationToken);
            await copies.CreateAsync(wrapped.Document, overForeign: creation == NewKeyring.OverForeignContent, cancellationToken);
            keys = await DataKeys.ReadAsync(copies, masters, logger: null, cancellationToken)
                ?? throw new BlobException(BlobError.Damaged, "The keyring just written cannot be read back.", copies.StoreName);
        }
        return new Keyring(copies, masters, keys, logger, clock);
    }

    /// <summary>Puts an exported keyring back into a store that lost its own. One that is there is replaced.</summary>
    /// <param name="store">The store of the encrypted content.</param>
    /// <param name="export">What <see cref="Export"/> gave.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Damaged"/>: the export is not a whole keyring; <see cref="BlobError.Conflict"/>: the store has a keyring with data keys
    /// that the export lacks, so that content would be lost; <see cref="BlobError.IO"/>: the store has one that cannot be read now.
    /// </exception>
    public static async Task RestoreAsync(IBlobStore store, ReadOnlyMemory<byte> export, CancellationToken cancellationToken = default)
    {
        var copies = new KeyringCopies(store);
        if (KeyringDocument.Read(export.Span, out var problem) is not { } document)
            throw new BlobException(BlobError.Damaged, $"The export is not a keyring: {problem}.", copies.StoreName);
        var seen = await copies.ReadAsync(cancellationToken);
        copies.RefuseToLose(seen, document, "the export");
        // Processes that run take what is newer than what they know.
        var newest = seen.Max(copy => copy.Document?.Generation);
        var restored = document with { Generation = Math.Max(document.Generation, newest + 1 ?? 0) };
        if (!await copies.TryReplaceAsync(seen, restored, cancellationToken))
            throw ChangedMeanwhile(copies);
    }

    /// <summary>The keyring as a file to keep elsewhere. It is as safe as its weakest password; without it and the copies, content is lost.</summary>
    public byte[] Export() => _keys.Document.ToFile();

    /// <summary>Makes a new data key and encrypts new content with it. Every master key of the keyring must be at hand, else it would lose access.</summary>
    /// <returns>The new key's id.</returns>
    public async Task<string> RotateAsync(CancellationToken cancellationToken = default)
    {
        await ChangeAsync(async keys =>
        {
            var masters = keys.Document.Masters.Select(master => _masters.Find(known => known.Id == master.Id)
                ?? throw new BlobException(BlobError.Configuration,
                    $"The keyring is also opened by '{master.Id}', which is not at hand: give it as well, or remove it first.", _copies.StoreName)).ToList();
            using var grown = keys.WithNewKey(_clock.GetUtcNow());
            return await grown.WrappedByAsync(masters, cancellationToken);
        }, cancellationToken);
        return ActiveKey;
    }

    /// <summary>Lets another master key open the keyring, or replaces the one of the same id: that is how a password is changed.</summary>
    /// <param name="master">The new key; the keyring owns it from now on.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task SetMasterAsync(IMasterKey master, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(master);
        await ChangeAsync(keys => keys.AlsoWrappedByAsync(master, cancellationToken), cancellationToken, master);
    }

    /// <summary>Takes away a master key. What it opened before it may have been copied: rotate afterwards if it is no longer trusted.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/> when it is unknown or the last one.</exception>
    public Task RemoveMasterAsync(string id, CancellationToken cancellationToken = default) => ChangeAsync(keys =>
    {
        var others = keys.Document.Masters.Where(master => master.Id != id).ToList();
        if (others.Count == 0 || others.Count == keys.Document.Masters.Count)
        {
            throw new BlobException(BlobError.Configuration,
                others.Count == 0 ? $"'{id}' is the last master key; set another one first." : $"The keyring has no master key '{id}'.", _copies.StoreName);
        }
        return ValueTask.FromResult(keys.WithMasters(others));
    }, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ISegmentCipher> BeginAsync(Memory<byte> header, CancellationToken cancellationToken = default)
    {
        if (_clock.GetElapsedTime(Volatile.Read(ref _looked)) >= ScanEvery)
            await ScanAsync(cancellationToken);
        var keys = _keys;
        Convert.FromHexString(keys.Document.Active, header.Span, out _, out _);
        RandomNumberGenerator.Fill(header.Span[KeyIdLength..]);
        return CipherOf(keys.Find(keys.Document.Active)!, header.Span);
    }

    /// <inheritdoc/>
    public bool IsCurrent(ReadOnlySpan<byte> header) => ActiveKey == Convert.ToHexStringLower(header[..KeyIdLength]);

    /// <inheritdoc/>
    public async ValueTask<ISegmentCipher> OpenAsync(ReadOnlyMemory<byte> header, CancellationToken cancellationToken = default)
    {
        var id = Convert.ToHexStringLower(header.Span[..KeyIdLength]);
        if (_keys.Find(id) is null)
            await ReloadAsync(cancellationToken);
        var key = _keys.Find(id) ?? throw new BlobException(BlobError.Damaged,
            $"The content is encrypted with the data key '{id}', which the keyring does not hold; restore a keyring that does, unless the content is damaged.");
        return CipherOf(key, header.Span);
    }

    /// <summary>
    /// A key for content that tells nothing of its digest without this keyring: 60 hexadecimal digits, so that nobody takes it for a digest. It
    /// depends on the oldest data key, which a keyring never gives up, and so stays the same for ever.
    /// </summary>
    public string Conceal(Digest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        var keys = _keys;
        using var naming = keys.Find(keys.Document.Keys[0].Id)!.Derive([], "archivolt opaque keys 1"u8);
        return Convert.ToHexStringLower(HMACSHA256.HashData(naming.Bytes, Encoding.ASCII.GetBytes(digest.ToString())))[..OpaqueKeyLength];
    }

    /// <summary>Zeroes every key.</summary>
    public void Dispose()
    {
        foreach (var keys in _outdated.Append(_keys))
            keys.Dispose();
        foreach (var master in _masters)
            master.Dispose();
        _changing.Dispose();
    }

    /// <summary>The ids, never a key.</summary>
    public override string ToString() => $"keyring with {_keys.Document.Keys.Count} data keys, active '{ActiveKey}'";

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await ReadAgainAsync(cancellationToken);
        }
        finally
        {
            _changing.Release();
        }
    }

    // One writer looks, the others go on; so do all when there is nothing to be seen, since what they have is not wrong.
    private async Task ScanAsync(CancellationToken cancellationToken)
    {
        if (!await _changing.WaitAsync(0, cancellationToken))
            return;
        try
        {
            Volatile.Write(ref _looked, _clock.GetTimestamp());
            await ReadAgainAsync(cancellationToken);
        }
        catch (BlobException exception)
        {
            if (_logger is not null)
                LogUnseen(_logger, _copies.StoreName, exception.Message);
        }
        finally
        {
            _changing.Release();
        }
    }

    // What another process wrote meanwhile counts; what is no newer changes nothing.
    private async Task ReadAgainAsync(CancellationToken cancellationToken)
    {
        var known = _keys.Document.ToFile();
        if ((await _copies.ReadAsync(cancellationToken)).All(copy => copy.Holds(known)))
            return;
        var read = await DataKeys.ReadAsync(_copies, _masters, _logger, cancellationToken);
        if (read?.Document.Supersedes(_keys.Document) == true)
            Use(read);
        else
            read?.Dispose();
    }

    private async Task ChangeAsync(Func<DataKeys, ValueTask<DataKeys>> change, CancellationToken cancellationToken, IMasterKey? newMaster = null)
    {
        if (!_copies.CanWrite)
            throw new BlobException(BlobError.Unsupported, "The keyring cannot be changed, because its store cannot replace what it holds.", _copies.StoreName);
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await ReadAgainAsync(cancellationToken);
            var seen = await _copies.ReadAsync(cancellationToken);
            _copies.RefuseToLose(seen, _keys.Document, "this one");
            if (seen.Any(copy => copy.Document?.Generation > _keys.Document.Generation))
                throw ChangedMeanwhile(_copies);
            using var changed = await change(_keys);
            var next = changed.Next();
            // Nothing is encrypted with a new key before both copies are known to hold it.
            if (!await _copies.TryReplaceAsync(seen, next.Document, cancellationToken))
                throw ChangedMeanwhile(_copies);
            Use(next);
            if (newMaster is not null)
            {
                foreach (var old in _masters.Where(known => known.Id == newMaster.Id && !ReferenceEquals(known, newMaster)))
                    old.Dispose();
                _masters.RemoveAll(known => known.Id == newMaster.Id);
                _masters.Add(newMaster);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    private static BlobException ChangedMeanwhile(KeyringCopies copies) => new(BlobError.Conflict, "The keyring was changed by someone else at the same time. Look at it, and try again if the change is not there.", copies.StoreName);

    // Readers may still hold the keys of an older generation, so they live as long as the keyring.
    private void Use(DataKeys keys)
    {
        _outdated.Add(_keys);
        _keys = keys;
    }

    [LoggerMessage(3, LogLevel.Warning, "The keyring of store {Store} was changed or cannot be read, and the keys in use stay in use: {Problem}")]
    private static partial void LogUnseen(ILogger logger, string store, string problem);

    private static AesGcmSegments CipherOf(SecretKey dataKey, ReadOnlySpan<byte> header)
    {
        using var own = dataKey.Derive(header[KeyIdLength..], "archivolt encrypted content 1"u8);
        return new AesGcmSegments(own.Bytes);
    }
}

/// <summary>What a keyring says of a data key.</summary>
/// <param name="Id">16 hexadecimal digits, the ones in the content it encrypts.</param>
/// <param name="Created">When it was made.</param>
public sealed record DataKeyInfo(string Id, DateTimeOffset Created);

/// <summary>When a store without a keyring gets one.</summary>
internal enum NewKeyring
{
    /// <summary>When the store is empty; content without a keyring is content whose keyring was lost.</summary>
    InEmptyStore,

    /// <summary>When nothing in the store is sealed, as where a store in a previous format begins to be encrypted.</summary>
    OverForeignContent,

    /// <summary>Not at all.</summary>
    Never,
}
