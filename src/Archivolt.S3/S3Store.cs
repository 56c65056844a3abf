using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.S3;

/// <summary>
/// Blobs as objects of a bucket, on AWS or a compatible server, named as the platform names them: prefix and key. The store's own objects are below
/// <c>.archivolt/</c>. Ages are the server's.
/// </summary>
/// <remarks>
/// Where the server has no conditional writes, writers of one key exclude each other within one process only. That is enough for keys that are digests.
/// </remarks>
public sealed class S3Store : IBlobStore, ITouch
{
    private const int MostAttempts = 8;

    private readonly TimeProvider _clock;
    private readonly ObjectNames _names;
    private readonly KeyLocks _turns = new();
    private readonly Dictionary<Type, object> _abilities;
    private readonly CloudFrontSigner? _cloudFront;
    private bool _isConditional;

    private S3Store(IAmazonS3 client, CloudFrontSigner? cloudFront, S3StoreOptions options, TimeProvider clock)
    {
        var prefix = options.Prefix.Length == 0 || options.Prefix.EndsWith('/') ? options.Prefix : $"{options.Prefix}/";
        _clock = clock;
        _names = new ObjectNames(prefix, options.Depth);
        Traits = new StoreTraits
        {
            Name = $"S3 \"{options.Name ?? options.Bucket}\"",
            CanWrite = !options.ReadOnly,
            Touch = Touch.Copy,
            MaxKeyLength = _names.MaxKeyLength,
            MaxLength = 5L << 40,
            Locations = [new Uri($"s3://{options.Endpoint?.Authority ?? "amazonaws.com"}/{Uri.EscapeDataString(options.Bucket)}/{string.Join('/', prefix.Split('/').Select(Uri.EscapeDataString))}")],
        };
        Bucket = new Bucket(client, options, _names, Traits.Name);
        _cloudFront = cloudFront;
        _abilities = AbilitiesOf(options);
    }

