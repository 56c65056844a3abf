using System.Globalization;
using Archivolt.Documents.Access;
using Archivolt.Documents.Directories;
using Archivolt.Documents.Sql.Access;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Directories;

/// <summary>Entries of directories in SQL.</summary>
internal sealed class SqlDirectoryStore(Database database, SqlUserStore users, TimeProvider clock) : IDirectoryStore
{
    private const int MaxIdLength = 255;
    private const int MaxLength = 64 * 1024;

    public IReadOnlyList<DirectoryDefinition> Directories => StockDirectories.All;

    public Task<(IReadOnlyList<DirectoryEntry> Page, long Total)> ListAsync(string directory, int offset, int limit, CancellationToken cancellationToken = default) =>
        database.ReadAsync(connection => directory == StockDirectories.OAuth2Tokens
            ? OAuth2Rows.ListAsync(connection, offset, limit)
            : DirectoryRows.ListAsync(connection, directory, offset, limit), cancellationToken);

    public Task<DirectoryEntry?> FindAsync(string directory, string id, CancellationToken cancellationToken = default) =>
        database.ReadAsync(connection => directory != StockDirectories.OAuth2Tokens ? DirectoryRows.FindAsync(connection, directory, id)
            : NumberOf(id) is { } number ? OAuth2Rows.FindEntryAsync(connection, number)
            : Task.FromResult<DirectoryEntry?>(null), cancellationToken);

    public async Task<DirectoryEntry> CreateAsync(string directory, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var definition = Changeable(directory);
        var stored = new Dictionary<string, string>(values, StringComparer.Ordinal);
        if (definition.SecretColumn is { } column && values.GetValueOrDefault(column) is { } secret)
            stored[column] = await HashAsync(secret, column, cancellationToken);
        return await database.WriteAsync(async session =>
        {
            var id = definition.NumbersEntries ? await NextAsync(session, directory) : values.GetValueOrDefault(definition.IdColumn);
            if (string.IsNullOrEmpty(id) || id.Length > MaxIdLength)
                throw new DocumentException(DocumentError.Invalid, $"An entry of '{directory}' needs an '{definition.IdColumn}' of 1 to {MaxIdLength} characters.");
            var entry = Checked(definition, new DirectoryEntry(id, new Dictionary<string, string>(stored, StringComparer.Ordinal) { [definition.IdColumn] = id }));
            await CheckUniqueAsync(session, definition, entry);
            return await DirectoryRows.InsertAsync(session.Connection, directory, entry)
                ? entry
                : throw new DocumentException(DocumentError.Conflict, $"The directory '{directory}' has an entry '{id}' already.");
        }, Commit.Durable, cancellationToken);
    }

    public async Task<DirectoryEntry?> UpdateAsync(string directory, string id, IReadOnlyDictionary<string, string?> values, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var definition = Changeable(directory);
        var stored = new Dictionary<string, string?>(values, StringComparer.Ordinal);
        // Nobody is shown a secret, so null, as it was read, says nothing about it.
        if (definition.SecretColumn is { } column && stored.Remove(column, out var secret) && secret is not null)
            stored[column] = await HashAsync(secret, column, cancellationToken);
        return await database.WriteAsync(async session =>
        {
            if (await DirectoryRows.FindAsync(session.Connection, directory, id, session.ForUpdate) is not { } present)
                return null;
            var changed = new Dictionary<string, string>(present.Values, StringComparer.Ordinal);
            foreach (var (name, value) in stored)
            {
                if (value is null)
                    changed.Remove(name);
                else
                    changed[name] = value;
            }
            changed[definition.IdColumn] = id;
            var entry = Checked(definition, new DirectoryEntry(id, changed));
            await CheckUniqueAsync(session, definition, entry);
            await DirectoryRows.UpdateAsync(session.Connection, directory, entry);
            return entry;
        }, Commit.Durable, cancellationToken);
    }

    public Task<bool> DeleteAsync(string directory, string id, Principal? by = null, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        if (directory == StockDirectories.OAuth2Tokens)
        {
            session.AfterCommit(users.ForgetPrincipals);
            return NumberOf(id) is { } number && await AccessAudit.TokensRevokedAsync(session, clock.GetUtcNow(), await OAuth2Rows.DeleteGrantAsync(session.Connection, number), by);
        }
        // What an application was allowed to do ends with it.
        if (directory == StockDirectories.OAuth2Clients
            && (await DirectoryRows.FindAsync(session.Connection, directory, id, session.ForUpdate))?.Values.GetValueOrDefault("clientId") is { } clientId)
        {
            session.AfterCommit(users.ForgetPrincipals);
            await AccessAudit.TokensRevokedAsync(session, clock.GetUtcNow(), await OAuth2Rows.DeleteOfClientAsync(session.Connection, clientId), by);
        }
        return await DirectoryRows.DeleteAsync(session.Connection, directory, id);
    }, Commit.Durable, cancellationToken);

    private DirectoryDefinition Changeable(string directory) => directory == StockDirectories.OAuth2Tokens
        ? throw new DocumentException(DocumentError.Invalid, $"The entries of '{directory}' come from sign-ins; they can be deleted, not written.")
        : Directories.FirstOrDefault(known => known.Name == directory)
            ?? throw new DocumentException(DocumentError.NotFound, $"There is no directory '{directory}'.");

    private async Task<string> HashAsync(string secret, string column, CancellationToken cancellationToken)
    {
        try
        {
            return await users.HashAsync(secret, cancellationToken);
        }
        catch (ArgumentException exception)
        {
            throw new DocumentException(DocumentError.Invalid, $"The column '{column}' takes 1 to 1024 characters.", exception);
        }
    }

    private async Task CheckUniqueAsync(WriteSession session, DirectoryDefinition definition, DirectoryEntry entry)
    {
        if (definition.UniqueColumn is not { } column)
            return;
        if (!entry.Values.TryGetValue(column, out var value) || value.Length == 0)
            throw new DocumentException(DocumentError.Invalid, $"An entry of '{definition.Name}' needs a '{column}'.");
        await LockAsync(session, definition.Name);
        if ((await DirectoryRows.WithValueAsync(session.Connection, definition.Name, column, value)).FirstOrDefault(other => other.Id != entry.Id) is { } other)
            throw new DocumentException(DocumentError.Conflict, $"The entry {other.Id} of '{definition.Name}' has the {column} '{value}' already; change that one, or delete it first.");
    }

    private Task LockAsync(WriteSession session, string directory) => database.LockAsync(session.Connection, $"directory {directory}");

    private static long? NumberOf(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private async Task<string> NextAsync(WriteSession session, string directory)
    {
        await LockAsync(session, directory);
        return (await DirectoryRows.LastNumberAsync(session.Connection, directory) + 1).ToString(CultureInfo.InvariantCulture);
    }

    private static DirectoryEntry Checked(DirectoryDefinition definition, DirectoryEntry entry)
    {
        if (entry.Values.Sum(value => value.Key.Length + value.Value.Length) > MaxLength)
            throw new DocumentException(DocumentError.Invalid, $"A directory entry takes at most {MaxLength} characters.");
        if (definition.Name == StockDirectories.OAuth2Clients
            && OAuth2Client.ReadRedirectUris(entry.Values.GetValueOrDefault(StockDirectories.RedirectUris)).FirstOrDefault(address => !OAuth2Client.IsSafe(address)) is { } unsafeOne)
        {
            throw new DocumentException(DocumentError.Invalid,
                $"'{unsafeOne}' is no address to answer an application at: use https, http on this machine only, or the application's own scheme such as com.example.app:/done, without '#' and user name.");
        }
        return entry;
    }
}
