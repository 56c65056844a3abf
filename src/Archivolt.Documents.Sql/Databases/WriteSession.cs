using System.Data.Common;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>The connection inside a transaction, with what has to be forgotten in memory once it is committed.</summary>
/// <param name="connection">The connection; its transaction belongs to the database.</param>
/// <param name="forUpdate">See <see cref="ForUpdate"/>.</param>
internal sealed class WriteSession(DbConnection connection, string forUpdate)
{
    private readonly Dictionary<string, DbCommand> _prepared = new(StringComparer.Ordinal);
    private readonly List<Action> _invalidations = [];

    /// <summary>The connection; its transaction belongs to the database.</summary>
    public DbConnection Connection => connection;

    /// <summary>
    /// Goes behind a SELECT of rows that this transaction is about to change or to build on: nobody else changes them until it ends. Empty
    /// where writers are alone anyway.
    /// </summary>
    public string ForUpdate => forUpdate;

    /// <summary>Goes behind a SELECT of rows that this transaction refers to: nobody else deletes them, or changes what they are found by, until it ends.</summary>
    public string ForKeyShare => forUpdate.Length == 0 ? "" : " FOR KEY SHARE";

    /// <summary>Things to forget after the commit, before the writer is told.</summary>
    public IReadOnlyList<Action> Invalidations => _invalidations;

    /// <summary>A command that is kept prepared for the life of the session.</summary>
    public DbCommand Prepared(string sql)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            _prepared.Add(sql, command);
        }
        return command;
    }

    /// <summary>
    /// Runs a statement for many rows, whose values are its parameters <c>@p0</c>, <c>@p1</c> and so on: in one message where the database takes
    /// several statements at once, by one prepared command elsewhere.
    /// </summary>
    public async Task ForEachAsync(string sql, IReadOnlyList<object?[]> rows)
    {
        if (rows.Count == 0)
            return;
        if (!connection.CanCreateBatch)
        {
            foreach (var row in rows)
                await Prepared(sql, row).ExecuteNonQueryAsync();
            return;
        }
        await using var batch = BatchOf(sql, rows);
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>The same for an INSERT into a table whose <c>id</c> the database counts up; returns the ids.</summary>
    public async Task<IReadOnlyList<long>> InsertEachAsync(string sql, IReadOnlyList<object?[]> rows)
    {
        if (rows.Count == 0)
            return [];
        if (!connection.CanCreateBatch)
        {
            await ForEachAsync(sql, rows);
            // SQLite: writers are alone and AUTOINCREMENT leaves no gap between them, so that one question is enough; RETURNING would cost each row a cursor.
            var last = (long)(await Prepared("SELECT last_insert_rowid()").ExecuteScalarAsync())!;
            return [.. Enumerable.Range(1, rows.Count).Select(i => last - rows.Count + i)];
        }
        var ids = new List<long>(rows.Count);
        await using var batch = BatchOf(sql + " RETURNING id", rows);
        await using var reader = await batch.ExecuteReaderAsync();
        do
        {
            while (await reader.ReadAsync())
                ids.Add(reader.GetInt64(0));
        }
        while (await reader.NextResultAsync());
        return ids;
    }

    /// <summary>Registers something to forget when this transaction is committed; also tells other processes to forget.</summary>
    public void AfterCommit(Action invalidation) => _invalidations.Add(invalidation);

    /// <summary>Drops what was registered after a point, since its part was rolled back.</summary>
    public void Forget(int count) => _invalidations.RemoveRange(count, _invalidations.Count - count);

    private DbCommand Prepared(string sql, object?[] row)
    {
        var command = Prepared(sql);
        Set(command.Parameters, command.CreateParameter, row);
        return command;
    }

    private DbBatch BatchOf(string sql, IReadOnlyList<object?[]> rows)
    {
        var batch = connection.CreateBatch();
        foreach (var row in rows)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = sql;
            Set(command.Parameters, command.CreateParameter, row);
            batch.BatchCommands.Add(command);
        }
        return batch;
    }

    private static void Set(DbParameterCollection parameters, Func<DbParameter> create, object?[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (i == parameters.Count)
            {
                var parameter = create();
                parameter.ParameterName = $"@p{i}";
                parameters.Add(parameter);
            }
            parameters[i].Value = row[i] ?? DBNull.Value;
        }
    }
}
