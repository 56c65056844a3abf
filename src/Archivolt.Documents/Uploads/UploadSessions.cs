using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Dispatch;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Uploads;

/// <summary>
/// Uploads that come before their documents: batches of files, each whole or in chunks. Any node goes on with any of them. Content streams into the provider
/// that it will most likely end in, so that attaching it to a document there is a commit; elsewhere it is copied once.
/// </summary>
/// <remarks>
/// Methods throw <see cref="DocumentException"/>: <see cref="DocumentError.NotFound"/> for a batch that is not there, has ended or belongs to somebody else;
/// and what <see cref="IUploadSessionLedger"/> refuses. Storing throws <see cref="BlobException"/>.
/// </remarks>
public sealed partial class UploadSessions
{
    /// <summary>What the ids of batches begin with that hold something to be fetched, and are nobody's upload.</summary>
    internal const string KeptPrefix = "download-";

    /// <summary>Most files in a batch, and most chunks of a file.</summary>
    public const int MaxCount = 10_000;

    /// <summary>Longest file that comes in chunks, so that the lengths of a batch together are a number.</summary>
    public const long MaxLength = 1L << 48;

    private const int PageSize = 100;

    private readonly IUploadSessionLedger _ledger;
    private readonly UploadSpace _space;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _lifetime;
    private readonly string _repository;
    private readonly ILogger<UploadSessions> _logger;

    /// <summary>Called by the container.</summary>
    public UploadSessions(
        IUploadSessionLedger ledger, BlobManager manager, IBlobDispatcher dispatcher, IOptions<UploadOptions> options, IOptions<DocumentOptions> documents,
        TimeProvider clock, ILogger<UploadSessions> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(documents);
        (_ledger, _clock, _logger) = (ledger, clock, logger);
        _space = new UploadSpace(manager, dispatcher, clock);
        _lifetime = options.Value.Lifetime;
        _repository = documents.Value.RepositoryNames[0];
    }

    /// <summary>Opens an empty batch and returns its id.</summary>
    public async Task<string> CreateAsync(Principal owner, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (owner.IsAnonymous)
            throw new DocumentException(DocumentError.AuthenticationNeeded, "Sign in to upload files.");
        var id = $"batchId-{Guid.NewGuid()}";
        await _ledger.CreateAsync(id, owner.Name, _lifetime, cancellationToken);
        return id;
    }

    /// <summary>A batch with its files.</summary>
    public async Task<UploadBatch> GetAsync(Principal owner, string batch, CancellationToken cancellationToken = default) =>
        Owned(owner, batch, await _ledger.FindAsync(batch, cancellationToken: cancellationToken));

    /// <summary>A file of a batch; asking for it keeps the batch alive.</summary>
    public async Task<UploadFile> GetFileAsync(Principal owner, string batch, int index, CancellationToken cancellationToken = default) =>
        await CompletedAsync(batch, await FindFileAsync(owner, batch, index, cancellationToken), cancellationToken);

    private async Task<UploadFile> FindFileAsync(Principal owner, string batch, int index, CancellationToken cancellationToken)
    {
        var found = Owned(owner, batch, await _ledger.FindAsync(batch, index, cancellationToken));
        await _ledger.ProlongAsync(batch, _lifetime, cancellationToken);
        return found.Files.SingleOrDefault()
            ?? throw new DocumentException(DocumentError.NotFound, $"The upload batch has no file {index}.");
    }

    /// <summary>Stores a whole file, instead of one that had its number before.</summary>
    /// <param name="owner">Who uploads.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="index">The file's number.</param>
    /// <param name="content">The content and its description.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    /// <returns>The file as it is now.</returns>
    public async Task<UploadFile> StoreAsync(Principal owner, string batch, int index, BlobSource content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        CheckIndex(index);
        Owned(owner, batch, await _ledger.FindAsync(batch, index, cancellationToken));
        return await StoreWholeAsync(batch, Described(index, content) with { Length = content.Length }, content, _lifetime, cancellationToken);
    }

