using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Sql.Databases;

namespace Archivolt.Documents.Sql.Tests;

public sealed class DatabaseCopyTests : IAsyncLifetime
{
    private readonly SqliteTestDatabase _sqlite = new();
    private readonly PostgresTestDatabase _postgres = new();

    private SqlDocumentsOptions Target => new() { Database = _postgres.ConnectionString };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _sqlite.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    [Fact]
    public async Task Everything_is_there_afterwards_and_goes_on()
    {
        Document document;
        string secret;
        await using (var old = _sqlite.Open(null, "default", "archive"))
        {
            var folder = await old.CreateAsync(await old.RootAsync("archive"), "folder", "Folder");
            document = await old.CreateAsync(folder, "ü 😀", properties: Sample.Properties());
            document = await old.Documents.UpdateAsync(document);
            await old.Access.SetEntriesAsync(folder, [new AccessEntry("bob", Permission.Read)]);
            await old.Users.CreateAsync("bob", "password", ["members"]);
            (_, secret) = await old.Users.CreateTokenAsync("bob", "laptop");
            for (var i = 0; i < 3; i++)
                await old.Audit.WriteAsync(new AuditEntry { EventId = $"e{i}", PrincipalName = "bob", EventDate = _sqlite.Clock.GetUtcNow() });
        }
        var reported = 0L;
        var copied = await DatabaseCopy.FromSqliteAsync(_sqlite.FilePath, Target, new Progress(rows => reported = rows));
        (copied["documents"], copied["audit"], copied["users"]).ShouldBe((12, 5, 1));
        reported.ShouldBe(copied.Values.Sum());

        // The store comes along.
        Directory.Move(Path.Combine(_sqlite.Home, "binaries"), Path.Combine(_postgres.Home, "binaries"));
        await using var node = _postgres.Open(null, "default", "archive");
        var found = (await node.Documents.FindByPathAsync("archive", "/folder/ü 😀"))!;
        (found.Id, found.ChangeToken).ShouldBe((document.Id, document.ChangeToken));
        Sample.Text(found.Properties).ShouldBe(Sample.Text(document.Properties));
        (await node.References.FindAsync("other", "bbbb")).Single().DocumentId.ShouldBe(document.Id);
        (await node.Access.IsAllowedAsync(new Principal("bob", []), Permission.Read, found)).ShouldBeTrue();
        (await node.Users.VerifyPasswordAsync("bob", "password")).ShouldNotBeNull();
        (await node.Users.VerifyTokenAsync(secret)).ShouldNotBeNull();
        await node.Audit.WriteAsync(new AuditEntry { EventId = "next", PrincipalName = "bob", EventDate = _postgres.Clock.GetUtcNow() });
        (await node.Audit.QueryAsync(new AuditQuery())).Select(entry => entry.EventId).ShouldBe(["next", "e2", "e1", "e0", AccessEvents.TokenCreated, AccessEvents.UserCreated]);
        await node.CreateAsync(found with { Path = "/folder" }, "below");
        (await node.Documents.ListChildrenAsync("default", (await node.RootAsync()).Id, 0, 10)).Total.ShouldBe(1);
    }

    [Fact]
    public async Task A_database_in_use_is_refused_and_left_as_it_is()
    {
        await _sqlite.Open().RootAsync();
        var root = await _postgres.Open().RootAsync();
        (await Should.ThrowAsync<BlobException>(() => DatabaseCopy.FromSqliteAsync(_sqlite.FilePath, Target))).Message.ShouldContain("already");
        await using var node = _postgres.Open();
        (await node.RootAsync()).Id.ShouldBe(root.Id);
    }

    [Fact]
    public async Task What_cannot_be_copied_leaves_nothing_behind()
    {
        await using (var old = _sqlite.Open())
            await old.CreateAsync(await old.RootAsync(), "a");
        await _sqlite.SqlAsync("UPDATE documents SET state = 'a' || char(0) || 'b' WHERE path = '/a'");
        (await Should.ThrowAsync<DocumentException>(() => DatabaseCopy.FromSqliteAsync(_sqlite.FilePath, Target))).Message.ShouldContain("U+0000");
        (await _postgres.SqlAsync("SELECT COUNT(*) FROM repositories")).ShouldBe(0L);
    }

    [Fact]
    public async Task Only_a_sqlite_file_is_copied_and_only_to_postgresql()
    {
        await Should.ThrowAsync<BlobException>(() => DatabaseCopy.FromSqliteAsync(_sqlite.FilePath, Target));
        await _sqlite.Open().RootAsync();
        var elsewhere = new SqlDocumentsOptions { Database = _sqlite.FilePath + ".copy" };
        (await Should.ThrowAsync<BlobException>(() => DatabaseCopy.FromSqliteAsync(_sqlite.FilePath, elsewhere))).Message.ShouldContain("PostgreSQL");
        File.Exists(elsewhere.Database).ShouldBeFalse();
    }

    private sealed class Progress(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
