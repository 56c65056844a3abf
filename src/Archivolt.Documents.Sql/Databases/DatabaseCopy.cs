using System.Data.Common;
using Archivolt.Blobs;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>How an installation grows from SQLite to PostgreSQL: everything that one database holds is copied into another one, or nothing is.</summary>
public static class DatabaseCopy
{
    // Each database counts its own changes and scripts.
    private static readonly string[] OwnTables = ["changes", "schema_versions"];

    /// <summary>
    /// Copies a SQLite file into a PostgreSQL database that holds nothing of Archivolt yet. The file is brought up to the newest schema, and
    /// is otherwise left as it is; no server may write to it meanwhile. All is one transaction, and memory does not grow with it.
    /// </summary>
    /// <param name="file">Path of the SQLite file.</param>
    /// <param name="target">Names the PostgreSQL database.</param>
    /// <param name="progress">Gets the number of rows copied so far.</param>
    /// <param name="cancellationToken">Cancels; nothing was copied then.</param>
    /// <returns>How many rows each table got.</returns>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Configuration"/>: there is no such file, the target is no PostgreSQL database, or it is in use.
    /// </exception>
    public static async Task<IReadOnlyDictionary<string, long>> FromSqliteAsync(
        string file, SqlDocumentsOptions target, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(target);
        if (!File.Exists(file))
            throw new BlobException(BlobError.Configuration, $"There is no SQLite file '{file}'.");
        await using var from = new SqliteDatabase(file, Path.GetFullPath, FillNothing, TimeProvider.System);
        await using var to = DatabaseSetting.Create(target, Path.GetFullPath, FillNothing, TimeProvider.System);
        if (to is not PostgresDatabase)
            throw new BlobException(BlobError.Configuration, "Archivolt:Database names the database to copy to: a PostgreSQL server (Host=…).");
        return await from.ReadAsync(source => to.WriteAsync(session => CopyAsync(source, (NpgsqlConnection)session.Connection, progress, cancellationToken),
            Commit.Durable, cancellationToken), cancellationToken);
    }

    private static async Task<IReadOnlyDictionary<string, long>> CopyAsync(
        DbConnection source, NpgsqlConnection target, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (await target.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM repositories") > 0)
            throw new BlobException(BlobError.Configuration, "The PostgreSQL database holds documents already; copy into a new one.");
        // One state of the file for all tables.
        await source.ExecuteAsync("BEGIN DEFERRED");
        try
        {
            var copied = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var table in await TablesAsync(source))
            {
                var before = copied.Values.Sum();
                copied[table] = await CopyTableAsync(source, target, table, rows => progress?.Report(before + rows), cancellationToken);
                await SetIdentityAsync(target, table);
            }
            return copied;
        }
        finally
        {
            await source.ExecuteAsync("ROLLBACK TRANSACTION");
        }
    }

    private static async Task<long> CopyTableAsync(
        DbConnection source, NpgsqlConnection target, string table, Action<long> report, CancellationToken cancellationToken)
    {
        var columns = (await source.QueryAsync<string>("SELECT name FROM pragma_table_info(@table)", new { table })).AsList();
        // In the order of creation, which puts parents before their children.
        await using var rows = await source.ExecuteReaderAsync($"SELECT {string.Join(", ", columns)} FROM {table} ORDER BY 1");
        await using var copy = await target.BeginBinaryImportAsync(
            $"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        for (var count = 0L; ;)
        {
            if (!await rows.ReadAsync(cancellationToken))
                return (long)await copy.CompleteAsync(cancellationToken);
            await copy.StartRowAsync(cancellationToken);
            for (var i = 0; i < columns.Count; i++)
            {
                if (rows.IsDBNull(i))
                    await copy.WriteNullAsync(cancellationToken);
                else if (rows.GetValue(i) is long number)
                    await copy.WriteAsync(number, NpgsqlDbType.Bigint, cancellationToken);
                else
                    await copy.WriteAsync(rows.GetString(i), NpgsqlDbType.Text, cancellationToken);
            }
            report(++count);
        }
    }

    // A table comes behind those that it refers to.
    private static async Task<IReadOnlyList<string>> TablesAsync(DbConnection source)
    {
        var waiting = (await source.QueryAsync<string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"))
            .Except(OwnTables, StringComparer.Ordinal).ToList();
        var references = (await source.QueryAsync<(string Table, string Referred)>(
            "SELECT t.name, f.\"table\" FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table' AND f.\"table\" <> t.name"))
            .ToLookup(reference => reference.Table, reference => reference.Referred, StringComparer.Ordinal);
        var ordered = new List<string>();
        while (waiting.Count > 0)
        {
            var next = waiting.First(table => references[table].All(ordered.Contains));
            ordered.Add(next);
            waiting.Remove(next);
        }
        return ordered;
    }

    // Numbers go on behind the last one.
    private static async Task SetIdentityAsync(NpgsqlConnection target, string table)
    {
        var column = await target.ExecuteScalarAsync<string?>(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = @table AND is_identity = 'YES'", new { table });
        if (column is not null)
            await target.ExecuteAsync($"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), GREATEST(MAX({column}), 1), MAX({column}) IS NOT NULL) FROM {table}");
    }

    private static Task FillNothing(DbConnection connection) => Task.CompletedTask;
}
