using Archivolt.Documents.Sql.Databases;
using Dapper;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteCancelledReadTests() : CancelledReadContract(new SqliteTestDatabase())
{
    protected override string Endless => "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n";
}

public sealed class PostgresCancelledReadTests() : CancelledReadContract(new PostgresTestDatabase())
{
    protected override string Endless => "SELECT COUNT(*) FROM generate_series(1, 1000000000000)";
}

/// <summary>A read that nobody waits for any more.</summary>
public abstract class CancelledReadContract(TestDatabase database) : SqlContract(database)
{
    protected abstract string Endless { get; }

    [Fact]
    public async Task The_database_stops_a_query_whose_reader_has_gone()
    {
        var sql = Node.Get<Database>();
        using var stop = new CancellationTokenSource();
        var hasBegun = new TaskCompletionSource();
        var reading = Task.Run(() => sql.ReadAsync(
            connection =>
            {
                hasBegun.SetResult();
                return connection.ExecuteScalarAsync<long>(Endless);
            }, stop.Token));
        await hasBegun.Task;
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => reading);

        // The connection serves the next one.
        for (var i = 0; i < 3; i++)
            (await sql.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT 1"))).ShouldBe(1);
    }

    [Fact]
    public async Task A_read_that_was_cancelled_before_does_not_begin()
    {
        await Should.ThrowAsync<OperationCanceledException>(() => Node.Get<Database>().ReadAsync<int>(
            _ => throw new InvalidOperationException("It began."), new CancellationToken(canceled: true)));
    }
}
