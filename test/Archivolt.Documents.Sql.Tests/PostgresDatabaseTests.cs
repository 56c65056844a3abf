using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Npgsql;

namespace Archivolt.Documents.Sql.Tests;

public sealed class PostgresDatabaseTests : IAsyncLifetime
{
    private readonly PostgresTestDatabase _database = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Opening_twice_applies_each_script_once_and_keeps_the_root()
    {
        string root;
        await using (var first = _database.Open())
            root = (await first.RootAsync()).Id;
        await using var second = _database.Open();
        (await second.RootAsync()).Id.ShouldBe(root);
        (await _database.SqlAsync("SELECT MIN(number || ' ' || script) FROM schema_versions")).ShouldBe("1 postgres/0001_documents.sql");
    }

    [Fact]
    public async Task A_purge_that_takes_long_keeps_no_upload_and_no_audit_waiting()
    {
        await using var node = _database.Open();
        var database = node.Get<Databases.Database>();
        var end = new TaskCompletionSource();
        var begun = Enumerable.Range(0, 8).Select(_ => new TaskCompletionSource()).ToList();
        var purges = begun.Select(mine => database.WriteAsync(
            async _ =>
            {
                mine.TrySetResult();
                await end.Task;
                return 0;
            }, Databases.Commit.RelaxedBackground)).ToList();
        await Task.WhenAny(begun.Select(mine => mine.Task));

        await node.Get<Archivolt.Providers.IUploadLedger>().ReserveAsync("default", "k");
        await node.Audit.WriteAsync(new Archivolt.Documents.Audit.AuditEntry { EventId = "e", PrincipalName = "bob", EventDate = DateTimeOffset.UnixEpoch });

        purges.ShouldAllBe(purge => !purge.IsCompleted);
        end.SetResult();
        await Task.WhenAll(purges);
    }

    [Fact]
    public async Task Many_nodes_may_open_a_new_schema_at_the_same_time()
    {
        var nodes = Enumerable.Range(0, 8).Select(_ => _database.Open()).ToList();
        var roots = await Task.WhenAll(nodes.Select(node => node.RootAsync()));
        roots.Select(root => root.Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_is_refused_untouched()
    {
        await using (var node = _database.Open())
            await node.RootAsync();
        await _database.SqlAsync("INSERT INTO schema_versions VALUES (999, 'postgres/0999_future.sql', 0)");
        var refusal = await Should.ThrowAsync<BlobException>(() => _database.Open().RootAsync());
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldContain("newer version");
        (await _database.SqlAsync("SELECT MAX(number) FROM schema_versions")).ShouldBe(999L);
    }

    [Fact]
    public async Task Both_dialects_have_the_same_tables_and_columns()
    {
        await using var sqlite = new SqliteTestDatabase();
        await sqlite.Open().RootAsync();
        await _database.Open().RootAsync();
        var expected = await sqlite.SqlAsync(
            """
            SELECT group_concat(line, char(10)) FROM (
                SELECT t.name || '.' || c.name AS line FROM sqlite_master t, pragma_table_info(t.name) c
                WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY line)
            """);
        var actual = await _database.SqlAsync(
            """
            SELECT string_agg(table_name || '.' || column_name, chr(10) ORDER BY (table_name || '.' || column_name) COLLATE "C")
            FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'test_clock'
            """);
        actual.ShouldBe(expected);
    }

    [Fact]
    public async Task Every_text_compares_bytewise_whatever_the_databases_collation_is()
    {
        await _database.Open().RootAsync();
        (await _database.SqlAsync(
            """
            SELECT string_agg(table_name || '.' || column_name, ', ') FROM information_schema.columns
            WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C' AND table_name <> 'schema_versions'
            """)).ShouldBe(DBNull.Value);
    }

    [Fact]
    public async Task A_password_from_a_file_opens_the_database_and_stands_in_no_message()
    {
        var address = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        var file = Path.GetTempFileName();
        var secret = address.Password!;
        address.Password = null;
        await File.WriteAllTextAsync(file, secret + "\n");
        await using (var node = _database.Open(options => (options.Database, options.DatabasePasswordFile) = (address.ToString(), file)))
            (await node.RootAsync()).Path.ShouldBe("/");

        await File.WriteAllTextAsync(file, "wrong-secret");
        await ShouldRefuseAsync(BlobError.Configuration, "password", address.ToString(), file);
        File.Delete(file);
        await ShouldRefuseAsync(BlobError.Configuration, file, address.ToString(), file);
    }

    [Theory]
    [InlineData("Database", "no_such_database", BlobError.Configuration, "no_such_database")]
    [InlineData("Username", "nobody_here", BlobError.Configuration, "user or password")]
    [InlineData("Port", "1", BlobError.Unavailable, "cannot be reached")]
    [InlineData("Search Path", "no_such_schema", BlobError.Configuration, "schema")]
    public async Task A_database_that_cannot_be_used_says_what_to_do(string key, string value, BlobError error, string says)
    {
        var address = new NpgsqlConnectionStringBuilder(_database.ConnectionString) { [key] = value };
        await ShouldRefuseAsync(error, says, address.ToString(), null);
    }

    [Fact]
    public async Task Of_several_hosts_the_one_that_takes_writes_is_used()
    {
        var address = new NpgsqlConnectionStringBuilder(_database.ConnectionString);
        address.Host = $"{address.Host}:1,{address.Host}:{address.Port}";
        await using var node = _database.Open(options => options.Database = address.ToString());
        await node.CreateAsync(await node.RootAsync(), "a");
        (await node.Documents.FindByPathAsync("default", "/a")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Connections_that_were_cut_are_replaced_unnoticed()
    {
        var node = _database.Open();
        var root = await node.RootAsync();
        for (var round = 0; round < 3; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => node.CreateAsync(root, "before")));
            _database.CutIdleConnections();
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => node.CreateAsync(root, "after")));
        }
        (await node.Documents.ListChildrenAsync("default", root.Id, 0, 1)).Total.ShouldBe(1 + 48);
    }

