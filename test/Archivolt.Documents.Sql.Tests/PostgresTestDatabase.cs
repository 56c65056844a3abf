using Archivolt.Configuration;
using Archivolt.Postgres;
using Npgsql;

namespace Archivolt.Documents.Sql.Tests;

/// <summary>A PostgreSQL schema of its own, with the test's clock in place of the database's.</summary>
public sealed class PostgresTestDatabase : TestDatabase
{
    private readonly string _schema = $"t_{Guid.NewGuid():n}";

    public PostgresTestDatabase()
    {
        PostgresServer.Execute(
            $"""
            CREATE SCHEMA {_schema};
            CREATE TABLE {_schema}.test_clock AS SELECT {Seconds} AS seconds;
            CREATE FUNCTION {_schema}.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
            AS 'SELECT to_timestamp(seconds) FROM {_schema}.test_clock';
            """);
    }

    // Behind the schema, where its clock_timestamp() hides PostgreSQL's.
    public string ConnectionString => $"{PostgresServer.AddressOf($"{_schema},pg_catalog")};Application Name={_schema};Maximum Pool Size=16;Timeout=60";

    private string Seconds => FormattableString.Invariant($"{Clock.GetUtcNow().ToUnixTimeMilliseconds()}::numeric / 1000");

    /// <summary>Ends the connections that wait in the nodes' pools, as a restart of the server does.</summary>
    public void CutIdleConnections() => PostgresServer.Execute(
        $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{_schema}' AND state = 'idle'");

    /// <summary>How many transactions wait for a lock that another one has.</summary>
    public async Task<long> CountWaitingAsync() => (long)(await SqlAsync(
        $"SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = '{_schema}' AND wait_event_type = 'Lock'"))!;

    public override async Task AdvanceAsync(TimeSpan time)
    {
        Clock.Advance(time);
        await SqlAsync($"UPDATE test_clock SET seconds = {Seconds}");
    }

    public override async Task<object?> SqlAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public override Task FailInsertsAsync(string table, string column, string value) => SqlAsync(
        $"""
        CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''injected fault''; END';
        CREATE TRIGGER fault BEFORE INSERT ON {table} FOR EACH ROW WHEN (NEW.{column} = '{value}') EXECUTE FUNCTION fault();
        """);

    protected override void Configure(ArchivoltBuilder archivolt, Action<SqlDocumentsOptions> configure) => archivolt.AddSqlDocuments(options =>
    {
        options.Database = ConnectionString;
        configure(options);
    });

    protected override Task DeleteAsync()
    {
        PostgresServer.DropSchema(_schema);
        return Task.CompletedTask;
    }
}
