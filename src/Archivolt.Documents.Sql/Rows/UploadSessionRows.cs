using System.Data.Common;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Uploads;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Tables <c>upload_batches</c>, <c>upload_files</c> and <c>upload_parts</c>.</summary>
internal static class UploadSessionRows
{
    private const string PartColumns =
        """
        id AS "Id", batch AS "Batch", file AS "File", number AS "Number", provider AS "Provider", write_id AS "Write", key AS "Key", reservation AS "Reservation",
        length AS "Length", digest AS "Digest"
        """;

    private const string FileColumns =
        """
        number AS "Number", name AS "Name", media_type AS "MediaType", encoding AS "Encoding", length AS "Length", chunk_count AS "ChunkCount",
        metadata AS "Metadata", concatenation AS "Concatenation"
        """;

    private const string InsertBatch = "INSERT INTO upload_batches (id, owner, created, expires) VALUES (@id, @owner, @now, @expires)";

    private const string FindBatch = """SELECT id AS "Id", owner AS "Owner", expires AS "Expires" FROM upload_batches WHERE id = @id AND expires > @now""";

    private const string FindFiles = $"SELECT {FileColumns} FROM upload_files WHERE batch = @batch AND (CAST(@file AS BIGINT) IS NULL OR number = @file) ORDER BY number";

    private const string FindParts =
        $"SELECT {PartColumns} FROM upload_parts WHERE batch = @batch AND file IS NOT NULL AND (CAST(@file AS BIGINT) IS NULL OR file = @file) ORDER BY file, number, id";

    private const string Prolong = "UPDATE upload_batches SET expires = @expires WHERE id = @id AND expires > @now AND expires < @expires";

    private const string End = "UPDATE upload_batches SET expires = 0 WHERE id = @id";

    private const string EndOfOwner = "UPDATE upload_batches SET expires = 0 WHERE owner = @owner";

    private const string Over = "SELECT id FROM upload_batches WHERE expires <= @now AND id > @after ORDER BY id LIMIT @limit";

    private const string CountFilled =
        """
        SELECT COUNT(*) FROM upload_batches b WHERE b.id >= @prefix AND b.id < @behind AND b.owner = @owner AND b.expires > @now
            AND EXISTS (SELECT 1 FROM upload_parts p WHERE p.batch = b.id AND p.file IS NOT NULL)
        """;

    // A length that was not announced makes the sum unknown.
    private const string List =
        """
        SELECT b.id AS "Id", b.owner AS "Owner", b.created AS "Created", b.expires AS "Expires",
            (SELECT COUNT(*) FROM upload_files f WHERE f.batch = b.id) AS "Files",
            (SELECT MIN(f.name) FROM upload_files f WHERE f.batch = b.id) AS "FileName",
            (SELECT CAST(SUM(f.length) AS BIGINT) FROM upload_files f WHERE f.batch = b.id) AS "Announced",
            (SELECT COUNT(*) FROM upload_files f WHERE f.batch = b.id AND f.length IS NULL) AS "Unannounced",
            (SELECT CAST(COALESCE(SUM(p.length), 0) AS BIGINT) FROM upload_parts p WHERE p.batch = b.id AND p.file IS NOT NULL) AS "Arrived",
            (SELECT COUNT(*) FROM upload_parts p WHERE p.batch = b.id AND p.file IS NOT NULL AND p.length IS NULL) AS "Growing"
        FROM upload_batches b ORDER BY b.created DESC, b.id LIMIT @limit
        """;

    private const string PutFile =
        """
        INSERT INTO upload_files (batch, number, name, media_type, encoding, length, chunk_count, metadata, concatenation)
        VALUES (@batch, @number, @name, @mediaType, @encoding, CAST(@length AS BIGINT), CAST(@chunkCount AS BIGINT), @metadata, @concatenation)
        ON CONFLICT (batch, number) DO UPDATE SET name = excluded.name, media_type = excluded.media_type, encoding = excluded.encoding, length = excluded.length,
            chunk_count = excluded.chunk_count, metadata = excluded.metadata, concatenation = excluded.concatenation
        """;

    private const string DeleteFile = "DELETE FROM upload_files WHERE batch = @batch AND number = @file";

    private const string PutPart =
        """
        INSERT INTO upload_parts (id, batch, file, number, provider, write_id, key, reservation, length, digest)
        VALUES (@id, @batch, @file, @number, @provider, @write, @key, @reservation, CAST(@length AS BIGINT), @digest)
        ON CONFLICT (id) DO UPDATE SET length = excluded.length, digest = excluded.digest
        """;

