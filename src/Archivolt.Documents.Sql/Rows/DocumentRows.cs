using System.Data.Common;
using System.Globalization;
using Archivolt.Documents.Sql.Databases;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Table <c>documents</c>.</summary>
internal static class DocumentRows
{
    private const string Columns =
        """
        repository AS "Repository", id AS "Id", parent_id AS "ParentId", name AS "Name", path AS "Path", type AS "Type", state AS "State",
        facets AS "Facets", trashed AS "Trashed", writes AS "Writes", moves AS "Moves", properties AS "Properties", record AS "Record",
        retain_until AS "RetainUntil", legal_hold AS "LegalHold", retained_properties AS "RetainedProperties", cold AS "Cold", lock_owner AS "LockOwner", lock_created AS "LockCreated", lock_tokens AS "LockTokens"
        """;

    private const string ById = $"SELECT {Columns} FROM documents WHERE repository = @repository AND id = @id";

    private const string ByPath = $"SELECT {Columns} FROM documents WHERE repository = @repository AND path = @path";

    private const string Children =
        $"SELECT {Columns} FROM documents WHERE repository = @repository AND parent_id = @id ORDER BY number LIMIT @limit OFFSET @offset";

    private const string CountChildren = "SELECT COUNT(*) FROM documents WHERE repository = @repository AND parent_id = @id";

    private const string NextPage = $"SELECT {Columns} FROM documents WHERE repository = @repository AND id > @after ORDER BY id LIMIT @limit";

    private const string Count = "SELECT COUNT(*) FROM documents WHERE repository = @repository";

    private const string Insert =
        """
        INSERT INTO documents (repository, id, parent_id, name, path, type, state, facets, trashed, writes, properties)
        VALUES (@Repository, @Id, @ParentId, @Name, @Path, @Type, @State, @Facets, @Trashed, @Writes, @Properties)
        ON CONFLICT DO NOTHING
        """;

    private const string Update =
        """
        UPDATE documents SET state = @State, facets = @Facets, trashed = @Trashed, writes = @Writes, properties = @Properties, record = @Record,
            retain_until = @RetainUntil, legal_hold = @LegalHold, retained_properties = @RetainedProperties, cold = @Cold,
            lock_owner = @LockOwner, lock_created = @LockCreated, lock_tokens = @LockTokens
        WHERE repository = @Repository AND id = @Id
        """;

    private const string CountWrite = "UPDATE documents SET writes = writes + 1 WHERE repository = @repository AND id = @id";

    private const string Relocate =
        "UPDATE documents SET moves = moves + 1, properties = @Properties WHERE repository = @Repository AND id = @Id";

    // '0' follows '/': the range holds exactly the paths below.
    private const string InTree = "repository = @repository AND (path = @path OR (path > @path || '/' AND path < @path || '0'))";

    // The first condition is that of the index.
    private const string UnderRetention = "(legal_hold = 1 OR retain_until IS NOT NULL) AND (legal_hold = 1 OR retain_until > @now)";

    private const string RetainedInTree = $"SELECT path FROM documents WHERE {InTree} AND {UnderRetention} ORDER BY path LIMIT 1";

    private const string LongestInTree = $"SELECT MAX(LENGTH(path)) FROM documents WHERE {InTree}";

    private const string TreePage = $"SELECT {Columns} FROM documents WHERE {InTree} AND path > @after ORDER BY path LIMIT @limit";

    private const string MoveTree = $"UPDATE documents SET path = @to || SUBSTR(path, LENGTH(@path) + 1) WHERE {InTree}";

    private const string Move = "UPDATE documents SET parent_id = @ParentId, name = @Name, writes = @Writes WHERE repository = @Repository AND id = @Id";

    private const string DeleteTree = $"DELETE FROM documents WHERE {InTree}";

    // Each condition is that of an index.
    private static string Condition(DocumentMark mark) => mark switch
    {
        DocumentMark.Record => "record > 0",
        DocumentMark.RetentionOver => "retain_until IS NOT NULL AND retain_until <= @now",
        DocumentMark.Cold => "cold > 0",
        _ => "cold = 2",
    };

    /// <summary>What is thrown for a document that is not there.</summary>
    public static DocumentException NotFound(string repository, string id) =>
        new(DocumentError.NotFound, $"There is no document '{id}' in repository '{repository}'.");

    public static Task<DocumentRow?> FindAsync(DbConnection connection, string repository, string id) =>
        connection.QuerySingleOrDefaultAsync<DocumentRow>(ById, new { repository, id });

    /// <summary>A document that is about to be changed: nobody else changes it until the transaction ends.</summary>
    public static Task<DocumentRow?> FindForUpdateAsync(WriteSession session, string repository, string id) =>
        session.Connection.QuerySingleOrDefaultAsync<DocumentRow>(ById + session.ForUpdate, new { repository, id });

