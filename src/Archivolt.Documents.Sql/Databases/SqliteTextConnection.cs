using System.Data;
using Archivolt.Documents.Sql.Rows;
using Microsoft.Data.Sqlite;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>
/// A connection that treats text as PostgreSQL does: half a surrogate pair is refused, where the driver would store U+FFFD in its place, and <c>LOWER</c> knows all letters, where SQLite's
/// own knows those of ASCII. No index may be made with it: other programs have the other one.
/// </summary>
internal sealed class SqliteTextConnection : SqliteConnection
{
    public SqliteTextConnection(string connectionString) : base(connectionString)
    {
        CreateFunction("lower", (string? text) => text?.ToLowerInvariant(), isDeterministic: true);
        CreateCollation(AnyCase.Collation, string.CompareOrdinal);
    }

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
