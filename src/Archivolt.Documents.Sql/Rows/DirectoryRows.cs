using System.Data.Common;
using Archivolt.Documents.Directories;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Tables <c>directories</c> and <c>directory_entries</c>.</summary>
internal static class DirectoryRows
{
    private const string Columns = "id AS \"Id\", properties AS \"Properties\"";

    /// <summary>Adds the directories that the database does not have yet, with their first entries.</summary>
    public static async Task PlantAsync(DbConnection connection, long now)
    {
        foreach (var directory in StockDirectories.All)
        {
            var isNew = await connection.ExecuteAsync(
                "INSERT INTO directories (name, created) VALUES (@Name, @now) ON CONFLICT (name) DO NOTHING", new { directory.Name, now }) == 1;
            foreach (var entry in isNew ? StockDirectories.EntriesOf(directory) : [])
                await InsertAsync(connection, directory.Name, entry);
        }
    }

    public static async Task<(IReadOnlyList<DirectoryEntry> Page, long Total)> ListAsync(DbConnection connection, string directory, int offset, int limit)
    {
        var rows = await connection.QueryAsync<EntryRow>(
            $"SELECT {Columns} FROM directory_entries WHERE directory = @directory ORDER BY id LIMIT @limit OFFSET @offset", new { directory, offset, limit });
        var total = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM directory_entries WHERE directory = @directory", new { directory });
        return ([.. rows.Select(row => row.ToEntry())], total);
    }

    public static async Task<DirectoryEntry?> FindAsync(DbConnection connection, string directory, string id, string forUpdate = "") =>
        (await connection.QuerySingleOrDefaultAsync<EntryRow>(
            $"SELECT {Columns} FROM directory_entries WHERE directory = @directory AND id = @id{forUpdate}", new { directory, id }))?.ToEntry();

    /// <summary>The entries whose column has a value.</summary>
    public static async Task<IReadOnlyList<DirectoryEntry>> WithValueAsync(DbConnection connection, string directory, string column, string value)
    {
        // Values are a JSON object; what only looks like it is left out afterwards.
        var likely = await connection.QueryAsync<EntryRow>(
            $"SELECT {Columns} FROM directory_entries WHERE directory = @directory AND properties LIKE @pattern ESCAPE '!'",
            new { directory, pattern = LikePattern.Containing(TextJson.Write([value])[1..^1]) });
        return [.. likely.Select(row => row.ToEntry()).Where(entry => entry.Values.GetValueOrDefault(column) == value)];
    }

    /// <summary>Inserts an entry; false when its id is taken.</summary>
    public static async Task<bool> InsertAsync(DbConnection connection, string directory, DirectoryEntry entry) => await connection.ExecuteAsync(
        "INSERT INTO directory_entries (directory, id, properties) VALUES (@directory, @id, @properties) ON CONFLICT (directory, id) DO NOTHING",
        new { directory, id = entry.Id, properties = TextJson.Write(entry.Values) }) == 1;

    public static Task UpdateAsync(DbConnection connection, string directory, DirectoryEntry entry) => connection.ExecuteAsync(
        "UPDATE directory_entries SET properties = @properties WHERE directory = @directory AND id = @id",
        new { directory, id = entry.Id, properties = TextJson.Write(entry.Values) });

    public static async Task<bool> DeleteAsync(DbConnection connection, string directory, string id) =>
        await connection.ExecuteAsync("DELETE FROM directory_entries WHERE directory = @directory AND id = @id", new { directory, id }) == 1;

    /// <summary>The highest number of an entry of a directory that numbers them.</summary>
    public static Task<long> LastNumberAsync(DbConnection connection, string directory) => connection.ExecuteScalarAsync<long>(
        "SELECT COALESCE(MAX(CAST(id AS BIGINT)), 0) FROM directory_entries WHERE directory = @directory", new { directory });

    private sealed class EntryRow
    {
        public string Id { get; init; } = "";
        public string Properties { get; init; } = "{}";

        public DirectoryEntry ToEntry() => new(Id, TextJson.ReadMap(Properties));
    }
}