    /// <summary>A document that gets a child: it is neither changed, moved nor deleted until the transaction ends.</summary>
    public static Task<DocumentRow?> FindAsParentAsync(WriteSession session, string repository, string id) =>
        session.Connection.QuerySingleOrDefaultAsync<DocumentRow>(ById + session.ForKeyShare, new { repository, id });

    public static Task<DocumentRow?> FindByPathAsync(DbConnection connection, string repository, string path) =>
        connection.QuerySingleOrDefaultAsync<DocumentRow>(ByPath, new { repository, path });

    public static async Task<(IReadOnlyList<DocumentRow> Page, long Total)> ListChildrenAsync(
        DbConnection connection, string repository, string id, int offset, int limit)
    {
        var page = await connection.QueryAsync<DocumentRow>(Children, new { repository, id, offset, limit });
        return (page.AsList(), await connection.ExecuteScalarAsync<long>(CountChildren, new { repository, id }));
    }

    /// <summary>Documents in order of ids, behind one of them.</summary>
    public static async Task<IReadOnlyList<DocumentRow>> PageAsync(DbConnection connection, string repository, string after, int limit) =>
        (await connection.QueryAsync<DocumentRow>(NextPage, new { repository, after, limit })).AsList();

    public static Task<long> CountAsync(DbConnection connection, string repository) =>
        connection.ExecuteScalarAsync<long>(Count, new { repository });

    /// <summary>Marked documents in order of ids, behind one of them.</summary>
    public static async Task<IReadOnlyList<DocumentRow>> MarkedPageAsync(
        DbConnection connection, string repository, DocumentMark mark, string after, int limit, long now)
    {
        var query = $"SELECT {Columns} FROM documents WHERE repository = @repository AND id > @after AND {Condition(mark)} ORDER BY id LIMIT @limit";
        return (await connection.QueryAsync<DocumentRow>(query, new { repository, after, limit, now })).AsList();
    }

    /// <summary>Documents that meet a condition, with the parameters <c>@offset</c> and <c>@limit</c> among its own.</summary>
    public static async Task<IReadOnlyList<DocumentRow>> QueryAsync(DbConnection connection, string where, string orderBy, object parameters) =>
        (await connection.QueryAsync<DocumentRow>($"SELECT {Columns} FROM documents WHERE {where} ORDER BY {orderBy} LIMIT @limit OFFSET @offset", parameters)).AsList();

    /// <summary>How many documents meet a condition, counted up to <c>@limit</c>.</summary>
    public static Task<long> CountAsync(DbConnection connection, string where, object parameters) =>
        connection.ExecuteScalarAsync<long>($"SELECT COUNT(*) FROM (SELECT 1 FROM documents WHERE {where} LIMIT @limit) AS found", parameters);

    /// <summary>Path of a document under retention or hold at a path or below; null when there is none.</summary>
    public static Task<string?> FindRetainedAsync(DbConnection connection, string repository, string path, long now) =>
        connection.QuerySingleOrDefaultAsync<string>(RetainedInTree, new { repository, path, now });

    /// <summary>Inserts a document; false when its path or its id is taken.</summary>
    public static async Task<bool> InsertAsync(DbConnection connection, DocumentRow row) => await connection.ExecuteAsync(Insert, row) == 1;

    public static Task UpdateAsync(DbConnection connection, DocumentRow row) => connection.ExecuteAsync(Update, row);

    /// <summary>Gives a document its next change token after a change of what other tables have of it.</summary>
    public static Task CountWriteAsync(DbConnection connection, string repository, string id) =>
        connection.ExecuteAsync(CountWrite, new { repository, id });

    /// <summary>Stores properties in which only the place of content is another one.</summary>
    public static Task RelocateAsync(DbConnection connection, DocumentRow row) => connection.ExecuteAsync(Relocate, row);

    /// <summary>
    /// Keeps others from changing a document and all below it until the transaction ends; always from the top down, so that two who delete parts
    /// of one tree wait for each other and never crosswise.
    /// </summary>
    public static async Task LockTreeAsync(WriteSession session, string repository, string path)
    {
        if (session.ForUpdate.Length == 0)
            return;
        // Whoever was about to create a document below one of them is waited for, and not seen before the next look: until none has come.
        for (long locked = 0, before = -1; locked != before;)
        {
            before = locked;
            locked = await session.Connection.ExecuteScalarAsync<long>(
                $"SELECT COUNT(*) FROM (SELECT 1 FROM documents WHERE {InTree} ORDER BY path{session.ForUpdate}) AS locked", new { repository, path });
        }
    }

    /// <summary>Length of the longest path of a document and all below it, in Unicode characters.</summary>
    public static Task<long> LongestPathAsync(DbConnection connection, string repository, string path) =>
        connection.ExecuteScalarAsync<long>(LongestInTree, new { repository, path });

