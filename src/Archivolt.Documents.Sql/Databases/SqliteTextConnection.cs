using System.Data;
using Archivolt.Documents.Sql.Rows;
using Microsoft.Data.Sqlite;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>A connection that refuses text with half a surrogate pair, as PostgreSQL does; the driver would store U+FFFD in its place.</summary>
internal sealed class SqliteTextConnection(string connectionString) : SqliteConnection(connectionString)
{
    public override SqliteCommand CreateCommand() => new Command { Connection = this, CommandTimeout = DefaultTimeout, Transaction = Transaction };

    private sealed class Command : SqliteCommand
    {
        // Every way to run a command leads here.
        public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
        {
            foreach (SqliteParameter parameter in Parameters)
            {
                if (parameter.Value is string text)
                    StorableText.CheckWellFormed(text);
            }
            return base.ExecuteReader(behavior);
        }
    }
}
