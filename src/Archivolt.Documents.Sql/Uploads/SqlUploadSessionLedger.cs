using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;
using Archivolt.Documents.Uploads;

namespace Archivolt.Documents.Sql.Uploads;

/// <summary>Batches of uploads in SQL. Each change of a batch holds its row, so that the changes of one batch follow each other.</summary>
internal sealed class SqlUploadSessionLedger(Database database) : IUploadSessionLedger
{
    public Task CreateAsync(string id, string owner, TimeSpan lifetime, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        var now = await database.NowAsync(session.Connection);
        return await UploadSessionRows.CreateAsync(session, id, owner, now, now + Milliseconds(lifetime));
    }, Commit.Durable, cancellationToken);

    public Task<UploadBatch?> FindAsync(string id, int? file = null, CancellationToken cancellationToken = default) => database.ReadAsync(
        async connection => await UploadSessionRows.FindAsync(connection, id, file, await database.NowAsync(connection)), cancellationToken);

    public Task ProlongAsync(string id, TimeSpan lifetime, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        var now = await database.NowAsync(session.Connection);
        return await UploadSessionRows.ProlongAsync(session, id, now, now + Milliseconds(lifetime));
    }, Commit.Relaxed, cancellationToken);

    public Task BeginPartAsync(string batch, int file, UploadPart part, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        await HoldAsync(session, batch);
        await UploadSessionRows.PutPartAsync(session, batch, file, part);
        return true;
    }, Commit.Relaxed, cancellationToken);

    public Task<IReadOnlyList<UploadPart>> CompletePartAsync(
        string batch, UploadFile file, UploadPart part, TimeSpan lifetime, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        var now = await HoldAsync(session, batch);
        if (await UploadSessionRows.IsCompleteAsync(session.Connection, batch, part.Id))
            return [];
        var replaced = file.ChunkCount is null
            ? await UploadSessionRows.RetireAsync(session.Connection, batch, file.Index, all: false)
            : await CheckChunkAsync(session, batch, file, part, now);
        await UploadSessionRows.PutFileAsync(session, batch, file);
        await UploadSessionRows.PutPartAsync(session, batch, file.Index, part);
        await UploadSessionRows.ProlongAsync(session, batch, now, now + Milliseconds(lifetime));
        return replaced;
    }, Commit.Durable, cancellationToken);

    public Task PutFileAsync(string batch, UploadFile file, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        await HoldAsync(session, batch);
        await UploadSessionRows.PutFileAsync(session, batch, file);
        return true;
    }, Commit.Durable, cancellationToken);

    public Task AppendPartAsync(
        string batch, int file, UploadPart part, long offset, TimeSpan lifetime, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        var now = await HoldAsync(session, batch);
        var present = (await UploadSessionRows.FindAsync(session.Connection, batch, file, now))?.Files.SingleOrDefault()
            ?? throw new DocumentException(DocumentError.NotFound, $"The upload batch has no file {file}.");
        if (present.ArrivedLength != offset)
            throw new DocumentException(DocumentError.Conflict, $"{present.ArrivedLength} bytes of the file have arrived so far; go on from there, not from {offset}.");
        await UploadSessionRows.PutPartAsync(session, batch, file, part);
        await UploadSessionRows.ProlongAsync(session, batch, now, now + Milliseconds(lifetime));
        return true;
    }, Commit.Durable, cancellationToken);

    public Task ConcatenateAsync(string batch, UploadFile file, IReadOnlyList<(string Batch, Guid Part)> parts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return database.WriteAsync(async session =>
        {
            await HoldAsync(session, batch);
            await UploadSessionRows.PutFileAsync(session, batch, file);
            for (var number = 0; number < parts.Count; number++)
            {
                if (!await UploadSessionRows.MovePartAsync(session, parts[number], batch, file.Index, number))
                    throw new DocumentException(DocumentError.NotFound, "One of the files has been used, dropped or has expired meanwhile.");
            }
            return true;
        }, Commit.Durable, cancellationToken);
    }

    public Task<IReadOnlyList<UploadPart>?> RemoveFileAsync(string batch, int file, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        await HoldAsync(session, batch);
        return await UploadSessionRows.DeleteFileAsync(session, batch, file) ? await UploadSessionRows.RetireAsync(session.Connection, batch, file, all: true) : null;
    }, Commit.Durable, cancellationToken);

    public Task<IReadOnlyList<UploadPart>> EndAsync(string batch, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        await UploadSessionRows.EndAsync(session, batch);
        return await UploadSessionRows.AllPartsAsync(session.Connection, batch);
    }, Commit.Durable, cancellationToken);

    public Task ForgetPartsAsync(IEnumerable<Guid> parts, CancellationToken cancellationToken = default)
    {
        Guid[] ids = [.. parts];
        return ids.Length == 0 ? Task.CompletedTask : database.WriteAsync(async session =>
        {
            await UploadSessionRows.ForgetPartsAsync(session, ids);
            return true;
        }, Commit.RelaxedBackground, cancellationToken);
    }

    public Task ForgetAsync(string batch, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        await UploadSessionRows.ForgetAsync(session, batch);
        return true;
    }, Commit.RelaxedBackground, cancellationToken);

    public Task<IReadOnlyList<OpenUpload>> ListAsync(int limit, CancellationToken cancellationToken = default) => database.ReadAsync(
        async connection => await UploadSessionRows.ListAsync(connection, await database.NowAsync(connection), limit), cancellationToken);

    public Task<int> CountFilledAsync(string owner, string prefix, CancellationToken cancellationToken = default) => database.ReadAsync(
        async connection => await UploadSessionRows.CountFilledAsync(connection, await database.NowAsync(connection), owner, prefix), cancellationToken);

    public Task<IReadOnlyList<UploadPart>> WritesAsync(Guid? after, int limit, CancellationToken cancellationToken = default) => database.ReadAsync(
        async connection => await UploadSessionRows.WritesAsync(connection, await database.NowAsync(connection), after, limit), cancellationToken);

    public Task<IReadOnlyList<string>> OverAsync(string? after, int limit, CancellationToken cancellationToken = default) => database.ReadAsync(
        async connection => await UploadSessionRows.OverAsync(connection, await database.NowAsync(connection), after, limit), cancellationToken);

    private async Task<long> HoldAsync(WriteSession session, string batch)
    {
        var now = await database.NowAsync(session.Connection);
        return await UploadSessionRows.HoldAsync(session, batch, now)
            ? now
            : throw new DocumentException(DocumentError.NotFound, $"There is no upload batch '{batch}': it was used, dropped or has expired.");
    }

    // A whole file that had the number before goes when the first chunk comes.
    private static async Task<IReadOnlyList<UploadPart>> CheckChunkAsync(WriteSession session, string batch, UploadFile file, UploadPart part, long now)
    {
        var present = (await UploadSessionRows.FindAsync(session.Connection, batch, file.Index, now))?.Files.SingleOrDefault();
        if (present?.ChunkCount is null)
        {
            CheckLength(file, part, chunks: 1, part.Length);
            return present is null ? [] : await UploadSessionRows.RetireAsync(session.Connection, batch, file.Index, all: false);
        }
        if (present.ChunkIds.Contains(part.Number))
            throw UploadSessions.ChunkExists(part.Number);
        if (present.ChunkCount != file.ChunkCount || present.Length != file.Length)
        {
            throw new DocumentException(DocumentError.Conflict,
                $"File {file.Index} has {present.ChunkCount} chunks and {present.Length} bytes, as its first chunk said; this chunk says {file.ChunkCount} and {file.Length}.");
        }
        CheckLength(file, part, present.Arrived.Count() + 1, present.ArrivedLength + part.Length);
        return [];
    }

    private static void CheckLength(UploadFile file, UploadPart part, int chunks, long? together)
    {
        if (part.Length is not null && file.Length is { } announced && (together > announced || (chunks == file.ChunkCount && together != announced)))
        {
            throw new DocumentException(DocumentError.Conflict,
                $"The chunks of file {file.Index} have {together} bytes together, and the file was announced with {announced}; this chunk is not kept.");
        }
    }

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
