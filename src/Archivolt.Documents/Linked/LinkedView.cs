using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Linked;

/// <summary>
/// One linked file as one person sees it: a store that holds nothing else, and is only read. So a linked file is sent, ranged, taken up again after a cut and converted as content of
/// stores is.
/// </summary>
/// <param name="files">The vendor.</param>
/// <param name="who">The person's credentials.</param>
/// <param name="file">The file, which the person may see.</param>
/// <param name="key">Its key inside the provider.</param>
/// <param name="label">What messages call the vendor.</param>
internal sealed class LinkedView(ILinkedFiles files, LinkedCredentials who, LinkedFile file, string key, string label) : IBlobStore
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(1);

    private LinkedFile _file = file;

    public StoreTraits Traits { get; } = new()
    {
        Name = label,
        CanWrite = false,
        Durability = Durability.None,
        Listing = Listing.None,
        MaxKeyLength = BlobKey.MaxLength,
    };

    public async ValueTask<BlobStat?> StatAsync(string wanted, CancellationToken cancellationToken = default)
    {
        if (wanted != key)
            return null;
        if (_file.Length is { } length)
            return StatOf(length);
        await using var content = await OpenAsync(wanted, cancellationToken: cancellationToken);
        return content.Stat;
    }

    public async ValueTask<BlobContent> OpenAsync(string wanted, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        if (wanted != key)
            throw BlobException.NotFound(Traits.Name, wanted);
        try
        {
            return await OpenAsync(range, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.Conflict)
        {
            // It was changed since it was found: what is there now is sent, described as it is now.
            _file = await files.FindAsync(who, _file.Id, _file.Revision, cancellationToken) ?? throw BlobException.NotFound(Traits.Name, wanted);
            return await OpenAsync(range, cancellationToken);
        }
    }

    public ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default) => throw ReadOnly();

    public ValueTask<bool> DeleteAsync(string wanted, DeletionProof proof, CancellationToken cancellationToken = default) => throw ReadOnly();

    public IAsyncEnumerable<BlobStat> ListAsync(string? after = null, CancellationToken cancellationToken = default) =>
        throw new BlobException(BlobError.Unsupported, "What an account holds is not listed.", Traits.Name);

    public object? GetService(Type ability) => null;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<BlobContent> OpenAsync(ByteRange range, CancellationToken cancellationToken)
    {
        if (_file.Length is not { } length)
            return await ConvertedAsync(range, cancellationToken);
        var (offset, count) = range.Resolve(length, Traits.Name, key);
        var body = count == 0 ? Stream.Null : await files.OpenAsync(who, _file, ByteRange.From(offset, count), cancellationToken);
        return new BlobContent(StatOf(length), offset, count, new ReceivedBody(body, body, count, IdleTimeout, Traits.Name, key));
    }

    private async ValueTask<BlobContent> ConvertedAsync(ByteRange range, CancellationToken cancellationToken)
    {
        var mediaType = _file.Conversions.Count > 0 ? _file.Conversions[0]
            : throw new BlobException(BlobError.Unsupported, "The vendor has no bytes of this file, and converts it to nothing.", Traits.Name, key);
        await using var converted = await files.ConvertAsync(who, _file, mediaType, cancellationToken);
        var bytes = await converted.ReadAsync(cancellationToken);
        var (offset, count) = range.Resolve(bytes.Length, Traits.Name, key);
        return new BlobContent(StatOf(bytes.Length), offset, count, new MemoryStream(bytes.GetBuffer(), (int)offset, (int)count, writable: false));
    }

    private BlobStat StatOf(long length) => new(key, length, _file.Modified, _file.Version);

    private BlobException ReadOnly() => new(BlobError.ReadOnly, "Files of other people's accounts are not changed from here.", Traits.Name, key);
}
