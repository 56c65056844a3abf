using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Rclone;

/// <summary>
/// Blobs as objects or files wherever rclone reaches, through its remote control: folders of two characters, and the key. Content goes up under a name of the store's own, below
/// <c>.archivolt/tmp/</c>, and is renamed when it is whole. Ages are those of the server, or of rclone's machine.
/// </summary>
/// <remarks>
/// No back end is asked to write on a condition, since rclone cannot: writers of one key exclude each other within one process only. That is enough for keys that are digests.
/// </remarks>
public sealed class RcloneStore : IBlobStore
{
    private const int MostAttempts = 8;
    // Shorter than names of files may be; a digest has 128 characters at most.
    private const int LongestKey = 200;
    private const int BlockSize = 64 * 1024;
    private const string Mark = "store";
    private const string FormerFolder = "former";

    private readonly RcloneStoreOptions _options;
    private readonly Features _features;
    private readonly ObjectNames _names;
    private readonly bool _isMarked;
    private readonly TimeSpan _listingLag;
    private readonly Dictionary<Type, object> _abilities = [];

    private RcloneStore(RcloneStoreOptions options, RemotePlace place, Opening opening, TimeProvider clock)
    {
        _options = options;
        _features = opening.Remote.Features;
        _names = new ObjectNames("", options.Depth, IsPossible);
        (_isMarked, _listingLag) = (opening.IsMarked, opening.ListingLag);
        Place = place;
        Slots = new Slots(place, opening.ReplacesByRenaming);
        Traits = new StoreTraits
        {
            Name = place.Store,
            CanWrite = !options.ReadOnly,
            // A file server keeps in memory what it was sent, and rclone does not ask it to write that down.
            Durability = _features.BucketBased ? Durability.Full : Durability.None,
            MaxKeyLength = LongestKey,
            Locations = [LocationOf(options, opening.Remote)],
        };
        _abilities.Add(typeof(IOwnerRecord), new RcloneOwnerRecord(this));
        if (options.ReadOnly)
            return;
        _abilities.Add(typeof(IQuarantine), new RcloneQuarantine(this));
        _abilities.Add(typeof(ICleansTempFiles), new RcloneLeftovers(this, clock, opening.ReplacesByRenaming ? null : FormerFolder));
    }

    /// <summary>Opens a store: looks whether the place is there, marks it, and finds out how the back end renames.</summary>
    /// <param name="options">The place and which rclone.</param>
    /// <param name="clock">Says what is abandoned; null for the system's clock.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Configuration"/>: rclone, the remote or the place is not there; those of requests.
    /// </exception>
    public static async ValueTask<RcloneStore> OpenAsync(RcloneStoreOptions options, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var (server, remote) = Connect(options);
        var place = new RemotePlace(server, options.Joined(remote), options, $"Rclone \"{options.Name ?? options.Remote ?? options.Backend}\"");
        try
        {
            return new RcloneStore(options, place, await Opening.LookAsync(place, Own(""), Mark, cancellationToken), clock ?? TimeProvider.System);
        }
        catch
        {
            await place.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public StoreTraits Traits { get; }

    internal RemotePlace Place { get; }

    internal Slots Slots { get; }

    /// <summary>True where rclone writes content whose length is not known before to a temporary file of its own, as for WebDAV.</summary>
    public bool BuffersUploads => !_features.PutStream;

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
        await LocateAsync(key, cancellationToken) is { } found ? StatOf(key, found.Entry) : null;

    /// <inheritdoc/>
    public async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var found = await LocateAsync(key, cancellationToken) ?? throw BlobException.NotFound(Traits.Name, key);
            var stat = StatOf(key, found.Entry);
            var (offset, count) = range.Resolve(stat.Length, Traits.Name, key);
            if (count == 0)
                return new BlobContent(stat, offset, count, new MemoryStream([], writable: false));
            var isWhole = count == stat.Length;
            if (await Place.OpenAsync(found.Name, isWhole ? null : new RangeHeaderValue(offset, offset + count - 1), key, cancellationToken) is not { } answer)
                continue;
            // Another length is other content, which took the key between the two requests.
            var (total, sent) = (isWhole ? answer.Content.Headers.ContentLength : answer.Content.Headers.ContentRange?.Length, answer.Content.Headers.ContentLength);
            if (total == stat.Length && sent == count)
                return new BlobContent(stat, offset, count, new ReceivedBody(await answer.Content.ReadAsStreamAsync(cancellationToken), answer, count, _options.IdleTimeout, Traits.Name, key));
            answer.Dispose();
        }
        throw new BlobException(BlobError.Unavailable, "Others replace this key all the time, or rclone serves no part of the content.", Traits.Name, key);
    }

