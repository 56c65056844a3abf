using System.Globalization;
using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Azure;
using Azure.Storage.Blobs.Models;

namespace Archivolt.Azure;

/// <summary>
/// Blobs as block blobs of a container of Azure Blob Storage, named as the platform names them: prefix and key. The store's own blobs are below <c>.archivolt/</c>. Ages are the
/// server's.
/// </summary>
public sealed class AzureStore : IBlobStore, ITouch
{
    private const int MostAttempts = 8;

    private readonly TimeProvider _clock;
    private readonly ObjectNames _names;
    private readonly KeyLocks _turns = new();
    private readonly Dictionary<Type, object> _abilities;

    private AzureStore(AzureStoreOptions options, TimeProvider clock)
    {
        var prefix = options.Prefix.Length == 0 || options.Prefix.EndsWith('/') ? options.Prefix : $"{options.Prefix}/";
        _clock = clock;
        _names = new ObjectNames(prefix, options.Depth, IsPossible);
        Traits = new StoreTraits
        {
            Name = $"Azure \"{options.Name ?? options.Container}\"",
            CanWrite = !options.ReadOnly,
            Touch = Touch.Cheap,
            MaxKeyLength = _names.MaxKeyLength,
            MaxLength = BlockList.MostBlocks * AzureStoreOptions.MaxBlockSize,
            Locations = [new Uri($"azure://{options.Service.Authority}{options.Service.AbsolutePath.TrimEnd('/')}/{Uri.EscapeDataString(options.Container)}/{string.Join('/', prefix.Split('/').Select(Uri.EscapeDataString))}")],
        };
        Container = new Container(options, _names, Traits.Name);
        _abilities = AbilitiesOf(options);
    }

    /// <summary>Opens a store: looks whether the container is there.</summary>
    /// <param name="options">The container and how to reach it.</param>
    /// <param name="clock">Says what has expired; null for the system's clock.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: there is no such container; those of requests.</exception>
    public static async ValueTask<AzureStore> OpenAsync(AzureStoreOptions options, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var store = new AzureStore(options, clock ?? TimeProvider.System);
        try
        {
            if (options is { CreateContainer: true, ReadOnly: false })
                await store.Container.CreateAsync(cancellationToken);
            await foreach (var _ in store.Container.ListAsync(store._names.Prefix, pageSize: 1, cancellationToken: cancellationToken))
                break;
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

    internal Container Container { get; }

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
        (await Container.FindAsync(NameOf(key, cancellationToken), key, cancellationToken))?.ToStat(key);

    /// <inheritdoc/>
    public async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        var name = NameOf(key, cancellationToken);
        if (!range.IsSuffix && range.Count != 0)
            return await OpenAsync(name, key, new HttpRange(range.Offset, range.Count), eTag: null, range, cancellationToken) ?? throw BlobException.NotFound(Traits.Name, key);
        // Azure knows no ranges from the end.
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var found = await Container.FindAsync(name, key, cancellationToken) ?? throw BlobException.NotFound(Traits.Name, key);
            var (offset, count) = range.Resolve(found.Length, Traits.Name, key);
            if (await OpenAsync(name, key, new HttpRange(offset, count), found.ETag, range, cancellationToken) is { } content)
                return content;
        }
        throw BlobException.Contended(Traits.Name, key);
    }

