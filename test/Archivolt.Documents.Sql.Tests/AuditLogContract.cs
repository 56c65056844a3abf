using Archivolt.Blobs;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteAuditLogTests() : AuditLogContract(new SqliteTestDatabase());

public sealed class PostgresAuditLogTests() : AuditLogContract(new PostgresTestDatabase());

public abstract class AuditLogContract(TestDatabase database) : SqlContract(database)
{
    [Fact]
    public async Task An_entry_is_read_back_whole()
    {
        var entry = Entry("download") with
        {
            Category = "eventDocumentCategory",
            Repository = "default",
            DocumentId = "id",
            DocumentPath = "/a",
            DocumentType = "File",
            LifeCycle = "project",
            Comment = "Übersicht.pdf",
            Extended = new Dictionary<string, string> { ["blobXPath"] = "file:content", ["downloadReason"] = "download" },
        };
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Node.Audit.WriteAsync(entry);
        var read = (await Node.Audit.QueryAsync(new AuditQuery())).ShouldHaveSingleItem();
        read.Id.ShouldBeGreaterThan(0);
        read.LogDate.ShouldBe(Clock.GetUtcNow());
        read.Extended.ShouldBe(entry.Extended);
        read.ShouldBe(entry with { Id = read.Id, LogDate = read.LogDate, Extended = read.Extended });
    }

