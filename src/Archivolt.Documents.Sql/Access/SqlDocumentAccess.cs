using System.Data.Common;
using System.Globalization;
using Archivolt.Documents.Access;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;
using Dapper;

namespace Archivolt.Documents.Sql.Access;

/// <summary>
/// Access entries, inherited by parent. What is kept in memory for a document is the chain of documents above it that have entries, so a
/// decision touches only those. Any change of entries, and any move of a document, forgets all chains.
/// </summary>
internal sealed class SqlDocumentAccess : IDocumentAccess
{
    private const int MaxGranteeLength = 255;
    private const int Batch = 200;

    private const string Entries =
        """
        SELECT grantee AS "Grantee", permission AS "Permission", granted AS "Granted", creator AS "Creator", begins AS "Begins", ends AS "Ends"
        FROM access_entries WHERE repository = @repository AND document_id = @id ORDER BY position
        """;

    private const string EntriesAndParents =
        """
        SELECT d.id AS "Id", d.parent_id AS "ParentId", a.grantee AS "Grantee", a.permission AS "Permission", a.granted AS "Granted",
            a.creator AS "Creator", a.begins AS "Begins", a.ends AS "Ends"
        FROM documents d LEFT JOIN access_entries a ON a.repository = d.repository AND a.document_id = d.id
        WHERE d.repository = @repository AND d.id
        """;

    private const string ParentAndEntries = $"{EntriesAndParents} = @id ORDER BY a.position";

    private const string Delete = "DELETE FROM access_entries WHERE repository = @Repository AND document_id = @Id";

    private const string Insert =
        """
        INSERT INTO access_entries (repository, document_id, position, grantee, permission, granted, creator, begins, ends)
        VALUES (@repository, @id, @position, @grantee, @permission, @granted, @creator, @begins, @ends)
        """;

    private readonly Database _database;
    private readonly DocumentCaches _caches;
    private readonly TimeProvider _clock;

    public SqlDocumentAccess(Database database, DocumentCaches caches, TimeProvider clock)
    {
        _database = database;
        _caches = caches;
        _clock = clock;
    }

