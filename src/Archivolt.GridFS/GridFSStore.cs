using System.Runtime.CompilerServices;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Stores;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Archivolt.GridFS;

/// <summary>
/// Blobs in a bucket of MongoDB's GridFS: a document for each key, and its content in chunks, so that any size is written and read in constant memory, and a part is read alone. The
/// platform's buckets open in place. Content becomes visible by one change of one document. Where several files have one name, the one with the highest <c>version</c> counts.
/// </summary>
/// <remarks>
/// Content that a key gave up stays for <see cref="GridFSStoreOptions.AbandonedAfter"/>, for those who read it just then; <see cref="CleanUpAsync"/> takes it away after
/// that, as well as what writers that died left, and chunks without a file that are older than a day.
/// </remarks>
public sealed class GridFSStore : IBlobStore, ITouch, IQuarantine, ICleansTempFiles
{
    private const int PageSize = 1000;
    private const int MostAttempts = 64;
    private const string Aside = "tmp-quarantined-";

    // The clocks of others differ, and a chunk that is taken from a living upload is lost content.
    private static readonly TimeSpan OrphanedAfter = TimeSpan.FromDays(1);

    private readonly GridFSStoreOptions _options;
    private readonly TimeProvider _clock;
    private readonly GridFSOwnerRecord _owner;
    private readonly StrayDocuments _strays;

    private GridFSStore(GridFSStoreOptions options, Bucket bucket, TimeProvider clock)
    {
        (_options, Bucket, _clock, _owner, _strays) = (options, bucket, clock, new GridFSOwnerRecord(bucket), new StrayDocuments(bucket));
        Traits = new StoreTraits { Name = bucket.Store, CanWrite = !options.ReadOnly, Touch = Touch.Cheap, Locations = [bucket.Location] };
    }

    /// <summary>Opens a store; makes its indexes where they are missing.</summary>
    /// <param name="options">The bucket and its database.</param>
    /// <param name="clock">Gives blobs their age; null for the system's clock.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">The database cannot be reached or used; the message says why.</exception>
    public static async ValueTask<GridFSStore> OpenAsync(GridFSStoreOptions options, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var store = new GridFSStore(options, new Bucket(options, $"GridFS \"{options.Name ?? options.Bucket}\""), clock ?? TimeProvider.System);
        try
        {
            if (options.ReadOnly)
                await store.Bucket.FindAsync("", cancellationToken);
            else
                await store.Bucket.PrepareAsync(cancellationToken);
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

    internal int ChunkSize => _options.ChunkSize;

    /// <summary>The time as MongoDB keeps it, in whole milliseconds.</summary>
    internal DateTime Now => DateTimeOffset.FromUnixTimeMilliseconds(_clock.GetUtcNow().ToUnixTimeMilliseconds()).UtcDateTime;

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        return StoredFile.Current(await Bucket.FindAsync(key, cancellationToken))?.ToStat();
    }

    /// <inheritdoc/>
    public async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        var file = StoredFile.Current(await Bucket.FindAsync(key, cancellationToken)) ?? throw BlobException.NotFound(Traits.Name, key);
        var (offset, count) = range.Resolve(file.Length, Traits.Name, key);
        return new BlobContent(file.ToStat(), offset, count, new GridFSContent(Bucket, file, offset, count));
    }

