using Archivolt.Documents.Synchronization;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteSynchronizationRootsTests() : SynchronizationRootsContract(new SqliteTestDatabase());

public sealed class PostgresSynchronizationRootsTests() : SynchronizationRootsContract(new PostgresTestDatabase());

/// <summary>Roots belong to a user and go with the document and the user.</summary>
public abstract class SynchronizationRootsContract(TestDatabase database) : SqlContract(database)
{
    private ISynchronizationRoots Roots => Node.Get<ISynchronizationRoots>();

    [Fact]
    public async Task Roots_are_added_once_listed_in_order_and_removed()
    {
        await Node.Users.CreateAsync("bob", "a password", []);
        await Node.Users.CreateAsync("amy", "a password", []);
        var parent = await Node.RootAsync();
        var (one, two) = (await Node.CreateAsync(parent, "one", "Folder"), await Node.CreateAsync(parent, "two", "Folder"));
        (await Roots.AddAsync("bob", "default", two.Id)).ShouldBeTrue();
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await Roots.AddAsync("bob", "default", one.Id)).ShouldBeTrue();
        (await Roots.AddAsync("bob", "default", one.Id)).ShouldBeFalse();
        (await Roots.AddAsync("bob", "default", Guid.NewGuid().ToString())).ShouldBeFalse();
        (await Roots.AddAsync("nobody", "default", one.Id)).ShouldBeFalse();
        (await Roots.ListAsync("bob")).Select(root => root.DocumentId).ShouldBe([two.Id, one.Id]);
        (await Roots.ListAsync("amy")).ShouldBeEmpty();
        (await Roots.RemoveAsync("amy", "default", one.Id)).ShouldBeFalse();
        (await Roots.RemoveAsync("bob", "default", one.Id)).ShouldBeTrue();
        (await Roots.ListAsync("bob")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task They_go_with_their_document_and_their_user()
    {
        await Node.Users.CreateAsync("bob", "a password", []);
        var parent = await Node.RootAsync();
        var (one, two) = (await Node.CreateAsync(parent, "one", "Folder"), await Node.CreateAsync(parent, "two", "Folder"));
        await Roots.AddAsync("bob", "default", one.Id);
        await Roots.AddAsync("bob", "default", two.Id);
        await Documents.DeleteAsync("default", one.Id);
        (await Roots.ListAsync("bob")).ShouldHaveSingleItem();
        await Node.Users.DeleteAsync("bob");
        (await Database.SqlAsync("SELECT COUNT(*) FROM synchronization_roots")).ShouldBe(0L);
    }
}