    private const string MovePart =
        """
        UPDATE upload_parts SET batch = @batch, file = @file, number = @number
        WHERE id = @id AND batch = @from AND file IS NOT NULL AND length IS NOT NULL AND batch IN (SELECT id FROM upload_batches WHERE expires > 0)
        """;

    private const string RetireParts = $"UPDATE upload_parts SET file = NULL WHERE batch = @batch AND file = @file AND (@all OR length IS NOT NULL) RETURNING {PartColumns}";

    private const string Writes =
        $"""
        SELECT {PartColumns} FROM upload_parts WHERE id > @after AND file IS NOT NULL AND write_id IS NOT NULL
            AND EXISTS (SELECT 1 FROM upload_batches b WHERE b.id = batch AND b.expires > @now)
        ORDER BY id LIMIT @limit
        """;

    private const string AllParts = $"SELECT {PartColumns} FROM upload_parts WHERE batch = @batch ORDER BY id";

    public static Task<int> CreateAsync(WriteSession session, string id, string owner, long now, long expires) =>
        session.RunAsync(InsertBatch, ("@id", id), ("@owner", owner), ("@now", now), ("@expires", expires));

    /// <summary>A batch that has not ended, with all files or one.</summary>
    public static async Task<UploadBatch?> FindAsync(DbConnection connection, string id, int? file, long now)
    {
        if (await connection.QuerySingleOrDefaultAsync<BatchRow>(FindBatch, new { id, now }) is not { } batch)
            return null;
        var files = await connection.QueryAsync<FileRow>(FindFiles, new { batch = id, file });
        var parts = (await connection.QueryAsync<PartRow>(FindParts, new { batch = id, file })).ToLookup(part => part.File);
        return new UploadBatch(batch.Id, batch.Owner, DateTimeOffset.FromUnixTimeMilliseconds(batch.Expires),
            [.. files.Select(row => row.ToFile([.. parts[row.Number].Select(part => part.ToPart())]))]);
    }

    /// <summary>True when the batch has not ended; it does not until the transaction is over.</summary>
    public static async Task<bool> HoldAsync(WriteSession session, string id, long now) =>
        await session.Connection.QuerySingleOrDefaultAsync<BatchRow>(FindBatch + session.ForUpdate, new { id, now }) is not null;

    public static Task<int> ProlongAsync(WriteSession session, string id, long now, long expires) =>
        session.RunAsync(Prolong, ("@id", id), ("@now", now), ("@expires", expires));

    public static Task<int> EndAsync(WriteSession session, string id) => session.RunAsync(End, ("@id", id));

    /// <summary>Ends the batches of a user whose name somebody else may get.</summary>
    public static Task EndOfOwnerAsync(DbConnection connection, string owner) => connection.ExecuteAsync(EndOfOwner, new { owner });

    public static async Task<IReadOnlyList<string>> OverAsync(DbConnection connection, long now, string? after, int limit) =>
        (await connection.QueryAsync<string>(Over, new { now, after = after ?? "", limit })).AsList();

    public static Task<int> CountFilledAsync(DbConnection connection, long now, string owner, string prefix) =>
        connection.ExecuteScalarAsync<int>(CountFilled, new { now, owner, prefix, behind = prefix[..^1] + (char)(prefix[^1] + 1) });

    public static async Task<IReadOnlyList<OpenUpload>> ListAsync(DbConnection connection, long now, int limit) =>
        [.. (await connection.QueryAsync<ListRow>(List, new { limit })).Select(row => row.ToUpload(now))];

    public static Task PutFileAsync(WriteSession session, string batch, UploadFile file) => session.RunAsync(PutFile,
        ("@batch", batch), ("@number", file.Index), ("@name", file.FileName), ("@mediaType", file.MediaType), ("@encoding", file.Encoding),
        ("@length", file.Length), ("@chunkCount", file.ChunkCount), ("@metadata", file.Metadata), ("@concatenation", file.Concatenation));

    public static async Task<bool> DeleteFileAsync(WriteSession session, string batch, int file) =>
        await session.RunAsync(DeleteFile, ("@batch", batch), ("@file", file)) == 1;

    /// <summary>Adds a part, or completes one that began.</summary>
    public static Task PutPartAsync(WriteSession session, string batch, int file, UploadPart part) => session.RunAsync(PutPart,
        ("@id", part.Id.ToString()), ("@batch", batch), ("@file", file), ("@number", part.Number), ("@provider", part.Provider), ("@write", part.Write), ("@key", part.Key),
        ("@reservation", part.Reservation?.ToString()), ("@length", part.Length), ("@digest", part.Digest?.ToString()));

