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
        facets AS "Facets", trashed AS "Trashed", writes AS "Writes", moves AS "Moves", properties AS "Properties"
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
        ON CONFLICT (repository, path) DO NOTHING
        """;

    private const string Update =
        """
        UPDATE documents SET state = @State, facets = @Facets, trashed = @Trashed, writes = @Writes, properties = @Properties
        WHERE repository = @Repository AND id = @Id
        """;

    private const string Relocate =
        "UPDATE documents SET moves = moves + 1, properties = @Properties WHERE repository = @Repository AND id = @Id";

    // '0' follows '/': the range holds exactly the paths below.
    private const string InTree = "repository = @repository AND (path = @path OR (path > @path || '/' AND path < @path || '0'))";

    private const string DeleteTree = $"DELETE FROM documents WHERE {InTree}";

    /// <summary>What is thrown for a document that is not there.</summary>
    public static DocumentException NotFound(string repository, string id) =>
        new(DocumentError.NotFound, $"There is no document '{id}' in repository '{repository}'.");

    public static Task<DocumentRow?> FindAsync(DbConnection connection, string repository, string id) =>
        connection.QuerySingleOrDefaultAsync<DocumentRow>(ById, new { repository, id });

    /// <summary>A document that is about to be changed: nobody else changes it until the transaction ends.</summary>
    public static Task<DocumentRow?> FindForUpdateAsync(WriteSession session, string repository, string id) =>
        session.Connection.QuerySingleOrDefaultAsync<DocumentRow>(ById + session.ForUpdate, new { repository, id });

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

    /// <summary>Inserts a document; false when its path is taken.</summary>
    public static async Task<bool> InsertAsync(DbConnection connection, DocumentRow row) => await connection.ExecuteAsync(Insert, row) == 1;

    public static Task UpdateAsync(DbConnection connection, DocumentRow row) => connection.ExecuteAsync(Update, row);

    /// <summary>Stores properties in which only the place of content is another one.</summary>
    public static Task RelocateAsync(DbConnection connection, DocumentRow row) => connection.ExecuteAsync(Relocate, row);

    /// <summary>Deletes a document and all below it; references and access entries go with them.</summary>
    public static async Task<int> DeleteTreeAsync(WriteSession session, string repository, string path)
    {
        // Always from the top down, so that two who delete parts of one tree wait for each other and never crosswise.
        if (session.ForUpdate.Length > 0)
        {
            await session.Connection.ExecuteScalarAsync<long>(
                $"SELECT COUNT(*) FROM (SELECT 1 FROM documents WHERE {InTree} ORDER BY path{session.ForUpdate}) AS locked", new { repository, path });
        }
        return await session.Connection.ExecuteAsync(DeleteTree, new { repository, path });
    }
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

    public string ChangeToken => Token(Writes, Moves);

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
        Facets = TextJson.Write(document.Facets),
        Trashed = document.IsTrashed ? 1 : 0,
        Writes = writes,
        Properties = PropertyJson.Write(document.Properties),
    };

    public Document ToDocument() => new()
    {
        Repository = Repository,
        Id = Id,
        ParentId = ParentId,
        Name = Name,
        Path = Path,
        Type = Type,
        State = State,
        Facets = TextJson.ReadList(Facets),
        ChangeToken = ChangeToken,
        IsTrashed = Trashed != 0,
        Properties = PropertyJson.Read(Properties),
    };

    // Of the platform's form, two counters; here changes are the first and moves the second.
    public static string Token(long writes, long moves) => string.Create(CultureInfo.InvariantCulture, $"{writes}-{moves}");
}
