using Archivolt.Documents.Access;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteConcurrentWritersTests() : ConcurrentWritersContract(new SqliteTestDatabase());

public sealed class PostgresConcurrentWritersTests() : ConcurrentWritersContract(new PostgresTestDatabase());

/// <summary>Writers of several nodes that meet in the same place.</summary>
public abstract class ConcurrentWritersContract(TestDatabase database) : SqlContract(database)
{
    private const int Writers = 8;

    [Fact]
    public async Task One_path_is_given_once_however_many_nodes_ask_for_it()
    {
        var nodes = new[] { Node, Database.Open(), Database.Open() };
        var root = await Node.RootAsync();
        var created = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => nodes[i % 3].CreateAsync(root, "same")));
        created.Select(document => document.Path).Distinct().Count().ShouldBe(60);
        created.Count(document => document.Path == "/same").ShouldBe(1);
    }

    [Fact]
    public async Task Changes_without_a_token_are_all_made_one_after_the_other()
    {
        var other = Database.Open();
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        var tokens = await AllAsync(async writer =>
        {
            var mine = document.Copy();
            mine.Properties.Set("file:content", Sample.Blob($"key{writer}"));
            return (await (writer % 2 == 0 ? Node : other).Documents.UpdateAsync(mine)).ChangeToken;
        });
        tokens.Distinct().Count().ShouldBe(Writers);
        var last = (await other.Documents.FindByPathAsync("default", "/a"))!;
        last.ChangeToken.ShouldBe($"{Writers}-0");
        (await Sample.ListAsync(Node.References)).Single().Key.ShouldBe(last.Blobs().Single().Blob.Key.Key);
    }

    [Fact]
    public async Task Of_changes_with_one_token_one_is_made()
    {
        var other = Database.Open();
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        var made = await AllAsync(async writer =>
        {
            try
            {
                await (writer % 2 == 0 ? Node : other).Documents.UpdateAsync(document, document.ChangeToken);
                return 1;
            }
            catch (DocumentException conflict) when (conflict.Error == DocumentError.Conflict)
            {
                return 0;
            }
        });
        made.Sum().ShouldBe(1);
    }

    [Fact]
    public async Task A_tree_is_deleted_whole_while_others_add_to_it()
    {
        var other = Database.Open();
        var root = await Node.RootAsync();
        for (var round = 0; round < 10; round++)
        {
            var folder = await Node.CreateAsync(root, "folder", "Folder");
            var deletion = Task.Run(() => other.Documents.DeleteAsync("default", folder.Id));
            await AllAsync(writer => AddBelowAsync(writer % 2 == 0 ? Node : other, folder));
            (await deletion).ShouldBeGreaterThan(0);
            (await Database.SqlAsync($"SELECT COUNT(*) FROM documents WHERE path = '{folder.Path}' OR path LIKE '{folder.Path}/%'")).ShouldBe(0L);
            (await Sample.ListAsync(Node.References)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Overlapping_trees_are_deleted_at_the_same_time()
    {
        var root = await Node.RootAsync();
        for (var round = 0; round < 5; round++)
        {
            var chain = new List<Document> { await Node.CreateAsync(root, "top", "Folder") };
            for (var depth = 0; depth < 6; depth++)
            {
                chain.Add(await Node.CreateAsync(chain[^1], "below", "Folder"));
                await Node.CreateAsync(chain[^1], "leaf", properties: Sample.Properties());
            }
            var counts = await Task.WhenAll(chain.AsEnumerable().Reverse().Select(async document =>
            {
                try
                {
                    return await Documents.DeleteAsync("default", document.Id);
                }
                catch (DocumentException gone) when (gone.Error == DocumentError.NotFound)
                {
                    return 0;
                }
            }));
            counts.Sum().ShouldBe(13);
        }
    }

    [Fact]
    public async Task Access_entries_are_those_of_one_writer_and_not_a_mixture()
    {
        var other = Database.Open();
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        await AllAsync(async writer =>
        {
            AccessEntry[] entries = [.. Enumerable.Range(0, 1 + writer).Select(_ => new AccessEntry($"writer{writer}", Permission.Read))];
            await (writer % 2 == 0 ? Node : other).Access.SetEntriesAsync(document, entries);
            return 0;
        });
        var kept = await Node.Access.GetEntriesAsync(document);
        kept.Select(entry => entry.Grantee).Distinct().ShouldHaveSingleItem().ShouldBe($"writer{kept.Count - 1}");
    }

    [Fact]
    public async Task A_deleted_user_has_no_token_whoever_was_faster()
    {
        for (var round = 0; round < 10; round++)
        {
            await Node.Users.CreateAsync("bob", "x", []);
            var deletion = Task.Run(() => Node.Users.DeleteAsync("bob"));
            await AllAsync(async _ =>
            {
                try
                {
                    await Node.Users.CreateTokenAsync("bob", "laptop");
                }
                catch (InvalidOperationException)
                {
                    // There is no such user any more.
                }
                return 0;
            });
            (await deletion).ShouldBeTrue();
            (await Node.Users.ListTokensAsync("bob")).ShouldBeEmpty();
        }
    }

    private static async Task<int> AddBelowAsync(Node node, Document folder)
    {
        var parent = folder;
        try
        {
            for (var i = 0; i < 10; i++)
                parent = await node.CreateAsync(parent, "child", "Folder", Sample.Properties());
        }
        catch (DocumentException gone) when (gone.Error == DocumentError.NotFound)
        {
            // The parent was deleted.
        }
        return 0;
    }

    private static Task<T[]> AllAsync<T>(Func<int, Task<T>> write) =>
        Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => write(writer))));
}