    [Fact]
    public async Task A_commit_that_loses_its_connection_says_that_nobody_knows()
    {
        var node = _database.Open();
        var root = await node.RootAsync();
        // Runs inside of the commit.
        await _database.SqlAsync(
            """
            CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON documents DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.name = 'cut') EXECUTE FUNCTION cut();
            """);
        var fault = await Should.ThrowAsync<BlobException>(() => node.CreateAsync(root, "cut"));
        fault.Error.ShouldBe(BlobError.Unavailable);
        fault.Message.ShouldContain("look whether");
        (await node.Documents.FindByPathAsync("default", "/cut")).ShouldBeNull();
        (await node.CreateAsync(root, "next")).Path.ShouldBe("/next");
    }

    [Fact]
    public async Task Who_finds_every_connection_in_use_waits_and_is_told_in_the_end()
    {
        var node = _database.Open(options => options.Database = _database.ConnectionString + ";Maximum Pool Size=2;Timeout=1");
        await node.RootAsync();
        var database = node.Get<Databases.Database>();
        var held = new TaskCompletionSource();
        var holders = Enumerable.Range(0, 2).Select(_ => database.ReadAsync(async _ =>
        {
            await held.Task;
            return 0;
        })).ToList();
        var refusal = await Should.ThrowAsync<BlobException>(() => node.RootAsync());
        (refusal.Error, refusal.Message.Contains("Maximum Pool Size", StringComparison.Ordinal)).ShouldBe((BlobError.Timeout, true));
        held.SetResult();
        await Task.WhenAll(holders);
        (await node.RootAsync()).Path.ShouldBe("/");
    }

    private async Task ShouldRefuseAsync(BlobError error, string says, string address, string? passwordFile)
    {
        await using var node = _database.Open(options => (options.Database, options.DatabasePasswordFile) = (address, passwordFile));
        var refusal = await Should.ThrowAsync<BlobException>(() => node.RootAsync());
        refusal.Error.ShouldBe(error);
        refusal.Message.ShouldContain(says);
        refusal.ToString().ShouldNotContain("secret");
        if (new NpgsqlConnectionStringBuilder(address).Password is { } password)
            refusal.ToString().ShouldNotContain(password);
    }
}
