using Archivolt.Documents.Access;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteSeveralNodesTests() : SeveralNodesContract(new SqliteTestDatabase());

public sealed class PostgresSeveralNodesTests() : SeveralNodesContract(new PostgresTestDatabase());

/// <summary>Two processes on one database: what one remembers must not outlive a change by the other.</summary>
public abstract class SeveralNodesContract(TestDatabase database) : SqlContract(database)
{
    private static readonly Principal Bob = new("bob", []);

    [Fact]
    public async Task A_change_by_another_node_is_seen_a_millisecond_later()
    {
        var other = Database.Open();
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        await Node.Users.CreateAsync("bob", "x", []);
        var (token, secret) = await Node.Users.CreateTokenAsync("bob", "laptop");
        await Node.Access.SetEntriesAsync(document, [new AccessEntry("bob", Permission.Read)]);
        Tick();
        (await other.Documents.FindAsync("default", document.Id)).ShouldNotBeNull();
        (await other.Access.IsAllowedAsync(Bob, Permission.Read, document)).ShouldBeTrue();
        (await other.Users.VerifyTokenAsync(secret)).ShouldNotBeNull();
        (await other.Users.VerifyPasswordAsync("bob", "x")).ShouldNotBeNull();

        document.Properties.Set("dc:title", "changed");
        await Node.Documents.UpdateAsync(document);
        await Node.Access.SetEntriesAsync(document, []);
        await Node.Users.RevokeTokenAsync(token.Id);
        await Node.Users.SetPasswordAsync("bob", "y");
        Tick();

        (await other.Documents.FindAsync("default", document.Id))!.Title.ShouldBe("changed");
        (await other.Access.IsAllowedAsync(Bob, Permission.Read, document)).ShouldBeFalse();
        (await other.Users.VerifyTokenAsync(secret)).ShouldBeNull();
        (await other.Users.VerifyPasswordAsync("bob", "x")).ShouldBeNull();

        await Node.Documents.DeleteAsync("default", document.Id);
        Tick();
        (await other.Documents.FindAsync("default", document.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task Nodes_that_change_the_same_document_meet_a_conflict_instead_of_losing_a_change()
    {
        var other = Database.Open();
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        Tick();
        var seenByOther = (await other.Documents.FindAsync("default", document.Id))!;
        await Node.Documents.UpdateAsync(document, document.ChangeToken);
        await Sample.RefusesAsync(DocumentError.Conflict, () => other.Documents.UpdateAsync(seenByOther, seenByOther.ChangeToken));
    }

    [Fact]
    public async Task Nodes_that_write_at_the_same_time_lose_nothing_and_remember_nothing_old()
    {
        var other = Database.Open();
        var root = await Node.RootAsync();
        var document = await Node.CreateAsync(root, "counter");
        await Task.WhenAll(new[] { Node, other, Node, other }.Select(async (node, writer) =>
        {
            for (var i = 0; i < 50;)
            {
                Tick();
                var current = (await node.Documents.FindAsync("default", document.Id))!;
                current.Properties.Set("x:count", (long)(current.Properties.Get("x:count") ?? 0L) + 1);
                try
                {
                    await node.Documents.UpdateAsync(current, current.ChangeToken);
                    i++;
                }
                catch (DocumentException conflict) when (conflict.Error == DocumentError.Conflict)
                {
                    // Someone was faster: read again.
                }
                await node.CreateAsync(root, $"w{writer}");
            }
        }));
        Tick();
        foreach (var node in new[] { Node, other })
            (await node.Documents.FindAsync("default", document.Id))!.Properties.Get("x:count").ShouldBe(200L);
    }

    private void Tick() => Clock.Advance(TimeSpan.FromMilliseconds(1));
}
