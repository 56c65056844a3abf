using System.Data.Common;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>The connection inside a transaction, with what has to be forgotten in memory once it is committed.</summary>
internal sealed class WriteSession(DbConnection connection)
{
    private readonly Dictionary<string, DbCommand> _prepared = new(StringComparer.Ordinal);
    private readonly List<Action> _invalidations = [];

    /// <summary>The connection; its transaction belongs to the database.</summary>
    public DbConnection Connection => connection;

    /// <summary>Things to forget after the commit, before the writer is told.</summary>
    public IReadOnlyList<Action> Invalidations => _invalidations;

    /// <summary>A command that is kept prepared for the life of the connection.</summary>
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

    /// <summary>Registers something to forget when this transaction is committed; also tells other processes to forget.</summary>
    public void AfterCommit(Action invalidation) => _invalidations.Add(invalidation);

    /// <summary>Drops what was registered after a point, since its part was rolled back.</summary>
    public void Forget(int count) => _invalidations.RemoveRange(count, _invalidations.Count - count);
}
