using System.Data.Common;
using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Moves;
using Archivolt.Documents.Sql.Access;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Moves;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql;

/// <summary>Documents in SQL. Small documents that were read lately are kept in memory; callers get copies.</summary>
internal sealed class SqlDocumentStore : IDocumentStore
{
    private const int RememberedLength = 4 * 1024;
    private const int ListingPage = 256;

    private readonly Database _database;
    private readonly DocumentCaches _caches;
    private readonly ReferenceWriter _content;
    private readonly SchemaRegistry _schemas;
    private readonly Placement _placement;
    private readonly MoveSignal _signal;
    private readonly SqlDocumentsOptions _options;
    private readonly TimeProvider _clock;

    public SqlDocumentStore(
        Database database, DocumentCaches caches, IReadOnlyList<string> repositories, ReferenceWriter content, SchemaRegistry schemas,
        Placement placement, MoveSignal signal, SqlDocumentsOptions options, TimeProvider clock)
    {
        _database = database;
        _caches = caches;
        _content = content;
        _schemas = schemas;
        _placement = placement;
        _signal = signal;
        _options = options;
        _clock = clock;
        Repositories = repositories;
    }

    public IReadOnlyList<string> Repositories { get; }

    public ValueTask<Document?> FindAsync(string repository, string id, CancellationToken cancellationToken = default)
    {
        var fresh = _database.Changes.RefreshAsync();
        return fresh.IsCompletedSuccessfully && _caches.Documents.TryGet((repository, id), out var known)
            ? new ValueTask<Document?>(known.Copy())
            : LoadAsync(fresh, repository, id, cancellationToken);
    }