    public ValueTask<bool> IsAllowedAsync(
        Principal principal, Permission permission, Document document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(document);
        if (principal.IsAdministrator)
            return new ValueTask<bool>(true);
        var fresh = _database.Changes.RefreshAsync();
        return fresh.IsCompletedSuccessfully && _caches.Access.TryGet((document.Repository, document.Id), out var chain)
            ? new ValueTask<bool>(chain.Allows(principal, permission, _clock.GetUtcNow()))
            : LoadAndDecideAsync(fresh, principal, permission, document, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Document>> SelectAllowedAsync(
        Principal principal, Permission permission, IReadOnlyList<Document> documents, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(documents);
        if (principal.IsAdministrator)
            return documents;
        await _database.Changes.RefreshAsync();
        foreach (var repository in documents.Where(document => !_caches.Access.TryGet((document.Repository, document.Id), out _)).GroupBy(document => document.Repository))
        {
            foreach (var ids in repository.Select(document => document.Id).Chunk(Batch))
                await _database.ReadAsync(connection => LoadManyAsync(connection, repository.Key, ids), cancellationToken);
        }
        var allowed = new List<Document>(documents.Count);
        foreach (var document in documents)
        {
            if (await IsAllowedAsync(principal, permission, document, cancellationToken))
                allowed.Add(document);
        }
        return allowed;
    }

    public IAsyncEnumerable<Document> ListGrantedAsync(Principal principal, string repository, string path = "/", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(path);
        var folder = path.TrimEnd('/');
        return _database.PagesAsync<Document>(async (connection, last) =>
        {
            // '0' follows '/': the range holds exactly the paths below.
            var parameters = new DynamicParameters(new { repository, after = last?.Path ?? folder + "/", end = folder + "0", limit = Batch, offset = 0 });
            var grantees = Named(parameters, "grantee", [principal.Name, Principal.Everyone, .. principal.Groups]);
            var rows = await DocumentRows.QueryAsync(connection,
                $"""
                repository = @repository AND path > @after AND path < @end AND trashed = 0
                    AND id IN (SELECT document_id FROM access_entries WHERE repository = @repository AND granted = 1 AND grantee IN ({grantees}))
                """, "path", parameters);
            return [.. rows.Select(row => row.ToDocument())];
        }, Batch, cancellationToken);
    }

    public Task<IReadOnlyList<AccessEntry>> GetEntriesAsync(Document document, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        return _database.ReadAsync<IReadOnlyList<AccessEntry>>(async connection =>
        {
            var rows = await connection.QueryAsync<EntryRow>(Entries, new { repository = document.Repository, id = document.Id });
            return [.. rows.Select(row => row.ToEntry()).OfType<AccessEntry>()];
        }, cancellationToken);
    }

    public Task SetEntriesAsync(
        Document document, IReadOnlyList<AccessEntry> entries, string? expectedChangeToken = null, ChangeNote? note = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Any(entry => string.IsNullOrWhiteSpace(entry.Grantee) || entry.Grantee.Length > MaxGranteeLength))
        {
            throw new DocumentException(DocumentError.Invalid,
                $"An access entry names a user or group of 1 to {MaxGranteeLength} characters.");
        }
        return _database.WriteAsync(async session =>
        {
            var present = (await DocumentRows.FindForUpdateAsync(session, document.Repository, document.Id)
                ?? throw DocumentRows.NotFound(document.Repository, document.Id)).ToDocument();
            present.CheckUnchanged(expectedChangeToken);
            await session.Connection.ExecuteAsync(Delete, new { document.Repository, document.Id });
            await InsertAsync(session.Connection, document.Repository, document.Id, entries);
            // A new change token, so that of two who replace the entries of one state the later is refused.
            await DocumentRows.CountWriteAsync(session.Connection, document.Repository, document.Id);
            await AuditRows.RecordAsync(session, note, present, _clock);
            session.AfterCommit(() =>
            {
                _caches.Access.Clear();
                _caches.Documents.Remove((document.Repository, document.Id));
            });
            return entries.Count;
        }, Commit.Durable, cancellationToken);
    }

    /// <summary>Gives a document the own entries of another one, in place of those that it has.</summary>
    public static async Task CopyAsync(DbConnection connection, string repository, string from, string to)
    {
        await connection.ExecuteAsync(Delete, new { Repository = repository, Id = to });
        await connection.ExecuteAsync(
            """
            INSERT INTO access_entries (repository, document_id, position, grantee, permission, granted, creator, begins, ends)
            SELECT repository, @to, position, grantee, permission, granted, creator, begins, ends FROM access_entries WHERE repository = @repository AND document_id = @from
            """,
            new { repository, from, to });
    }

    /// <summary>Writes the entries of a document that has none.</summary>
    public static Task InsertAsync(DbConnection connection, string repository, string id, IReadOnlyList<AccessEntry> entries) =>
        connection.ExecuteAsync(Insert, entries.Select((entry, position) => new
        {
            repository,
            id,
            position,
            grantee = entry.Grantee,
            permission = entry.Permission.ToString(),
            granted = entry.Granted ? 1 : 0,
            creator = entry.Creator,
            begins = entry.Begin?.ToUnixTimeMilliseconds(),
            ends = entry.End?.ToUnixTimeMilliseconds(),
        }).ToList());

    private async ValueTask<bool> LoadAndDecideAsync(
        ValueTask fresh, Principal principal, Permission permission, Document document, CancellationToken cancellationToken)
    {
        await fresh;
        var chain = await _database.ReadAsync(async connection =>
            await LoadAsync(connection, document.Repository, document.Id)
                // A document that is not stored yet inherits all the same.
                ?? (document.ParentId is { } parent ? await LoadAsync(connection, document.Repository, parent) : null), cancellationToken);
        return chain?.Allows(principal, permission, _clock.GetUtcNow()) ?? false;
    }

    private async Task<AccessChain?> LoadAsync(DbConnection connection, string repository, string id)
    {
        if (_caches.Access.TryGet((repository, id), out var known))
            return known;
        var stamp = _caches.Access.Stamp;
        var rows = (await connection.QueryAsync<EntryRow>(ParentAndEntries, new { repository, id })).AsList();
        return rows.Count == 0 ? null : await ChainAsync(connection, repository, id, rows, stamp);
    }

    // What they inherit is loaded once.
    private async Task<int> LoadManyAsync(DbConnection connection, string repository, string[] ids)
    {
        var stamp = _caches.Access.Stamp;
        var parameters = new DynamicParameters(new { repository });
        var query = $"{EntriesAndParents} IN ({Named(parameters, "id", ids)}) ORDER BY d.id, a.position";
        var rows = await connection.QueryAsync<EntryRow>(query, parameters);
        foreach (var document in rows.GroupBy(row => row.Id!))
            await ChainAsync(connection, repository, document.Key, [.. document], stamp);
        return ids.Length;
    }

    // One parameter for each: lists are written differently in each database.
    private static string Named(DynamicParameters parameters, string name, IReadOnlyList<string> values)
    {
        var names = values.Select((_, number) => string.Create(CultureInfo.InvariantCulture, $"{name}{number}")).ToList();
        foreach (var (own, value) in names.Zip(values))
            parameters.Add(own, value);
        return string.Join(", ", names.Select(own => "@" + own));
    }

    private async Task<AccessChain> ChainAsync(DbConnection connection, string repository, string id, List<EntryRow> rows, long stamp)
    {
        var inherited = rows[0].ParentId is { } parent ? await LoadAsync(connection, repository, parent) : null;
        var entries = rows.Where(row => row.Grantee is not null).Select(row => row.ToEntry()).OfType<AccessEntry>().ToArray();
        var chain = entries.Length == 0 && inherited is not null ? inherited : new AccessChain(entries, inherited);
        _caches.Access.Put((repository, id), chain, stamp);
        return chain;
    }

    private sealed class EntryRow
    {
        public string? Id { get; init; }
        public string? ParentId { get; init; }
        public string? Grantee { get; init; }
        public string? Permission { get; init; }
        public long Granted { get; init; }
        public string? Creator { get; init; }
        public long? Begins { get; init; }
        public long? Ends { get; init; }

        // A permission that a newer version knows: granted, it is none here; denied, everything is.
        public AccessEntry? ToEntry() =>
            Enum.TryParse<Permission>(Permission, out var permission) && Enum.IsDefined(permission) ? new(Grantee!, permission, Granted != 0) { Creator = Creator, Begin = Time(Begins), End = Time(Ends) }
            : Granted != 0 ? null
            : new(Grantee!, Archivolt.Documents.Access.Permission.Read, Granted: false) { Creator = Creator, Begin = Time(Begins), End = Time(Ends) };

        private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;
    }
}
