using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Documents.Uploads;

// Files that grow from their beginning to their end, over any number of requests.
public sealed partial class UploadSessions
{
    // What a crash costs a sender whose content is kept only when a piece of it ends.
    private static readonly TimeSpan PieceTime = TimeSpan.FromMinutes(1);

    /// <summary>Begins a file that grows by <see cref="AppendAsync"/>, alone in a batch of its own.</summary>
    /// <param name="owner">Who uploads.</param>
    /// <param name="file">The file's description; its length is known.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The batch; the file is its only one.</returns>
    public async Task<string> BeginAsync(Principal owner, UploadFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Length is not { } length)
            throw new DocumentException(DocumentError.Invalid, "The length of a file that grows is told at its beginning.");
        if (length is < 0 or > MaxLength)
            throw new BlobException(BlobError.TooLarge, $"A file has at most {MaxLength} bytes.");
        var provider = await _space.ProviderOfAsync(_repository, file, cancellationToken);
        if (file.Length > provider.MaxLength)
            throw new BlobException(BlobError.TooLarge, $"The content is larger than the {provider.MaxLength} bytes that are accepted here.");
        var batch = await CreateAsync(owner, cancellationToken);
        await _ledger.PutFileAsync(batch, file, cancellationToken);
        if (provider.Ability<IResumableWrites>() is { } writes)
        {
            var part = new UploadPart { Id = Guid.CreateVersion7(), Number = 0, Provider = provider.Id, Write = (await writes.BeginAsync(cancellationToken)).Id };
            await _ledger.BeginPartAsync(batch, file.Index, part, cancellationToken);
        }
        if (file.Length == 0)
            await AppendAsync(owner, batch, file.Index, 0, BlobSource.FromBytes(ReadOnlyMemory<byte>.Empty), cancellationToken);
        return batch;
    }

    /// <summary>How many bytes of a file have arrived, also of one that is growing.</summary>
    public async ValueTask<long> OffsetOfAsync(UploadFile file, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return GrowingPart(file) is { } part ? (await StateOfAsync(await ProviderOfAsync(part, cancellationToken), part, cancellationToken)).Length : file.ArrivedLength;
    }

    /// <summary>
    /// Appends content to a file. Where its sender stops in the middle, what arrived stays, unless a digest was announced, which only all of it can have.
    /// </summary>
    /// <param name="owner">Who uploads.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="index">The file's number.</param>
    /// <param name="offset">Where the content belongs: what has arrived so far.</param>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">Cancels; what arrived stays.</param>
    /// <returns>How many bytes have arrived now.</returns>
    /// <exception cref="DocumentException"><see cref="DocumentError.Conflict"/>: another length has arrived so far.</exception>
    /// <exception cref="BlobException"><see cref="BlobError.Damaged"/>: the content does not have the digest that was announced; nothing of it is kept.</exception>
    public async Task<long> AppendAsync(
        Principal owner, string batch, int index, long offset, BlobSource content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        var file = await FindFileAsync(owner, batch, index, cancellationToken);
        var arrived = await OffsetOfAsync(file, cancellationToken);
        if (file.ChunkCount is not null || file.Length is not { } length)
            throw new DocumentException(DocumentError.Invalid, $"File {index} of the upload batch does not grow; it was uploaded in another way.");
        if (file.Concatenation?.StartsWith("final", StringComparison.Ordinal) == true)
            throw new DocumentException(DocumentError.Denied, "The file was made of others, and takes nothing more.");
        if (arrived != offset)
            throw new DocumentException(DocumentError.Conflict, $"{arrived} bytes of the file have arrived so far; go on from there, not from {offset}.");
        if (content.Length > length - offset)
            throw new BlobException(BlobError.TooLarge, $"The file was announced with {length} bytes, and this would be more.");
        if (file.IsComplete && offset == length && length > 0)
        {
            await using var more = new LimitedContent(await content.OpenAsync(cancellationToken), room: 0);
            await more.CopyToAsync(Stream.Null, cancellationToken);
            return offset;
        }
        return GrowingPart(file) is { } part
            ? await GrowAsync(batch, file, part, offset, content, cancellationToken)
            : await AddBlobAsync(batch, file, offset, content, cancellationToken);
    }

    /// <summary>Makes one file of several that are complete, without reading them; they are gone afterwards.</summary>
    /// <param name="owner">Who uploads.</param>
    /// <param name="file">The new file's description.</param>
    /// <param name="files">The files that it is made of, in order.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The new batch; the file is its only one.</returns>
    public async Task<string> ConcatenateAsync(
        Principal owner, UploadFile file, IReadOnlyList<(string Batch, int Index)> files, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(files);
        var parts = new List<(string Batch, Guid Part)>();
        var length = 0L;
        foreach (var (batch, index) in files.Distinct())
        {
            var partial = await GetFileAsync(owner, batch, index, cancellationToken);
            if (!partial.IsComplete)
                throw new DocumentException(DocumentError.Invalid, $"File {index} of the upload batch '{batch}' is not complete; send the rest of it first.");
            parts.AddRange(partial.Arrived.Select(part => (batch, part.Id)));
            length += partial.ArrivedLength;
        }
        if (files.Count == 0 || files.Distinct().Count() != files.Count)
            throw new DocumentException(DocumentError.Invalid, "A file is made of at least one other, and of each once.");
        var made = await CreateAsync(owner, cancellationToken);
        await _ledger.ConcatenateAsync(made, file with { Length = length }, parts, cancellationToken);
        // Their batches are empty now, and expire.
        foreach (var (batch, index) in files)
            await RemoveAsync(owner, batch, index, cancellationToken);
        return made;
    }

    private async Task<long> GrowAsync(string batch, UploadFile file, UploadPart part, long offset, BlobSource content, CancellationToken cancellationToken)
    {
        var provider = await ProviderOfAsync(part, cancellationToken);
        var writes = UploadSpace.WritesOf(provider);
        if (content.ExpectedDigest is not null)
            content = await CheckedAsync(batch, writes, content, file.Length!.Value - offset, cancellationToken);
        await using var body = await OpenIncomingAsync(batch, content, _lifetime, cancellationToken);
        await using var incoming = new IncomingContent(body, provider.Options.KeyStrategy.Algorithm, null, file.Length - offset);
        // Where the sender is cut behind the last byte, the next look at the file finds it complete.
        var written = await writes.AppendAsync(part.Write!, offset, incoming, cancellationToken);
        if (written.Length < file.Length)
            return written.Length;
        var isWhole = offset == 0;
        var digests = isWhole ? await incoming.DigestsAsync() : [];
        var type = isWhole ? MediaTypes.Choose(file.MediaType, file.FileName, incoming.FirstBytes) : file.MediaType;
        await _ledger.CompletePartAsync(
            batch, file with { MediaType = type }, part with { Length = written.Length, Digest = digests.FirstOrDefault() }, _lifetime, CancellationToken.None);
        return written.Length;
    }

    // Aside first: what was appended cannot be taken back.
    private async Task<BlobSource> CheckedAsync(string batch, IResumableWrites writes, BlobSource content, long room, CancellationToken cancellationToken)
    {
        var aside = (await writes.BeginAsync(cancellationToken)).Id;
        try
        {
            await using (var body = await OpenIncomingAsync(batch, content, _lifetime, cancellationToken))
            await using (var incoming = new IncomingContent(body, content.ExpectedDigest!.Algorithm, null, room))
            {
                await writes.AppendAsync(aside, 0, incoming, cancellationToken);
                if ((await incoming.DigestsAsync())[0] != content.ExpectedDigest)
                    throw new BlobException(BlobError.Damaged, $"The content does not hash to {content.ExpectedDigest}, which the sender announced; nothing of it was kept.");
            }
        }
        catch
        {
            await writes.AbortAsync(aside, CancellationToken.None);
            throw;
        }
        return BlobSource.FromFactory(async token => new AsideContent(await writes.OpenAsync(aside, token), () => writes.AbortAsync(aside, CancellationToken.None)));
    }

    private async Task<long> AddBlobAsync(string batch, UploadFile file, long offset, BlobSource content, CancellationToken cancellationToken)
    {
        var provider = await _space.ProviderOfAsync(_repository, file, cancellationToken);
        await using var body = await OpenIncomingAsync(batch, content, _lifetime, cancellationToken);
        await using var limited = new LimitedContent(body, file.Length!.Value - offset);
        var number = file.Arrived.Count();
        if (content.ExpectedDigest is not null)
            return offset + await AddPartAsync(batch, file, provider, BlobSource.FromStream(limited, content.Length).With(expectedDigest: content.ExpectedDigest), number, offset);
        await using var cut = new CutContent(limited);
        var pieces = new TimedPieces(cut, PieceTime, _clock);
        for (; await pieces.NextAsync(cancellationToken) is { } piece; number++)
            offset += await AddPartAsync(batch, file, provider, BlobSource.FromStream(piece), number, offset);
        cut.ThrowIfCut();
        return offset;
    }

    // What arrived before a cut is to be stored though its request is over.
    private async Task<long> AddPartAsync(string batch, UploadFile file, BlobProvider provider, BlobSource content, int number, long offset)
    {
        var source = content.With(file.FileName, file.MediaType, file.Encoding);
        var blob = await provider.WriteAsync(source, new BlobOwner("", Guid.NewGuid().ToString(), "content"), progress: null, CancellationToken.None);
        var part = new UploadPart
        {
            Id = Guid.CreateVersion7(),
            Number = number,
            Provider = provider.Id,
            Key = blob.Key.Key,
            Reservation = blob.Upload,
            Length = blob.Length,
            Digest = provider.Options.KeyStrategy.IdentifiesContent(blob.Key.Key) ? blob.KnownDigest : null,
        };
        await _ledger.AppendPartAsync(batch, file.Index, part, offset, _lifetime, CancellationToken.None);
        return blob.Length!.Value;
    }

    // Its sender may have been cut, or its process have died, between the last byte and the note that it arrived.
    private async ValueTask<UploadFile> CompletedAsync(string batch, UploadFile file, CancellationToken cancellationToken)
    {
        if (file.ChunkCount is not null || file.Length is not { } length || file.Arrived.Any() || GrowingPart(file) is not { } part
            || await OffsetOfAsync(file, cancellationToken) < length)
        {
            return file;
        }
        part = part with { Length = length };
        await _ledger.CompletePartAsync(batch, file, part, _lifetime, cancellationToken);
        return file with { Parts = [part] };
    }

    private async ValueTask<BlobProvider> ProviderOfAsync(UploadPart part, CancellationToken cancellationToken) => await _space.FindAsync(part.Provider, cancellationToken);

    private static async ValueTask<ResumableWrite> StateOfAsync(BlobProvider provider, UploadPart part, CancellationToken cancellationToken) =>
        await UploadSpace.WritesOf(provider).FindAsync(part.Write!, cancellationToken)
        ?? throw new DocumentException(DocumentError.NotFound, "What was uploaded of the file is not there any more; upload it again.");

    private static UploadPart? GrowingPart(UploadFile file) => file.Parts.FirstOrDefault(part => part.Length is null && part.Write is not null);

    private sealed class AsideContent(Stream content, Func<ValueTask<bool>> end) : Stores.Kit.ForwardReadStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => content.ReadAsync(buffer, cancellationToken);

        public override async ValueTask DisposeAsync()
        {
            await content.DisposeAsync();
            await end();
            await base.DisposeAsync();
        }
    }
}