    /// <summary>Stores a whole file of a batch, which then lives for a time of its own.</summary>
    internal async Task<UploadFile> StoreWholeAsync(string batch, UploadFile file, BlobSource content, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var stored = await StorePartAsync(batch, file, number: 0, content, lifetime, cancellationToken);
        return await CompleteAsync(batch, stored.File with { Length = stored.Part.Length }, stored.Part, lifetime, cancellationToken);
    }

    /// <summary>Opens a part that has arrived, from its beginning.</summary>
    internal ValueTask<Stream> OpenAsync(UploadPart part, CancellationToken cancellationToken) => _space.OpenAsync(part, cancellationToken);

    /// <summary>Stores a chunk of a file; chunks come in any order, each once.</summary>
    /// <param name="owner">Who uploads.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="index">The file's number.</param>
    /// <param name="chunk">The chunk's number, from 0.</param>
    /// <param name="count">How many chunks there are.</param>
    /// <param name="length">Length of the whole file.</param>
    /// <param name="content">The chunk's content, with the file's description.</param>
    /// <param name="cancellationToken">Cancels; nothing is left behind.</param>
    /// <returns>The file as it is now.</returns>
    public async Task<UploadFile> StoreChunkAsync(
        Principal owner, string batch, int index, int chunk, int count, long length, BlobSource content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        CheckIndex(index);
        if (count is < 1 or > MaxCount || chunk < 0 || chunk >= count || length < 0)
            throw new DocumentException(DocumentError.Invalid, $"Chunk {chunk} of {count} does not exist; a file has 1 to {MaxCount} chunks, numbered from 0.");
        if (length > MaxLength)
            throw new DocumentException(DocumentError.Invalid, $"A file in chunks has at most {MaxLength} bytes.");
        var present = Owned(owner, batch, await _ledger.FindAsync(batch, index, cancellationToken)).Files.SingleOrDefault();
        // Refused before the body is read; the ledger has the last word.
        if (present?.ChunkIds.Contains(chunk) ?? false)
            throw ChunkExists(chunk);
        var file = Described(index, content) with { ChunkCount = count, Length = length };
        var stored = await StorePartAsync(batch, file, chunk, content, _lifetime, cancellationToken);
        return await CompleteAsync(batch, count == 1 ? stored.File : file, stored.Part, _lifetime, cancellationToken);
    }