    [Fact]
    public async Task Entries_come_newest_first_page_by_page()
    {
        for (var i = 0; i < 5; i++)
            await Node.Audit.WriteAsync(Entry($"e{i}"));
        var first = await Node.Audit.QueryAsync(new AuditQuery { Limit = 2 });
        var second = await Node.Audit.QueryAsync(new AuditQuery { Limit = 2, Before = first[^1].Id });
        first.Concat(second).Select(entry => entry.EventId).ShouldBe(["e4", "e3", "e2", "e1"]);
        (await Node.Audit.QueryAsync(new AuditQuery { Skip = 3, Limit = 2 })).Select(entry => entry.EventId).ShouldBe(["e1", "e0"]);
        (await Node.Audit.QueryAsync(new AuditQuery { Skip = 5 })).ShouldBeEmpty();
        (await Node.Audit.QueryAsync(new AuditQuery { Limit = 0 })).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Node.Audit.QueryAsync(new AuditQuery { Limit = -1 }));
    }

    [Fact]
    public async Task An_entry_is_completed_by_its_number_and_nothing_else_changes()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Node.Audit.WriteAsync(Entry($"e{i}")).AsTask()));
        ids.Distinct().Count().ShouldBe(40);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            if (i % 4 == 0)
                await Node.Audit.CompleteAsync(ids[i], new Dictionary<string, string> { ["bytesSent"] = $"{i}" });
            else
                await Node.Audit.WriteAsync(Entry("other"));
        }));
        await Node.Audit.CompleteAsync(ids.Max() + 1000, new Dictionary<string, string> { ["bytesSent"] = "1" });

        var read = (await Node.Audit.QueryAsync(new AuditQuery { Limit = 100 })).Where(entry => entry.EventId != "other").ToDictionary(entry => entry.Id);
        read.Count.ShouldBe(40);
        for (var i = 0; i < 40; i++)
        {
            read[ids[i]].EventId.ShouldBe($"e{i}");
            read[ids[i]].Extended.GetValueOrDefault("bytesSent").ShouldBe(i % 4 == 0 ? $"{i}" : null);
        }
    }

    [Fact]
    public async Task All_entries_are_read_once_each_while_others_are_written()
    {
        await Task.WhenAll(Enumerable.Range(0, 2100).Select(i => Node.Audit.WriteAsync(Entry($"e{i}")).AsTask()));
        var read = new List<long>();
        await foreach (var entry in Node.Audit.ReadAsync(new AuditQuery { Limit = 1, Skip = 1 }))
        {
            if (read.Count % 700 == 0)
                await Node.Audit.WriteAsync(Entry("late"));
            read.Add(entry.Id);
        }
        read.Count.ShouldBe(2100);
        read.ShouldBe(read.OrderDescending());
        (await Node.Audit.ReadAsync(new AuditQuery { EventId = "late" }, limit: 2).ToListAsync()).Count.ShouldBe(2);
        (await Node.Audit.ReadAsync(new AuditQuery(), limit: 0).ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_filter_restricts_and_all_do_so_together()
    {
        var start = Clock.GetUtcNow();
        for (var i = 0; i < 16; i++)
        {
            await Node.Audit.WriteAsync(Entry((i & 1) == 0 ? "download" : "documentCreated") with
            {
                PrincipalName = (i & 2) == 0 ? "bob" : "eve",
                DocumentId = (i & 4) == 0 ? "a" : "b",
                Repository = (i & 8) == 0 ? "default" : null,
            });
            Clock.Advance(TimeSpan.FromMinutes(1));
        }
        (await CountAsync(new AuditQuery())).ShouldBe(16);
        (await CountAsync(new AuditQuery { EventId = "download" })).ShouldBe(8);
        (await CountAsync(new AuditQuery { PrincipalName = "eve" })).ShouldBe(8);
        (await CountAsync(new AuditQuery { DocumentId = "b" })).ShouldBe(8);
        (await CountAsync(new AuditQuery { Repository = "default" })).ShouldBe(8);
        (await CountAsync(new AuditQuery { Since = start.AddMinutes(3) })).ShouldBe(13);
        (await CountAsync(new AuditQuery { Until = start.AddMinutes(3) })).ShouldBe(3);
        var all = new AuditQuery { EventId = "download", PrincipalName = "bob", DocumentId = "a", Repository = "default" };
        (await CountAsync(all with { Since = start, Until = start.AddHours(1) })).ShouldBe(1);
        (await CountAsync(new AuditQuery { EventId = "' OR 1 = 1 --" })).ShouldBe(0);
    }

    [Fact]
    public async Task A_documents_entries_are_found_however_far_apart_they_are()
    {
        await Task.WhenAll(Enumerable.Range(0, 5000).Select(i =>
            Node.Audit.WriteAsync(Entry($"e{i}") with { DocumentId = i % 1000 == 0 ? "rare" : $"d{i}" }).AsTask()));
        var all = await Node.Audit.QueryAsync(new AuditQuery { DocumentId = "rare" });
        all.Select(entry => entry.Id).ShouldBeInOrder(SortDirection.Descending);
        all.Count.ShouldBe(5);
        (await Node.Audit.QueryAsync(new AuditQuery { DocumentId = "rare", Skip = 1, Limit = 2 })).Select(entry => entry.Id).ShouldBe(all.Skip(1).Take(2).Select(entry => entry.Id));
        (await Node.Audit.QueryAsync(new AuditQuery { DocumentId = "rare", Skip = all.Count, Limit = 2 })).ShouldBeEmpty();
        var rest = await Node.Audit.QueryAsync(new AuditQuery { DocumentId = "rare", Before = all[1].Id, Limit = 2 });
        rest.Select(entry => entry.EventId).ShouldBe(all.Skip(2).Take(2).Select(entry => entry.EventId));
        (await CountAsync(new AuditQuery { DocumentId = "none" })).ShouldBe(0);
    }

    [Fact]
    public async Task Concurrent_writers_lose_nothing_and_share_transactions()
    {
        await Node.Audit.WriteAsync(Entry("first"));
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async writer =>
        {
            for (var i = 0; i < 20; i++)
                await Node.Audit.WriteAsync(Entry($"w{writer}-{i}"));
        }));
        var entries = await Node.Audit.QueryAsync(new AuditQuery { Limit = 10_000 });
        entries.Select(entry => entry.EventId).Distinct().Count().ShouldBe(1281);
        entries.Select(entry => entry.Id).ShouldBeInOrder(SortDirection.Descending);
        foreach (var own in entries.Reverse().Where(entry => entry.EventId[0] == 'w').GroupBy(entry => entry.EventId.Split('-')[0]))
            own.Select(entry => int.Parse(entry.EventId.Split('-')[1])).ShouldBe(Enumerable.Range(0, 20));
    }

    [Fact]
    public async Task A_writer_is_told_when_its_entry_could_not_be_written_and_the_next_one_works()
    {
        await Node.Audit.WriteAsync(Entry("fine"));
        await Database.FailInsertsAsync("audit", "event_id", "bad");
        await Should.ThrowAsync<BlobException>(async () => await Node.Audit.WriteAsync(Entry("bad")));
        await Node.Audit.WriteAsync(Entry("fine again"));
        (await Node.Audit.QueryAsync(new AuditQuery())).Select(entry => entry.EventId).ShouldBe(["fine again", "fine"]);
    }

    private AuditEntry Entry(string eventId) => new() { EventId = eventId, PrincipalName = "bob", EventDate = Clock.GetUtcNow() };

    private async Task<int> CountAsync(AuditQuery query) => (await Node.Audit.QueryAsync(query)).Count;
}