    /// <inheritdoc/>
    public ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        Bucket.Check(cancellationToken);
        Traits.CheckWritable(key: null);
        if (options?.Key is { } key)
            Check(key, cancellationToken);
        return ValueTask.FromResult<BlobDraft>(new GridFSDraft(this, options ?? WriteOptions.Default));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(proof);
        Check(key, cancellationToken);
        Traits.CheckWritable(key);
        var isDeleted = false;
        // The one that counts goes last, so that no older one is seen in between.
        foreach (var file in (await Bucket.FindAsync(key, cancellationToken)).OrderBy(file => (file.Version, file.Uploaded)))
            isDeleted |= await Bucket.ChangeAsync(file.Id, key, Bucket.Loosened(Now), key, cancellationToken);
        return isDeleted;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobStat> ListAsync(string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Bucket.Check(cancellationToken);
        // Half of a surrogate pair becomes U+FFFD, which comes before whatever the whole pair can be.
        for (var last = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(after ?? "")); ;)
        {
            var page = await ReadPageAsync(last, cancellationToken);
            // Files of one name stand together; the last ones may go on in the next page.
            var names = page.GroupBy(file => file.Name, file => file.File, StringComparer.Ordinal).ToList();
            var isLast = page.Count < PageSize;
            foreach (var files in isLast || names.Count == 1 ? names : names[..^1])
            {
                cancellationToken.ThrowIfCancellationRequested();
                last = files.Key;
                if (!files.Key.StartsWith(Bucket.ReservedPrefix, StringComparison.Ordinal) && StoredFile.Current(files.OfType<StoredFile>()) is { } current)
                    yield return current.ToStat();
            }
            if (isLast)
                yield break;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type ability)
    {
        ArgumentNullException.ThrowIfNull(ability);
        return ability.IsInstanceOfType(_owner) ? _owner
            : ability.IsInstanceOfType(_strays) ? _strays
            : !_options.ReadOnly && ability.IsInstanceOfType(this) && ability != typeof(GridFSStore) ? this : null;
    }

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        Traits.CheckWritable(key);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (StoredFile.Current(await Bucket.FindAsync(key, cancellationToken)) is not { } file)
                return null;
            if (await TouchAsync(file, cancellationToken) is { } young)
                return young.ToStat();
        }
        throw Busy(key);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> QuarantineAsync(BlobStat seen, CancellationToken cancellationToken = default)
    {
        Check(seen.Key, cancellationToken);
        Traits.CheckWritable(seen.Key);
        var files = await Bucket.FindAsync(seen.Key, cancellationToken);
        if (StoredFile.Current(files) is not { } file || !file.ToStat().IsSameVersionAs(seen))
            return null;
        // What a replacement left goes; the platform's copies of the same content stay, and one of them answers now.
        foreach (var older in files.Where(other => other.Version < file.Version))
            await Bucket.ChangeAsync(older.Id, seen.Key, Bucket.Loosened(Now), seen.Key, cancellationToken);
        var place = $"{Aside}{Guid.NewGuid():n}";
        return await Bucket.ChangeAsync(file.Id, seen.Key, Bucket.Renamed(place).Unset(StoredFile.VersionField), seen.Key, cancellationToken) ? place : null;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReleaseAsync(string key, string place, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        Check(key, cancellationToken);
        Traits.CheckWritable(key);
        if (!place.StartsWith(Aside, StringComparison.Ordinal) || await Bucket.FindAsync(key, cancellationToken) is not [] || await Bucket.FindAsync(place, cancellationToken) is not [var file])
            return false;
        try
        {
            return await Bucket.ChangeAsync(file.Id, place, Bucket.Renamed(key).Set(StoredFile.UploadedField, Now).Set(StoredFile.VersionField, 1L), key, cancellationToken);
        }
        catch (DuplicateException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> CleanUpAsync(CancellationToken cancellationToken = default)
    {
        Bucket.Check(cancellationToken);
        Traits.CheckWritable(key: null);
        var count = 0L;
        while (await Bucket.FindAbandonedAsync(Now - _options.AbandonedAfter, cancellationToken) is { Count: > 0 } abandoned)
        {
            foreach (var (id, name) in abandoned)
                count += await Bucket.DestroyAsync(id, name, cancellationToken) ? 1 : 0;
        }
        var age = _options.AbandonedAfter > OrphanedAfter ? _options.AbandonedAfter : OrphanedAfter;
        // A clock that is ahead would make uploads under way look abandoned.
        var (here, there) = (Now, await Bucket.ReadTimeAsync(cancellationToken));
        return count + await new OrphanedChunks(Bucket).CleanUpAsync((here < there ? here : there) - age, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Bucket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The store's name.</summary>
    public override string ToString() => Traits.Name;

    /// <summary>Makes content visible under its key, or the content younger that is there; returns the file that has the key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="draft">The file that holds the content, and is loose.</param>
    /// <param name="length">Its length.</param>
    /// <param name="options">How it was to be written.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async ValueTask<StoredFile> PublishAsync(string key, BsonValue draft, long length, WriteOptions options, CancellationToken cancellationToken)
    {
        Check(key, cancellationToken);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var files = await Bucket.FindAsync(key, cancellationToken);
            var existing = StoredFile.Current(files);
            if (options.IfUnchanged is { } expected && existing?.ToStat().IsSameVersionAs(expected) != true)
                throw BlobException.ChangedMeanwhile(Traits.Name, key);
            if (existing is not null && !options.Replace)
            {
                if (await TouchAsync(existing, cancellationToken) is { } young)
                    return young;
                continue;
            }
            var file = new StoredFile(draft, key, length, ChunkSize, Now, (existing?.Version ?? 0) + 1);
            if (!await TryNameAsync(file, cancellationToken))
                continue;
            var isGivenUp = false;
            foreach (var older in files)
                isGivenUp |= await Bucket.ChangeAsync(older.Id, key, Bucket.Loosened(Now), key, CancellationToken.None) && older == existing;
            // A deletion was faster, which the new content must not undo.
            if (options.IfUnchanged is not null && !isGivenUp)
            {
                await Bucket.ChangeAsync(draft, key, Bucket.Loosened(Now), key, CancellationToken.None);
                throw BlobException.ChangedMeanwhile(Traits.Name, key);
            }
            return file;
        }
        throw Busy(key);
    }

    private async Task<bool> TryNameAsync(StoredFile file, CancellationToken cancellationToken)
    {
        var named = Bucket.Renamed(file.Key).Set(StoredFile.LengthField, file.Length).Set(StoredFile.UploadedField, file.Uploaded).Set(StoredFile.VersionField, file.Version);
        try
        {
            return await Bucket.ChangeAsync(file.Id, Bucket.Loose, named, file.Key, cancellationToken) ? true
                : throw new BlobException(BlobError.Unavailable, "The write stood still for so long that it was taken for abandoned; write the content again.", Traits.Name, file.Key);
        }
        catch (DuplicateException)
        {
            return false;
        }
    }

    private async Task<StoredFile?> TouchAsync(StoredFile file, CancellationToken cancellationToken)
    {
        var young = file with { Uploaded = Now };
        return await Bucket.ChangeAsync(file.Id, file.Key, Builders<BsonDocument>.Update.Set(StoredFile.UploadedField, young.Uploaded), file.Key, cancellationToken) ? young : null;
    }

    // Without a file where a document is none of GridFS.
    private Task<List<(string Name, StoredFile? File)>> ReadPageAsync(string after, CancellationToken cancellationToken) => Bucket.RunAsync(null, async () =>
    {
        var filter = Builders<BsonDocument>.Filter.Gt(StoredFile.KeyField, after) & Builders<BsonDocument>.Filter.Ne(StoredFile.KeyField, Bucket.Loose);
        var documents = await Bucket.Files.Find(filter).Sort(Builders<BsonDocument>.Sort.Ascending(StoredFile.KeyField)).Project(StoredFile.Fields).Limit(PageSize).ToListAsync(cancellationToken);
        return documents.ConvertAll(document => (document[StoredFile.KeyField].AsString, StoredFile.TryRead(document, out var file) ? file : null));
    }, cancellationToken);

    private void Check(string key, CancellationToken cancellationToken)
    {
        Traits.CheckKey(key);
        if (key.StartsWith(Bucket.ReservedPrefix, StringComparison.Ordinal))
            throw new BlobException(BlobError.InvalidKey, $"A key of this store does not begin with '{Bucket.ReservedPrefix}', as uploads do.", Traits.Name, key);
        Bucket.Check(cancellationToken);
    }


    private BlobException Busy(string key) => new(BlobError.Unavailable, "Others write this key all the time; try again.", Traits.Name, key);
}