    /// <inheritdoc/>
    public ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        Container.Check(cancellationToken);
        Traits.CheckWritable(key: null);
        if (options?.Key is { } key)
            _ = NameOf(key, cancellationToken);
        return ValueTask.FromResult<BlobDraft>(new AzureDraft(this, options ?? WriteOptions.Default));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(proof);
        var name = NameOf(key, cancellationToken);
        Traits.CheckWritable(key);
        using var turn = await _turns.TakeAsync(key, cancellationToken);
        return await Container.DeleteAsync(name, key, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobStat> ListAsync(string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Container.Check(cancellationToken);
        string? last = null;
        await foreach (var (name, found) in Container.ListAsync(_names.Prefix, _names.Before(after), cancellationToken: cancellationToken))
        {
            if (_names.KeyOf(name) is not { } key || !KeyOrder.IsAfter(key, after))
                continue;
            // Collection relies on the order.
            if (!KeyOrder.IsAfter(key, last))
                throw new BlobException(BlobError.Unsupported, "The account lists blobs in an order of its own, as with a hierarchical namespace, where keys hold '/': use another account.", Traits.Name, key);
            last = key;
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
        Traits.CheckWritable(key);
        using var turn = await _turns.TakeAsync(key, cancellationToken);
        return await RefreshAsync(name, key, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Container.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The store's name.</summary>
    public override string ToString() => Traits.Name;

    internal string NameOf(string key, CancellationToken cancellationToken)
    {
        var name = _names.Of(key, Traits);
        Container.Check(cancellationToken);
        return name;
    }

    /// <summary>A name under which content waits for its key.</summary>
    internal string TemporaryName() => AzureLeftovers.NewName(_names, _clock.GetUtcNow());

    /// <summary>Makes content visible under its key, or the content younger that is there.</summary>
    internal async ValueTask<BlobStat> PublishAsync(string key, Publication content, WriteOptions options, CancellationToken cancellationToken)
    {
        var name = NameOf(key, cancellationToken);
        Traits.CheckWritable(key);
        using var turn = await _turns.TakeAsync(key, cancellationToken);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var isBlind = options.Replace ? options.IfUnchanged is null : attempt == 0 && content.IsCheap;
            var existing = isBlind ? null : await Container.FindAsync(name, key, cancellationToken);
            if (options.IfUnchanged is { } expected && existing?.ToStat(key).IsSameVersionAs(expected) != true)
                throw BlobException.ChangedMeanwhile(Traits.Name, key);
            if (!options.Replace && existing is not null)
            {
                if (await RefreshAsync(name, key, cancellationToken) is { } young)
                    return young;
                continue;
            }
            var conditions = !options.Replace ? new BlobRequestConditions { IfNoneMatch = ETag.All }
                : existing is null ? null
                : new BlobRequestConditions { IfMatch = existing.ETag };
            if (await content.WriteAsync(conditions, cancellationToken) is { } written)
                return written.ToStat(key);
            if (options.IfUnchanged is not null)
                throw BlobException.ChangedMeanwhile(Traits.Name, key);
        }
        throw BlobException.Contended(Traits.Name, key);
    }

    // Null when there is no blob, or another by now than the ETag tells.
    private async ValueTask<BlobContent?> OpenAsync(string name, string key, HttpRange asked, ETag? eTag, ByteRange range, CancellationToken cancellationToken)
    {
        var answer = await Container.OpenAsync(name, range.IsAll ? default : asked, eTag, key, cancellationToken);
        if (answer is null)
            return null;
        try
        {
            var details = answer.Details;
            var total = details.ContentRange is { Length: > 0 } part && long.TryParse(part[(part.LastIndexOf('/') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
                ? whole
                : details.ContentLength;
            var (offset, count) = range.Resolve(total, Traits.Name, key);
            if (count != details.ContentLength)
                throw new BlobException(BlobError.IO, $"The server sent {details.ContentLength} bytes for the range {range} of {total} bytes.", Traits.Name, key);
            return new BlobContent(new StoredBlob(details.ETag, total, details.LastModified).ToStat(key), offset, count, Container.Body(answer, count, key));
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    // Null when the blob is not there.
    private async ValueTask<BlobStat?> RefreshAsync(string name, string key, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (await Container.FindAsync(name, key, cancellationToken) is not { } seen)
                return null;
            if (await Container.TouchAsync(name, seen, key, cancellationToken) is { } young)
                return young.ToStat(key);
        }
        throw BlobException.Contended(Traits.Name, key);
    }

    private Dictionary<Type, object> AbilitiesOf(AzureStoreOptions options)
    {
        var abilities = new Dictionary<Type, object> { [typeof(IOwnerRecord)] = new AzureOwnerRecord(Container) };
        if (options.SignUrls && Container.Signer.CanSign)
            abilities.Add(typeof(ISignsUrls), new AzureUrls(this));
        if (options.ReadOnly)
            return abilities;
        abilities.Add(typeof(ITouch), this);
        abilities.Add(typeof(IQuarantine), new AzureQuarantine(this, _turns));
        abilities.Add(typeof(IResumableWrites), new AzureWrites(this, _clock));
        abilities.Add(typeof(ICleansTempFiles), new AzureLeftovers(Container, _clock));
        return abilities;
    }

    // Azure takes '\' for '/' and cuts off a '.' at the end of a segment. It does not say whether it orders names as UTF-8 or UTF-16, which differ by the characters from U+E000 to U+FFFF.
    private static bool IsPossible(string key) =>
        !key.Any(character => character is '\\' or (>= '\uE000' and <= '\uFFFF')) && key.Split('/') is { Length: < 200 } parts && !parts.Any(part => part.EndsWith('.'));

}