    /// <summary>True when a part counts already.</summary>
    public static async Task<bool> IsCompleteAsync(DbConnection connection, string batch, Guid part) => await connection.ExecuteScalarAsync<int>(
        "SELECT COUNT(*) FROM upload_parts WHERE id = @id AND batch = @batch AND file IS NOT NULL AND length IS NOT NULL", new { id = part.ToString(), batch }) == 1;

    /// <summary>Gives a part to another file; false when it is gone, or somebody else's by now.</summary>
    public static async Task<bool> MovePartAsync(WriteSession session, (string Batch, Guid Id) part, string batch, int file, int number) =>
        await session.RunAsync(MovePart, ("@id", part.Id.ToString()), ("@from", part.Batch), ("@batch", batch), ("@file", file), ("@number", number)) == 1;

    /// <summary>Takes a file's parts away from it: those that are complete, or all.</summary>
    public static async Task<IReadOnlyList<UploadPart>> RetireAsync(DbConnection connection, string batch, int file, bool all) =>
        [.. (await connection.QueryAsync<PartRow>(RetireParts, new { batch, file, all })).Select(part => part.ToPart())];

    public static async Task<IReadOnlyList<UploadPart>> WritesAsync(DbConnection connection, long now, Guid? after, int limit) =>
        [.. (await connection.QueryAsync<PartRow>(Writes, new { now, after = after?.ToString() ?? "", limit })).Select(part => part.ToPart())];

    public static async Task<IReadOnlyList<UploadPart>> AllPartsAsync(DbConnection connection, string batch) =>
        [.. (await connection.QueryAsync<PartRow>(AllParts, new { batch })).Select(part => part.ToPart())];

    public static Task ForgetPartsAsync(WriteSession session, IEnumerable<Guid> parts) =>
        session.ForEachAsync("DELETE FROM upload_parts WHERE id = @p0", [.. parts.Select(part => (object?[])[part.ToString()])]);

    public static Task ForgetAsync(WriteSession session, string batch) => session.RunAsync("DELETE FROM upload_batches WHERE id = @id", ("@id", batch));

    private sealed class BatchRow
    {
        public string Id { get; init; } = "";
        public string Owner { get; init; } = "";
        public long Expires { get; init; }
    }

    private sealed class ListRow
    {
        public string Id { get; init; } = "";
        public string Owner { get; init; } = "";
        public long Created { get; init; }
        public long Expires { get; init; }
        public long Files { get; init; }
        public string? FileName { get; init; }
        public long? Announced { get; init; }
        public long Unannounced { get; init; }
        public long Arrived { get; init; }
        public long Growing { get; init; }

        public OpenUpload ToUpload(long now) => new()
        {
            Id = Id,
            Owner = Owner,
            Created = DateTimeOffset.FromUnixTimeMilliseconds(Created),
            Expires = DateTimeOffset.FromUnixTimeMilliseconds(Expires),
            IsOver = Expires <= now,
            Files = (int)Files,
            FileName = FileName,
            Announced = Unannounced > 0 ? null : Announced,
            Arrived = Arrived,
            Growing = (int)Growing,
        };
    }

    private sealed class FileRow
    {
        public long Number { get; init; }
        public string? Name { get; init; }
        public string? MediaType { get; init; }
        public string? Encoding { get; init; }
        public long? Length { get; init; }
        public long? ChunkCount { get; init; }
        public string? Metadata { get; init; }
        public string? Concatenation { get; init; }

        public UploadFile ToFile(IReadOnlyList<UploadPart> parts) => new((int)Number)
        {
            FileName = Name,
            MediaType = MediaType,
            Encoding = Encoding,
            Length = Length,
            ChunkCount = (int?)ChunkCount,
            Metadata = Metadata,
            Concatenation = Concatenation,
            Parts = parts,
        };
    }

    private sealed class PartRow
    {
        public string Id { get; init; } = "";
        public string Batch { get; init; } = "";
        public long? File { get; init; }
        public long Number { get; init; }
        public string Provider { get; init; } = "";
        public string? Write { get; init; }
        public string? Key { get; init; }
        public string? Reservation { get; init; }
        public long? Length { get; init; }
        public string? Digest { get; init; }

        public UploadPart ToPart() => new()
        {
            Id = Guid.Parse(Id),
            Number = (int)Number,
            Provider = Provider,
            Write = Write,
            Key = Key,
            Reservation = Reservation is null ? null : Guid.Parse(Reservation),
            Length = Length,
            Digest = Digest is null ? null : Blobs.Digest.Parse(Digest),
        };
    }
}