    /// <summary>The content of a file that is complete. It is read, or committed where it waits, when somebody stores it.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Invalid"/>: parts of it have not arrived.</exception>
    public BlobSource SourceOf(UploadFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.IsComplete)
            throw new DocumentException(DocumentError.Invalid, $"File {file.Index} of the upload batch is not complete; send the rest of it first.");
        UploadPart[] parts = [.. file.Arrived];
        var source = BlobSource.FromFactory(_ => ValueTask.FromResult<Stream>(new UploadedContent(parts, _space.OpenAsync)), file.ArrivedLength)
            .With(file.FileName, file.MediaType, file.Encoding);
        return parts is [{ Digest: { } digest } only]
            ? source.At(new StagedContent(only.Provider, only.Write, digest, only.Length!.Value))
            : source;
    }

    /// <summary>Takes a file away; false when the batch has none with this number. Other files keep their numbers.</summary>
    public async Task<bool> RemoveAsync(Principal owner, string batch, int index, CancellationToken cancellationToken = default)
    {
        Owned(owner, batch, await _ledger.FindAsync(batch, index, cancellationToken));
        if (await _ledger.RemoveFileAsync(batch, index, cancellationToken) is not { } parts)
            return false;
        await AbandonAsync(parts);
        return true;
    }

    /// <summary>Ends a batch with all its files. What a document took stays the document's.</summary>
    public async Task DropAsync(Principal owner, string batch, CancellationToken cancellationToken = default)
    {
        Owned(owner, batch, await _ledger.FindAsync(batch, cancellationToken: cancellationToken));
        await TryEndAsync(batch, cancellationToken);
    }

    /// <summary>Ends a batch whoever opened it; returns his name.</summary>
    internal async Task<string> DropAsync(string batch, CancellationToken cancellationToken)
    {
        var found = await _ledger.FindAsync(batch, cancellationToken: cancellationToken) ?? throw Unknown(batch);
        await TryEndAsync(batch, cancellationToken);
        return found.Owner;
    }

    /// <summary>Ends a batch, if it has not ended; what cannot be taken away yet goes with the job.</summary>
    internal async Task TryEndAsync(string batch, CancellationToken cancellationToken)
    {
        try
        {
            await EndAsync(batch, cancellationToken);
        }
        catch (BlobException exception)
        {
            // It has ended for everybody; the job takes away what is left.
            LogLeft(exception, batch);
        }
    }

    /// <summary>Takes away batches that are over; returns how many. One that fails is reported and tried again next time.</summary>
    internal async Task<int> ExpireAsync(Action<string> report, CancellationToken cancellationToken)
    {
        var count = 0;
        for (string? last = null; ;)
        {
            var page = await _ledger.OverAsync(last, PageSize, cancellationToken);
            foreach (var batch in page)
            {
                try
                {
                    await EndAsync(batch, cancellationToken);
                    count++;
                }
                catch (BlobException exception)
                {
                    report($"The upload batch '{batch}' cannot be taken away: {exception.Message}");
                }
            }
            if (page.Count < PageSize)
                return count;
            last = page[^1];
        }
    }

    // A store gives up writes that nothing is appended to; what a batch holds is to live as long as the batch.
    internal async Task ProlongWritesAsync(Action<string> report, CancellationToken cancellationToken)
    {
        for (Guid? last = null; ;)
        {
            var page = await _ledger.WritesAsync(last, PageSize, cancellationToken);
            foreach (var part in page)
            {
                try
                {
                    await _space.ProlongAsync(part, cancellationToken);
                }
                catch (BlobException exception)
                {
                    report($"An upload that waits in '{part.Provider}' cannot be kept alive: {exception.Message}");
                }
            }
            if (page.Count < PageSize)
                return;
            last = page[^1].Id;
        }
    }

    private async Task<(UploadFile File, UploadPart Part)> StorePartAsync(
        string batch, UploadFile file, int number, BlobSource content, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var provider = await _space.ProviderOfAsync(_repository, file, cancellationToken);
        var part = new UploadPart { Id = Guid.CreateVersion7(), Number = number, Provider = provider.Id };
        return provider.Ability<IResumableWrites>() is { } writes
            ? await WriteAsync(batch, file, part, provider, writes, content, lifetime, cancellationToken)
            : await StoreBlobAsync(batch, file, part, provider, content, lifetime, cancellationToken);
    }

    private async Task<(UploadFile File, UploadPart Part)> WriteAsync(
        string batch, UploadFile file, UploadPart part, BlobProvider provider, IResumableWrites writes, BlobSource content, TimeSpan lifetime,
        CancellationToken cancellationToken)
    {
        part = part with { Write = (await writes.BeginAsync(cancellationToken)).Id };
        try
        {
            await _ledger.BeginPartAsync(batch, file.Index, part, cancellationToken);
            await using var body = await OpenIncomingAsync(batch, content, lifetime, cancellationToken);
            await using var incoming = new IncomingContent(body, provider.Options.KeyStrategy.Algorithm, content.ExpectedDigest?.Algorithm, provider.MaxLength);
            var written = await writes.AppendAsync(part.Write, 0, incoming, cancellationToken);
            var digests = await incoming.DigestsAsync();
            CheckAnnounced(content, written.Length, digests);
            var type = MediaTypes.Choose(file.MediaType, file.FileName, incoming.FirstBytes);
            return (file with { MediaType = type }, part with { Length = written.Length, Digest = digests[0] });
        }
        catch
        {
            await AbandonAsync([part]);
            throw;
        }
    }

    private async Task<(UploadFile File, UploadPart Part)> StoreBlobAsync(
        string batch, UploadFile file, UploadPart part, BlobProvider provider, BlobSource content, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        // Providers that name content after documents get a name of its own.
        var owner = new BlobOwner("", Guid.NewGuid().ToString(), "content");
        await using var body = await OpenIncomingAsync(batch, content, lifetime, cancellationToken);
        var source = BlobSource.FromStream(body, content.Length).With(content.FileName, content.MediaType, content.Encoding, content.ExpectedDigest);
        BlobInfo blob;
        try
        {
            blob = await provider.WriteAsync(source, owner, progress: null, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.Damaged)
        {
            throw new DocumentException(DocumentError.Invalid, exception.Message, exception);
        }
        var isNamedByContent = provider.Options.KeyStrategy.IdentifiesContent(blob.Key.Key);
        return (file with { MediaType = blob.MediaType },
            part with { Key = blob.Key.Key, Reservation = blob.Upload, Length = blob.Length, Digest = isNamedByContent ? blob.KnownDigest : null });
    }

    private async Task<UploadFile> CompleteAsync(string batch, UploadFile file, UploadPart part, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        try
        {
            await AbandonAsync(await _ledger.CompletePartAsync(batch, file, part, lifetime, cancellationToken));
        }
        catch (Exception refusal) when (refusal is DocumentException or OperationCanceledException)
        {
            // After any other failure the part may count all the same; where it does not, it goes with its batch.
            await AbandonAsync([part]);
            throw;
        }
        return (await _ledger.FindAsync(batch, file.Index, cancellationToken))?.Files.SingleOrDefault() ?? throw Unknown(batch);
    }

    private async Task EndAsync(string batch, CancellationToken cancellationToken)
    {
        foreach (var part in await _ledger.EndAsync(batch, cancellationToken))
            await _space.AbandonAsync(part, cancellationToken);
        await _ledger.ForgetAsync(batch, cancellationToken);
    }

    // What fails here is still known to the ledger and goes with its batch.
    private async Task AbandonAsync(IReadOnlyList<UploadPart> parts)
    {
        try
        {
            foreach (var part in parts)
                await _space.AbandonAsync(part, CancellationToken.None);
            await _ledger.ForgetPartsAsync(parts.Select(part => part.Id), CancellationToken.None);
        }
        catch (BlobException exception)
        {
            LogLeft(exception, parts[0].Id.ToString());
        }
    }

    private async ValueTask<Stream> OpenIncomingAsync(string batch, BlobSource content, TimeSpan lifetime, CancellationToken cancellationToken) => new ProlongingContent(
        await content.OpenAsync(cancellationToken), _clock, lifetime / 4, token => _ledger.ProlongAsync(batch, lifetime, token));

    private static void CheckAnnounced(BlobSource content, long length, Digest[] digests)
    {
        if (content.Length is { } announced && announced != length)
            throw new DocumentException(DocumentError.Invalid, $"The sender announced {announced} bytes but sent {length}; nothing was stored.");
        if (content.ExpectedDigest is { } expected && !digests.Contains(expected))
            throw new DocumentException(DocumentError.Invalid, $"The content does not hash to {expected}, which the sender announced; nothing was stored.");
    }

    private static UploadFile Described(int index, BlobSource content) =>
        new(index) { FileName = content.FileName, MediaType = content.MediaType, Encoding = content.Encoding };

    private static UploadBatch Owned(Principal owner, string batch, UploadBatch? found)
    {
        ArgumentNullException.ThrowIfNull(owner);
        // What waits to be fetched waits in a batch as well, but is nobody's upload.
        return found is not null && string.Equals(found.Owner, owner.Name, StringComparison.Ordinal) && !owner.IsAnonymous && !batch.StartsWith(KeptPrefix, StringComparison.Ordinal) ? found : throw Unknown(batch);
    }

    private static void CheckIndex(int index)
    {
        if (index is < 0 or >= MaxCount)
            throw new DocumentException(DocumentError.Invalid, $"A batch has no file {index}; files are numbered from 0 to {MaxCount - 1}.");
    }

    private static DocumentException Unknown(string batch) =>
        new(DocumentError.NotFound, $"There is no upload batch '{batch}': it was used, dropped or has expired.");

    /// <summary>The refusal of a chunk that has arrived before.</summary>
    public static DocumentException ChunkExists(int chunk) =>
        new(DocumentError.Conflict, $"Chunk {chunk} already exists; ask for the file to see which chunks have arrived.");

    [LoggerMessage(1, LogLevel.Warning, "Something of the upload {Upload} cannot be taken away yet; it goes with its batch.")]
    private partial void LogLeft(Exception exception, string upload);
}