    /// <inheritdoc/>
    public ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        Place.Check(cancellationToken);
        Traits.CheckWritable(key: null);
        if (options?.Key is { } key)
            _ = SlotOf(key, cancellationToken);
        return ValueTask.FromResult<BlobDraft>(new RcloneDraft(this, options ?? WriteOptions.Default));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(proof);
        var slot = SlotOf(key, cancellationToken);
        Traits.CheckWritable(key);
        using var turn = await Slots.TakeAsync(slot, cancellationToken);
        if (await Slots.EmptyAsync(slot, key, cancellationToken))
            return true;
        await CheckPlaceAsync(key, cancellationToken);
        return false;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobStat> ListAsync(string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Place.Check(cancellationToken);
        // What a crash left without its own name.
        var former = (await Place.ListAsync(Own(FormerFolder), folders: false, cancellationToken) ?? []).Where(entry => _names.KeyOf(NameOf(entry.Name)) is not null);
        var listed = WalkAsync("", _options.Depth, _names.Before(after), cancellationToken);
        await foreach (var match in KeyMerge.JoinAsync(listed, each => each.Key, former.ToAsyncEnumerable(), each => each.Name, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (KeyOrder.IsAfter(match.Key, after))
                yield return match.HasLeft ? match.Left : StatOf(match.Key, Risen(match.Right!));
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type ability)
    {
        ArgumentNullException.ThrowIfNull(ability);
        return _abilities.GetValueOrDefault(ability);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Place.DisposeAsync();

    /// <summary>The store's name.</summary>
    public override string ToString() => Traits.Name;

    /// <summary>The name of an object of the store's own.</summary>
    internal static string Own(string name) => $".archivolt/{name}";

    /// <summary>A name under which content waits for its key.</summary>
    internal static string TemporaryName() => Own($"{RcloneLeftovers.TemporaryFolder}/{Guid.NewGuid():n}");

    internal Slot SlotOf(string key, CancellationToken cancellationToken)
    {
        var name = _names.Of(key, Traits);
        Place.Check(cancellationToken);
        return new Slot(name, Own($"{FormerFolder}/{key}"));
    }

    internal BlobStat StatOf(string key, Entry entry)
    {
        // The answers of an object store agree on whole seconds only.
        var modified = _features.BucketBased ? DateTimeOffset.FromUnixTimeSeconds(entry.ModTime.ToUnixTimeSeconds()) : entry.ModTime.ToUniversalTime();
        return new BlobStat(key, entry.Size, modified, string.Create(CultureInfo.InvariantCulture, $"{entry.Size}.{modified.UtcTicks}"));
    }

    /// <summary>Makes content visible under its key, or the content younger that is there.</summary>
    internal async Task<BlobStat> PublishAsync(string key, string temporary, long length, WriteOptions options, CancellationToken cancellationToken)
    {
        var slot = SlotOf(key, cancellationToken);
        Traits.CheckWritable(key);
        using var turn = await Slots.TakeAsync(slot, cancellationToken);
        var existing = await Slots.SettleAsync(slot, key, cancellationToken);
        if (options.IfUnchanged is { } expected && (existing is null || !StatOf(key, existing).IsSameVersionAs(expected)))
            throw BlobException.ChangedMeanwhile(Traits.Name, key);
        if (existing is null)
            await Slots.PublishAsync(temporary, slot, key, cancellationToken);
        // The same content once more makes it young.
        else if (options.Replace || (existing.Size == length && DigestAlgorithm.OfKey(key) is not null))
            await Slots.FillAsync(temporary, slot, key, cancellationToken);
        else
            return await RenewAsync(slot, existing.Size, key, cancellationToken);
        var written = await Place.FindAsync(slot.Name, key, cancellationToken);
        if (written is null || written.Size == length)
            return StatOf(key, written ?? throw new BlobException(BlobError.Unavailable, "The content was deleted as soon as it had its key; write it again.", Traits.Name, key));
        throw new BlobException(BlobError.Unavailable, $"Under the key are {written.Size} bytes and not the {length} that were written: another writer was there, or the server cut them off.", Traits.Name, key);
    }

    // The only way that every back end knows: to write what is there again.
    private async Task<BlobStat> RenewAsync(Slot slot, long length, string key, CancellationToken cancellationToken)
    {
        var temporary = TemporaryName();
        try
        {
            await using (var upload = new StreamedUpload(Place, temporary, length, key))
            {
                var answer = await Place.OpenAsync(slot.Name, range: null, key, cancellationToken) ?? throw BlobException.NotFound(Traits.Name, key);
                await using var body = new ReceivedBody(
                    await answer.Content.ReadAsStreamAsync(cancellationToken), answer, length, _options.IdleTimeout, Traits.Name, key);
                if (answer.Content.Headers.ContentLength != length)
                    throw new BlobException(BlobError.Unavailable, "The blob was changed while it was made young.", Traits.Name, key);
                var block = new byte[BlockSize];
                for (int read; (read = await body.ReadAsync(block, cancellationToken)) > 0;)
                    await upload.WriteAsync(block.AsMemory(0, read), cancellationToken);
                await upload.CompleteAsync(cancellationToken);
            }
            await Slots.FillAsync(temporary, slot, key, cancellationToken);
        }
        finally
        {
            await BestEffort.TryAsync(async () => await Place.DeleteAsync(temporary, key, CancellationToken.None));
        }
        return StatOf(key, await Place.FindAsync(slot.Name, key, cancellationToken) ?? throw BlobException.NotFound(Traits.Name, key));
    }

    private async Task<Located?> LocateAsync(string key, CancellationToken cancellationToken)
    {
        if (await Slots.FindAsync(SlotOf(key, cancellationToken), key, cancellationToken) is { } found)
            return found;
        await CheckPlaceAsync(key, cancellationToken);
        return null;
    }

    /// <summary>Fails where the place has vanished. Below one, such as a folder where nothing is mounted any more, everything seems to be missing, and a write would make another store.</summary>
    internal async Task CheckPlaceAsync(string? key, CancellationToken cancellationToken)
    {
        var isThere = _isMarked ? await Place.FindAsync(Own(Mark), key, cancellationToken) is not null : await Place.ListAsync("", folders: true, cancellationToken) is not null;
        if (!isThere)
            throw new BlobException(BlobError.Unavailable, $"The place of the store is not there, or is another one than before ('{Own(Mark)}' is missing): mount it, or bring it back.", Traits.Name, key);
    }

    private async IAsyncEnumerable<BlobStat> WalkAsync(string folder, int depth, string? before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await Place.ListAsync(folder, folders: depth > 0, cancellationToken) is not { } entries)
        {
            // A folder below may have been deleted meanwhile; that of the store is never.
            await CheckPlaceAsync(null, cancellationToken);
            yield break;
        }
        foreach (var entry in entries)
        {
            var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
            if (depth == 0)
            {
                if (_names.KeyOf(path) is { } key && entry.Size >= 0)
                    yield return StatOf(key, Risen(entry));
            }
            else if (entry.Name.Length == 2 && (before is null || string.CompareOrdinal($"{path}/", 0, before, 0, path.Length + 1) >= 0))
            {
                await foreach (var stat in WalkAsync(path, depth - 1, before, cancellationToken))
                    yield return stat;
            }
        }
    }

    // Swift rounds up where it tells of one object and down where it lists several. Of empty objects, and of those that it wrote in parts, rclone asks for each anyway.
    private Entry Risen(Entry listed) => listed.Size is > 0 and < RcloneDraft.LongestInMemory ? listed with { ModTime = listed.ModTime + _listingLag } : listed;

    private string NameOf(string key)
    {
        try
        {
            return _names.Of(key, Traits);
        }
        catch (BlobException exception) when (exception.Error == BlobError.InvalidKey)
        {
            return "";
        }
    }

    // What every back end keeps as it is, without renaming characters.
    private bool IsPossible(string key) =>
        key.All(character => character is > ' ' and <= '~' and not ('"' or '*' or '/' or ':' or '<' or '>' or '?' or '\\' or '|')) && !key.EndsWith('.')
        && !string.Equals(key, ".archivolt", StringComparison.OrdinalIgnoreCase) && (!_features.CaseInsensitive || !key.Any(char.IsAsciiLetterUpper));

    private static (RcloneServer Server, string Remote) Connect(RcloneStoreOptions options)
    {
        if (options.Address is not null)
            return (new RunningRclone(options), options.Remote!);
        if (options.Remote is { } remote)
            return (SupervisedRclone.Take(options.Executable, options.ConfigFile, backend: null), remote);
        var use = SupervisedRclone.Take(options.Executable, configuration: "", new Backend(options.Backend!, options.Settings));
        return (use, $"{use.Remote}:");
    }

    private static Uri LocationOf(RcloneStoreOptions options, Described remote)
    {
        var root = (remote.Root ?? "").Trim('/');
        if (remote.Features.IsLocal && options.Address is null)
            return new Uri($"file:///{Escaped(root)}/");
        string[] tellingSettings = ["host", "url", "auth", "endpoint", "account", "user", "username", "client_id"];
        var server = options.Remote is { } name ? name.Split(':')[0]
            : tellingSettings.Select(setting => options.Settings.GetValueOrDefault(setting)).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";
        var kind = options.Backend?.Replace(' ', '-') ?? options.Address?.Authority.Replace(':', '-') ?? "configured";
        return new Uri($"rclone://{kind}/{Uri.EscapeDataString(RcloneFailure.Cleaned(server))}/{Escaped(root)}/");
    }

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