    /// <summary>A document and those below it in order of paths, behind one of them.</summary>
    public static async Task<IReadOnlyList<DocumentRow>> TreePageAsync(
        DbConnection connection, string repository, string path, string after, int limit) =>
        (await connection.QueryAsync<DocumentRow>(TreePage, new { repository, path, after, limit })).AsList();

    /// <summary>Gives a document its new place, and all below it their new paths.</summary>
    public static async Task MoveTreeAsync(DbConnection connection, DocumentRow row, string path)
    {
        await connection.ExecuteAsync(MoveTree, new { repository = row.Repository, path, to = row.Path });
        await connection.ExecuteAsync(Move, row);
    }

    /// <summary>Deletes a document and all below it; references and access entries go with them.</summary>
    public static Task<int> DeleteTreeAsync(WriteSession session, string repository, string path) =>
        session.Connection.ExecuteAsync(DeleteTree, new { repository, path });
}

/// <summary>A row of table <c>documents</c>.</summary>
internal sealed class DocumentRow
{
    public string Repository { get; init; } = "";
    public string Id { get; init; } = "";
    public string? ParentId { get; init; }
    public string Name { get; init; } = "";
    public string Path { get; init; } = "";
    public string Type { get; init; } = "";
    public string State { get; init; } = "";
    public string Facets { get; init; } = "[]";
    public long Trashed { get; init; }
    public long Writes { get; init; }
    public long Moves { get; init; }
    public string Properties { get; init; } = "{}";
    public long Record { get; init; }
    public long? RetainUntil { get; init; }
    public long LegalHold { get; init; }
    public string? RetainedProperties { get; init; }
    public long Cold { get; init; }
    public string? LockOwner { get; init; }
    public long? LockCreated { get; init; }
    public string? LockTokens { get; init; }

    public string ChangeToken => Token(Writes, Moves);

    /// <summary>Stands among the facets of a document that is checked in; nobody sees it there.</summary>
    public const string CheckedIn = "CheckedIn";

    /// <summary>The row of a document after so many writes.</summary>
    public static DocumentRow Of(Document document, long writes) => new()
    {
        Repository = document.Repository,
        Id = document.Id,
        ParentId = document.ParentId,
        Name = document.Name,
        Path = document.Path,
        Type = document.Type,
        State = document.State,
        Facets = TextJson.Write(document.IsCheckedIn ? [.. document.Facets, CheckedIn] : document.Facets),
        Trashed = document.IsTrashed ? 1 : 0,
        Writes = writes,
        Properties = PropertyJson.Write(document.Properties),
        Record = (document.IsRecord, document.IsFlexibleRecord) switch { (false, _) => 0, (_, true) => 1, _ => 2 },
        RetainUntil = document.RetainUntil?.ToUnixTimeMilliseconds(),
        LegalHold = document.HasLegalHold ? 1 : 0,
        RetainedProperties = document.RetainedProperties.Count == 0 ? null : TextJson.Write(document.RetainedProperties),
        Cold = ColdContent.IsAwaited(document) ? 2 : ColdContent.IsCold(document) ? 1 : 0,
        LockOwner = document.Lock?.Owner,
        LockCreated = document.Lock?.Created.ToUnixTimeMilliseconds(),
        LockTokens = LockJson.Write(document.Lock),
    };

    public Document ToDocument()
    {
        var facets = TextJson.ReadList(Facets);
        var isCheckedIn = facets.Contains(CheckedIn, StringComparer.Ordinal);
        return ToDocument(isCheckedIn ? [.. facets.Where(facet => facet != CheckedIn)] : facets, isCheckedIn);
    }

    private Document ToDocument(IReadOnlyList<string> facets, bool isCheckedIn) => new()
    {
        Repository = Repository,
        Id = Id,
        ParentId = ParentId,
        Name = Name,
        Path = Path,
        Type = Type,
        State = State,
        Facets = facets,
        IsCheckedIn = isCheckedIn,
        ChangeToken = ChangeToken,
        IsTrashed = Trashed != 0,
        Properties = PropertyJson.Read(Properties),
        IsRecord = Record != 0,
        IsFlexibleRecord = Record == 1,
        RetainUntil = RetainUntil is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null,
        HasLegalHold = LegalHold != 0,
        RetainedProperties = RetainedProperties is null ? [] : TextJson.ReadList(RetainedProperties),
        Lock = LockOwner is null ? null : LockJson.Read(new DocumentLock(LockOwner, DateTimeOffset.FromUnixTimeMilliseconds(LockCreated ?? 0)), LockTokens),
    };

    // Of the platform's form, two counters; here changes are the first and moves the second.
    public static string Token(long writes, long moves) => string.Create(CultureInfo.InvariantCulture, $"{writes}-{moves}");
}