    /// <summary>Opens a store: looks whether the bucket is there, and what the server can do.</summary>
    /// <param name="options">The bucket and how to reach it.</param>
    /// <param name="clock">Says what has expired; null for the system's clock.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Configuration"/>: there is no such bucket, or the server ignores the request to encrypt, or the key for CloudFront cannot be read; those of requests.
    /// </exception>
    public static async ValueTask<S3Store> OpenAsync(S3StoreOptions options, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var cloudFront = options.CloudFront is null ? null : new CloudFrontSigner(options);
        var store = new S3Store(S3Client.Create(options), cloudFront, options, clock ?? TimeProvider.System);
        try
        {
            await store.ProbeAsync(cancellationToken);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public StoreTraits Traits { get; }

    internal Bucket Bucket { get; }

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
        (await Bucket.FindAsync(NameOf(key, cancellationToken), key, cancellationToken))?.ToStat(key);

    /// <inheritdoc/>
    public async ValueTask<BlobContent> OpenAsync(string key, Blobs.ByteRange range = default, CancellationToken cancellationToken = default)
    {
        var name = NameOf(key, cancellationToken);
        if (HeaderOf(range) is not { } header)
        {
            // No range of HTTP; the length decides what is wrong with it.
            var stat = await StatAsync(key, cancellationToken) ?? throw BlobException.NotFound(Traits.Name, key);
            range.Resolve(stat.Length, Traits.Name, key);
            throw new BlobException(BlobError.RangeNotSatisfiable, $"The range {range} has no byte that the server could name.", Traits.Name, key);
        }
        var answer = await Bucket.OpenAsync(name, header.Length == 0 ? null : header, key, cancellationToken) ?? throw BlobException.NotFound(Traits.Name, key);
        try
        {
            var total = answer.ContentRange is { Length: > 0 } part && long.TryParse(part[(part.LastIndexOf('/') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
                ? whole
                : answer.ContentLength;
            var (offset, count) = range.Resolve(total, Traits.Name, key);
            if (count != answer.ContentLength)
                throw new BlobException(BlobError.IO, $"The server sent {answer.ContentLength} bytes for the range {range} of {total} bytes.", Traits.Name, key);
            var found = StoredObject.Of(answer.ETag, total, answer.LastModified, answer.StorageClass?.Value);
            return new BlobContent(found.ToStat(key), offset, count, new ReceivedBody(answer.ResponseStream, answer, count, Bucket.Options.IdleTimeout, Traits.Name, key));
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        Bucket.Check(cancellationToken);
        CheckWritable(key: null);
        if (options?.Key is { } key)
            _ = NameOf(key, cancellationToken);
        return ValueTask.FromResult<BlobDraft>(new S3Draft(this, options ?? WriteOptions.Default));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(proof);
        var name = NameOf(key, cancellationToken);
        CheckWritable(key);
        using var turn = await _turns.TakeAsync(key, cancellationToken);
        // The server does not tell whether there was something to delete, and hides what is locked.
        if (await Bucket.FindAsync(name, key, cancellationToken) is not { } found)
            return false;
        CheckRetention(found, "deleted", key);
        await Bucket.DeleteAsync(name, key, cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobStat> ListAsync(string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Bucket.Check(cancellationToken);
        await foreach (var (name, found) in Bucket.ListAsync(_names.Prefix, _names.Before(after), cancellationToken: cancellationToken))
        {
            if (_names.KeyOf(name) is { } key && KeyOrder.IsAfter(key, after))
                yield return found.ToStat(key);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type ability)
    {
        ArgumentNullException.ThrowIfNull(ability);
        return _abilities.GetValueOrDefault(ability);
    }

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default)
    {
        var name = NameOf(key, cancellationToken);
        CheckWritable(key);
        using var turn = await _turns.TakeAsync(key, cancellationToken);
        return await RefreshAsync(name, key, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Bucket.Dispose();
        _cloudFront?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The store's name.</summary>
    public override string ToString() => Traits.Name;

    internal string NameOf(string key, CancellationToken cancellationToken)
    {
        var name = _names.Of(key, Traits);
        Bucket.Check(cancellationToken);
        return name;
    }

    /// <summary>The time by the store's clock.</summary>
    internal DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>A name under which content waits for its key.</summary>
    internal string TemporaryName() => _names.Own($"{S3Leftovers.TemporaryFolder}{Guid.NewGuid():n}");

    /// <summary>The condition that there is no object of a name, where the server understands it.</summary>
    internal WriteCondition IsNew => _isConditional ? WriteCondition.IsNew : WriteCondition.None;

    /// <summary>Refuses writing where the store, or the key, is only read.</summary>
    internal void CheckWritable(string? key)
    {
        Traits.CheckWritable(key);
        if (key is not null && Bucket.Split(key).Version is not null)
            throw new BlobException(BlobError.InvalidKey, "A version of an object is only read.", Traits.Name, key);
    }

    /// <summary>Makes content visible under its key, or the content younger that is there.</summary>
    internal async ValueTask<BlobStat> PublishAsync(string key, Publication content, WriteOptions options, CancellationToken cancellationToken)
    {
        var name = NameOf(key, cancellationToken);
        CheckWritable(key);
        using var turn = await _turns.TakeAsync(key, cancellationToken);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var isBlind = options.Replace ? options.IfUnchanged is null && !Bucket.Options.ObjectLock : attempt == 0 && content.IsCheap && _isConditional;
            var existing = isBlind ? null : await Bucket.FindAsync(name, key, cancellationToken);
            if (options.IfUnchanged is { } expected && existing?.ToStat(key).IsSameVersionAs(expected) != true)
                throw BlobException.ChangedMeanwhile(Traits.Name, key);
            // Bytes that are here now bring back what is in cold storage.
            var isReplaced = options.Replace || existing is { Cold.State: not ColdState.Available };
            if (isReplaced && existing is not null)
                CheckRetention(existing, "replaced", key);
            if (!isReplaced && existing is not null)
            {
                if (await RefreshAsync(name, key, cancellationToken) is { } young)
                    return young;
                continue;
            }
            var written = await content.WriteAsync(isReplaced ? WriteCondition.None : IsNew, _isConditional ? existing?.ETag : null, cancellationToken);
            if (written is not null)
                return await LookAsync(name, key, content.Length, written, options, cancellationToken);
            if (options.IfUnchanged is not null)
                throw BlobException.ChangedMeanwhile(Traits.Name, key);
        }
        throw BlobException.Contended(Traits.Name, key);
    }

    private async ValueTask<BlobStat> LookAsync(string name, string key, long length, string eTag, WriteOptions options, CancellationToken cancellationToken)
    {
        var found = await Bucket.FindAsync(name, key, cancellationToken);
        if (found is null)
            return StoredObject.Of(eTag, length, _clock.GetUtcNow().UtcDateTime, storageClass: null).ToStat(key);
        // Another length is another writer's content, unless the server says that it is this one.
        if (found.Length != length && (eTag.Length == 0 ? !options.Replace : found.ETag == eTag))
        {
            await Bucket.DeleteAsync(name, key, CancellationToken.None);
            throw new BlobException(BlobError.Damaged, $"The server kept {found.Length} of {length} bytes; nothing was left there.", Traits.Name, key);
        }
        return found.ToStat(key);
    }

    // Null when the blob is not there, or only its bytes would bring it back.
    private async ValueTask<BlobStat?> RefreshAsync(string name, string key, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (await Bucket.FindAsync(name, key, cancellationToken) is not { Cold.State: ColdState.Available } seen)
                return null;
            if (await Bucket.CopyAsync(name, name, seen, key: key, cancellationToken: cancellationToken))
                return (await Bucket.FindAsync(name, key, cancellationToken))?.ToStat(key);
        }
        throw BlobException.Contended(Traits.Name, key);
    }

    private async ValueTask ProbeAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in Bucket.ListAsync(_names.Prefix, pageSize: 1, cancellationToken: cancellationToken))
            break;
        if (Bucket.Options.ReadOnly)
            return;
        var probe = _names.Own("probe");
        await Bucket.PutAsync(probe, new MemoryStream("archivolt"u8.ToArray()), cancellationToken: cancellationToken);
        try
        {
            _isConditional = await Bucket.PutAsync(probe, new MemoryStream("archivolt"u8.ToArray()), WriteCondition.IsNew, cancellationToken: cancellationToken) is null;
        }
        catch (BlobException exception) when (exception.Error == BlobError.Unsupported)
        {
            _isConditional = false;
        }
    }

    private Dictionary<Type, object> AbilitiesOf(S3StoreOptions options)
    {
        var abilities = new Dictionary<Type, object> { [typeof(IOwnerRecord)] = new S3OwnerRecord(this) };
        // The URL could not hold the key.
        if (options.SignUrls && options.ServerEncryption != S3Encryption.CustomerKey)
            abilities.Add(typeof(ISignsUrls), new S3Urls(this, _cloudFront));
        if (options.ReadOnly)
            return abilities;
        if (options.ColdStorageClass is not null)
            abilities.Add(typeof(IColdStorage), new S3Cold(this, _turns));
        var writes = new S3Writes(this, _clock);
        abilities.Add(typeof(ITouch), this);
        abilities.Add(typeof(IQuarantine), new S3Quarantine(this, _turns));
        abilities.Add(typeof(IResumableWrites), writes);
        abilities.Add(typeof(ICleansTempFiles), new S3Leftovers(Bucket, writes, _clock));
        if (options.ObjectLock)
            abilities.Add(typeof(IRetainsContent), new S3Retention(this, _clock));
        return abilities;
    }

    private void CheckRetention(StoredObject found, string what, string key)
    {
        if (Bucket.Options.ObjectLock && found.Retention.HoldsAt(_clock.GetUtcNow()))
            throw new BlobException(BlobError.Retained, $"The content is not {what}: {found.Retention}.", Traits.Name, key);
    }


    // Empty for all; null where HTTP has no such range. Servers do not agree on numbers beyond any content.
    private static string? HeaderOf(Blobs.ByteRange range)
    {
        const long beyond = 1L << 50;
        if (range.IsAll)
            return "";
        if (range.Count == 0 || range.Offset > beyond)
            return null;
        return range.IsSuffix ? string.Create(CultureInfo.InvariantCulture, $"bytes=-{Math.Min(range.Count!.Value, beyond)}")
            : range.Count is { } count && count < beyond ? string.Create(CultureInfo.InvariantCulture, $"bytes={range.Offset}-{range.Offset + count - 1}")
            : string.Create(CultureInfo.InvariantCulture, $"bytes={range.Offset}-");
    }
}