    public async ValueTask<Document?> FindByPathAsync(string repository, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!Repositories.Contains(repository) || !path.StartsWith('/') || !StorableText.IsStorable(path))
            return null;
        var wanted = path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/";
        var row = await _database.ReadAsync(connection => DocumentRows.FindByPathAsync(connection, repository, wanted), cancellationToken);
        return row?.ToDocument();
    }

    public async Task<(IReadOnlyList<Document> Page, long Total)> ListChildrenAsync(
        string repository, string id, int offset, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var (rows, total) = await _database.ReadAsync(
            connection => DocumentRows.ListChildrenAsync(connection, repository, id, offset, limit), cancellationToken);
        return ([.. rows.Select(row => row.ToDocument())], total);
    }

    public IAsyncEnumerable<Document> ListAllAsync(string repository, string? afterId = null, CancellationToken cancellationToken = default) =>
        PagesAsync((connection, after) => DocumentRows.PageAsync(connection, repository, after, ListingPage), afterId, cancellationToken);

    public IAsyncEnumerable<Document> ListMarkedAsync(
        string repository, DocumentMark mark, string? afterId = null, CancellationToken cancellationToken = default) =>
        PagesAsync(async (connection, after) => await DocumentRows.MarkedPageAsync(
            connection, repository, mark, after, ListingPage, await _database.NowAsync(connection)), afterId, cancellationToken);

    private IAsyncEnumerable<Document> PagesAsync(
        Func<DbConnection, string, Task<IReadOnlyList<DocumentRow>>> query, string? afterId, CancellationToken cancellationToken) =>
        _database.PagesAsync<DocumentRow>((connection, last) => query(connection, last?.Id ?? afterId ?? ""), ListingPage, cancellationToken)
            .Select(row => row.ToDocument());

    public Task<long> CountAsync(string repository, CancellationToken cancellationToken = default) =>
        _database.ReadAsync(connection => DocumentRows.CountAsync(connection, repository), cancellationToken);

    public Task<Document> CreateAsync(
        Document document, string? expectedParentChangeToken = null, ChangeNote? note = null, bool exactName = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (!Repositories.Contains(document.Repository))
            throw new DocumentException(DocumentError.NotFound, $"There is no repository '{document.Repository}'.");
        if (!_schemas.Types.ContainsKey(document.Type))
            throw new DocumentException(DocumentError.NotFound, $"Type not found: {document.Type}");
        var parentId = document.ParentId
            ?? throw new DocumentException(DocumentError.Invalid, "A new document needs the id of its parent; the root exists already.");
        var created = document.Copy() with
        {
            Id = (Guid.TryParse(document.Id, out var given) && given != Guid.Empty ? given : Guid.NewGuid()).ToString(),
            Name = DocumentName.Sanitize(document.Name),
            IsRecord = false,
            IsFlexibleRecord = false,
            RetainUntil = null,
            HasLegalHold = false,
            RetainedProperties = [],
            Lock = null,
        };
        ColdContent.CheckNew(created);
        DocumentDates.Stamp(created, _clock);
        return _content.SaveAsync(async (session, reserved) =>
        {
            var parent = await DocumentRows.FindAsParentAsync(session, created.Repository, parentId)
                ?? throw DocumentRows.NotFound(created.Repository, parentId);
            if (expectedParentChangeToken is not null)
                parent.ToDocument().CheckUnchanged(expectedParentChangeToken);
            var stored = await InsertAsync(session.Connection, created, parent.Path, exactName);
            await _content.InsertAsync(session, stored, reserved);
            await AddMovesAsync(session, _placement.MovesOf(before: null, stored));
            await AuditRows.RecordAsync(session, note, stored, _clock);
            return stored;
        }, cancellationToken);
    }

    public Task<Document> UpdateAsync(
        Document document, string? expectedChangeToken = null, ChangeNote? note = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var changed = document.Copy();
        DocumentDates.Stamp(changed, _clock);
        return _content.SaveAsync(async (session, reserved) =>
        {
            var present = await DocumentRows.FindForUpdateAsync(session, document.Repository, document.Id)
                ?? throw DocumentRows.NotFound(document.Repository, document.Id);
            var before = present.ToDocument();
            before.CheckUnchanged(expectedChangeToken);
            var stored = Kept(changed, present, before);
            ContentGuard.CheckUpdate(before, stored, await TimeForAsync(session.Connection, before));
            // The state is the trash of the platform's older versions.
            if ((stored.IsTrashed && !before.IsTrashed) || (stored.State == LifeCycle.Deleted && before.State != LifeCycle.Deleted))
                await CheckNoneRetainedAsync(session.Connection, present);
            await StoreAsync(session, before, stored, present.Writes + 1, reserved);
            await AuditRows.RecordAsync(session, note, stored, _clock);
            return stored;
        }, cancellationToken);
    }

    public Task<Document> ApplyAsync(string repository, string id, ProtectedChange change, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        return _content.SaveAsync(async (session, reserved) =>
        {
            var present = await DocumentRows.FindForUpdateAsync(session, repository, id) ?? throw DocumentRows.NotFound(repository, id);
            var before = present.ToDocument();
            var after = change.Apply(before, DateTimeOffset.FromUnixTimeMilliseconds(await _database.NowAsync(session.Connection)));
            if (ReferenceEquals(after, before))
                return before;
            var stored = after with { ChangeToken = DocumentRow.Token(present.Writes + 1, present.Moves) };
            await StoreAsync(session, before, stored, present.Writes + 1, reserved);
            await AuditRows.RecordAsync(session, change.NoteOf(before, stored), stored, _clock);
            return stored;
        }, cancellationToken);
    }

    public Task<bool> ReplaceBlobAsync(
        string repository, string id, PropertyPath path, BlobKey expected, BlobInfo copy, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(copy);
        return _content.SaveAsync(async (session, reserved) =>
        {
            var document = (await DocumentRows.FindForUpdateAsync(session, repository, id))?.ToDocument();
            if (document?.Properties.Get(path) is not BlobInfo blob || blob.Key != expected)
                return false;
            ContentGuard.CheckCopy(document, path, copy, await TimeForAsync(session.Connection, document));
            document.Properties.Set(path, blob with
            {
                Key = copy.Key,
                Digest = blob.Digest ?? copy.Digest,
                Length = blob.Length ?? copy.Length,
                Upload = copy.Upload,
            });
            await DocumentRows.RelocateAsync(session.Connection, Row(document, writes: 0));
            await _content.ReplaceAsync(session, document, reserved);
            await MoveRows.DropAsync(session.Connection, repository, id, path.ToString());
            var (from, to) = (_placement.Resolve(expected, repository), _placement.Resolve(copy.Key, repository));
            await AccessTimeRows.CopyAsync(session.Connection, from, to);
            var facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["from"] = from.ToString(), ["to"] = to.ToString(), ["reason"] = reason };
            await AuditRows.RecordAsync(session, new ChangeNote("blobMoved", Principal.System.Name, path.ToString(), facts), document, _clock);
            session.AfterCommit(() => _caches.Documents.Remove((repository, id)));
            return true;
        }, cancellationToken);
    }

    public Task<Document> MoveAsync(
        string repository, string id, string parentId, string name, string? expectedChangeToken = null, ChangeNote? note = null, bool exactName = false,
        bool keepsRetained = false, CancellationToken cancellationToken = default)
    {
        var wanted = DocumentName.Sanitize(name);
        return _database.WriteAsync(async session =>
        {
            var present = await DocumentRows.FindForUpdateAsync(session, repository, id) ?? throw DocumentRows.NotFound(repository, id);
            if (present.ParentId is null)
                throw new DocumentException(DocumentError.Invalid, "The root of a repository cannot be moved.");
            var before = present.ToDocument();
            before.CheckUnchanged(expectedChangeToken);
            await DocumentRows.LockTreeAsync(session, repository, present.Path);
            var parent = await DocumentRows.FindAsParentAsync(session, repository, parentId) ?? throw DocumentRows.NotFound(repository, parentId);
            if (parent.Id == id || parent.Path.StartsWith(present.Path + "/", StringComparison.Ordinal))
                throw new DocumentException(DocumentError.Invalid, $"The document {id} cannot be moved to {parent.Path}, which is the document or lies below it.");
            if (parent.Id == present.ParentId && wanted == present.Name)
                return before;
            if (keepsRetained && parent.Id != present.ParentId && await FindRetainedAsync(session.Connection, present) is { } kept)
                throw ContentGuard.CannotMove(present.Id, kept);
            if (parent.Id != present.ParentId && await IsInTrashAsync(session.Connection, parent))
                await CheckNoneRetainedAsync(session.Connection, present);
            var moved = before with { ParentId = parent.Id, ChangeToken = DocumentRow.Token(present.Writes + 1, present.Moves) };
            foreach (var (free, path) in Places(parent.Path, wanted, exactName))
            {
                moved = moved with { Name = free, Path = path };
                if (await DocumentRows.FindByPathAsync(session.Connection, repository, path) is null)
                    break;
            }
            var below = await DocumentRows.LongestPathAsync(session.Connection, repository, present.Path) - LengthOf(present.Path);
            CheckLength(LengthOf(moved.Path) + below);
            await DocumentRows.MoveTreeAsync(session.Connection, Row(moved, present.Writes + 1), present.Path);
            await AddMovesBelowAsync(session, moved);
            await AuditRows.RecordAsync(session, note, moved, _clock);
            // Paths, and what is inherited by them.
            session.AfterCommit(_caches.Documents.Clear);
            session.AfterCommit(_caches.Access.Clear);
            return moved;
        }, Commit.Durable, cancellationToken);
    }

    public Task<(Document Document, Document Newcomer)> ReturnAsync(
        Document document, Document newcomer, IReadOnlyList<ChangeNote> notes, IReadOnlyList<ChangeNote> notesOfNewcomer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(newcomer);
        ArgumentNullException.ThrowIfNull(notes);
        ArgumentNullException.ThrowIfNull(notesOfNewcomer);
        return _content.SaveAsync(async (session, reserved) =>
        {
            var (repository, connection) = (document.Repository, session.Connection);
            var present = new Dictionary<string, DocumentRow>(StringComparer.Ordinal);
            // Always in the same order, to avoid deadlocks.
            foreach (var id in ((string[])[document.Id, newcomer.Id]).Order(StringComparer.Ordinal))
                present[id] = await DocumentRows.FindForUpdateAsync(session, repository, id) ?? throw DocumentRows.NotFound(repository, id);
            var (old, young) = (present[document.Id], present[newcomer.Id]);
            CheckExchangeable(old, young, newcomer.Repository);
            foreach (var path in ((string[])[old.Path, young.Path]).Order(StringComparer.Ordinal))
                await DocumentRows.LockTreeAsync(session, repository, path);
            var returned = Placed(document, old, young);
            var left = Placed(newcomer, young, old);
            foreach (var (row, stored) in (List<(DocumentRow, Document)>)[(old, returned), (young, left)])
            {
                var before = row.ToDocument();
                ContentGuard.CheckUpdate(before, stored, await TimeForAsync(connection, before));
                if (stored.IsTrashed && !before.IsTrashed)
                    await CheckNoneRetainedAsync(connection, row);
                if (stored.ParentId != before.ParentId && await FindRetainedAsync(connection, row) is { } kept)
                    throw ContentGuard.CannotMove(row.Id, kept);
                CheckLength(LengthOf(stored.Path) + await DocumentRows.LongestPathAsync(connection, repository, row.Path) - LengthOf(row.Path));
            }
            // One of the paths has to be free for a moment.
            var aside = DocumentName.Path(young.Path[..young.Path.LastIndexOf('/')], Guid.NewGuid().ToString());
            await DocumentRows.MoveTreeAsync(connection, Row(left with { Path = aside }, young.Writes + 1), young.Path);
            await DocumentRows.MoveTreeAsync(connection, Row(returned, old.Writes + 1), old.Path);
            await DocumentRows.MoveTreeAsync(connection, Row(left, young.Writes + 1), aside);
            await StoreAsync(session, old.ToDocument(), returned, old.Writes + 1, reserved);
            await StoreAsync(session, young.ToDocument(), left, young.Writes + 1, reserved);
            await AddMovesBelowAsync(session, returned);
            await AddMovesBelowAsync(session, left);
            await SqlDocumentAccess.CopyAsync(connection, repository, returned.Id, left.Id);
            foreach (var note in notes)
                await AuditRows.RecordAsync(session, note, returned, _clock);
            foreach (var note in notesOfNewcomer)
                await AuditRows.RecordAsync(session, note, left, _clock);
            session.AfterCommit(_caches.Documents.Clear);
            session.AfterCommit(_caches.Access.Clear);
            return (returned, left);
        }, cancellationToken);
    }

    public Task<int> DeleteAsync(
        string repository, string id, string? expectedChangeToken = null, ChangeNote? note = null, CancellationToken cancellationToken = default) =>
        _database.WriteAsync(async session =>
        {
            var present = await DocumentRows.FindForUpdateAsync(session, repository, id)
                ?? throw DocumentRows.NotFound(repository, id);
            if (present.ParentId is null)
                throw new DocumentException(DocumentError.Invalid, "The root of a repository cannot be deleted.");
            present.ToDocument().CheckUnchanged(expectedChangeToken);
            await DocumentRows.LockTreeAsync(session, repository, present.Path);
            await CheckNoneRetainedAsync(session.Connection, present);
            await _content.RemoveReferencesAsync(session, repository, present.Path);
            var deleted = await DocumentRows.DeleteTreeAsync(session, repository, present.Path);
            await AuditRows.RecordAsync(session, note, present.ToDocument(), _clock);
            session.AfterCommit(deleted == 1 ? () => _caches.Documents.Remove((repository, id)) : _caches.Documents.Clear);
            return deleted;
        }, Commit.Durable, cancellationToken);

    private static void CheckExchangeable(DocumentRow one, DocumentRow other, string repositoryOfOther)
    {
        if (one.Repository != repositoryOfOther || one.ParentId is null || other.ParentId is null || $"{one.Path}/".StartsWith($"{other.Path}/", StringComparison.Ordinal)
            || other.Path.StartsWith($"{one.Path}/", StringComparison.Ordinal))
        {
            throw new DocumentException(DocumentError.Invalid, $"The documents {one.Id} and {other.Id} cannot change places: they are of two repositories, or one is or lies below the other.");
        }
    }

    // The changed state of a document, in the place of another one.
    private Document Placed(Document changed, DocumentRow present, DocumentRow place)
    {
        var before = present.ToDocument();
        // Content that was moved meanwhile counts: the other document is to refer to where it is now.
        if (changed.ChangeToken != before.ChangeToken)
            throw new DocumentException(DocumentError.Conflict, $"The document {before.Id} changed meanwhile: its change token is {before.ChangeToken}, not {changed.ChangeToken}. Read it again.");
        var stored = Kept(changed.Copy(), present, before) with { ParentId = place.ParentId, Name = place.Name, Path = place.Path, IsTrashed = place.Trashed != 0 };
        DocumentDates.Stamp(stored, _clock);
        return stored;
    }

    // What a change of properties leaves as it is stored.
    private static Document Kept(Document changed, DocumentRow present, Document before)
    {
        if (!string.Equals(changed.ChangeToken, present.ChangeToken, StringComparison.Ordinal))
            MoveReconciler.Follow(changed, before);
        return changed with
        {
            ParentId = present.ParentId,
            Name = present.Name,
            Path = present.Path,
            Type = present.Type,
            IsRecord = before.IsRecord,
            IsFlexibleRecord = before.IsFlexibleRecord,
            RetainUntil = before.RetainUntil,
            HasLegalHold = before.HasLegalHold,
            RetainedProperties = before.RetainedProperties,
            Lock = before.Lock,
            ChangeToken = DocumentRow.Token(present.Writes + 1, present.Moves),
        };
    }

    // Nodes whose clocks differ agree about retention; it is asked only where it matters.
    private async ValueTask<DateTimeOffset> TimeForAsync(DbConnection connection, Document document) => document.RetainUntil is null
        ? _clock.GetUtcNow()
        : DateTimeOffset.FromUnixTimeMilliseconds(await _database.NowAsync(connection));

    private async Task CheckNoneRetainedAsync(DbConnection connection, DocumentRow document)
    {
        if (await FindRetainedAsync(connection, document) is { } retained)
            throw ContentGuard.CannotRemove(document.Id, retained);
    }

    private async Task<string?> FindRetainedAsync(DbConnection connection, DocumentRow document) =>
        await DocumentRows.FindRetainedAsync(connection, document.Repository, document.Path, await _database.NowAsync(connection));

    // By its own mark, or by that of a document above it.
    private static async Task<bool> IsInTrashAsync(DbConnection connection, DocumentRow document)
    {
        for (var above = document; above is not null; above = above.ParentId is { } id ? await DocumentRows.FindAsync(connection, above.Repository, id) : null)
        {
            if (above.Trashed != 0)
                return true;
        }
        return false;
    }

    private async Task StoreAsync(WriteSession session, Document before, Document stored, long writes, ReferenceWriter.Reserved reserved)
    {
        await DocumentRows.UpdateAsync(session.Connection, Row(stored, writes));
        await _content.ReplaceAsync(session, stored, reserved);
        await AddMovesAsync(session, _placement.MovesOf(before, stored));
        session.AfterCommit(() => _caches.Documents.Remove((stored.Repository, stored.Id)));
    }

    private async ValueTask<Document?> LoadAsync(ValueTask fresh, string repository, string id, CancellationToken cancellationToken)
    {
        await fresh;
        if (_caches.Documents.TryGet((repository, id), out var known))
            return known.Copy();
        if (!Repositories.Contains(repository) || !StorableText.IsStorable(id))
            return null;
        var stamp = _caches.Documents.Stamp;
        var row = await _database.ReadAsync(connection => DocumentRows.FindAsync(connection, repository, id), cancellationToken);
        var document = row?.ToDocument();
        if (document is not null && row!.Properties.Length <= RememberedLength)
            _caches.Documents.Put((repository, id), document.Copy(), stamp);
        return document;
    }

    // A taken name gets the time behind it, counted on until it is free, unless it is to be exact.
    private async Task<Document> InsertAsync(DbConnection connection, Document document, string parentPath, bool exactName)
    {
        foreach (var (name, path) in Places(parentPath, document.Name, exactName))
        {
            var candidate = document with { Name = name, Path = path, ChangeToken = DocumentRow.Token(0, 0) };
            CheckLength(LengthOf(path));
            if (await DocumentRows.InsertAsync(connection, Row(candidate, writes: 0)))
                return candidate;
            if (await DocumentRows.FindAsync(connection, document.Repository, document.Id) is not null)
                throw new DocumentException(DocumentError.Conflict, $"There is a document with the id {document.Id} already; leave the id empty to get a new one.");
        }
        throw new InvalidOperationException("There is always a free name.");
    }

    private IEnumerable<(string Name, string Path)> Places(string parentPath, string wanted, bool exactName)
    {
        yield return (wanted, DocumentName.Path(parentPath, wanted));
        if (exactName)
            throw new DocumentException(DocumentError.NameTaken, $"Another document in the folder has the name '{wanted}' already; nothing was changed.");
        for (var suffix = _clock.GetUtcNow().ToUnixTimeMilliseconds(); ; suffix++)
        {
            var name = DocumentName.WithSuffix(wanted, suffix);
            yield return (name, DocumentName.Path(parentPath, name));
        }
    }

    // As SQL counts: a character beyond U+FFFF is one, though .NET has two for it.
    private static int LengthOf(string path) => path.EnumerateRunes().Count();

    private void CheckLength(long path)
    {
        if (path > _options.MaxPathLength)
            throw new DocumentException(DocumentError.Invalid, $"The path would be longer than {_options.MaxPathLength} characters.");
    }

    private DocumentRow Row(Document document, long writes)
    {
        var row = DocumentRow.Of(document, writes);
        return row.Properties.Length <= _options.MaxPropertiesLength
            ? row
            : throw new DocumentException(DocumentError.Invalid,
                $"The properties take {row.Properties.Length} characters, {_options.MaxPropertiesLength} are allowed: keep large text in a blob.");
    }

    // In the transaction of the change: a move is neither forgotten nor made for a change that was taken back.
    private async Task AddMovesAsync(WriteSession session, IReadOnlyList<BlobMove> moves)
    {
        if (moves.Count == 0)
            return;
        await MoveRows.PutAsync(session.Connection, moves);
        session.AfterCommit(_signal.Set);
    }

    private async Task AddMovesBelowAsync(WriteSession session, Document moved)
    {
        if (!_placement.DependsOnAny(["ecm:path"]))
            return;
        for (var last = ""; ;)
        {
            var page = await DocumentRows.TreePageAsync(session.Connection, moved.Repository, moved.Path, last, ListingPage);
            await AddMovesAsync(session, [.. page.SelectMany(row => _placement.MovesOf(row.ToDocument()))]);
            if (page.Count < ListingPage)
                return;
            last = page[^1].Path;
        }
    }
}
