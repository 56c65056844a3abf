using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteFormerNamesTests() : FormerNamesContract(new SqliteTestDatabase());

public sealed class PostgresFormerNamesTests() : FormerNamesContract(new PostgresTestDatabase());

/// <summary>Where documents were is remembered for whoever moved them, for a minute, on every node.</summary>
public abstract class FormerNamesContract(TestDatabase database) : SqlContract(database)
{
    private static readonly Principal Bob = new("bob", []);
    private static readonly Principal Amy = new("amy", []);

    private IFormerNames Names => Node.Get<IFormerNames>();

    [Fact]
    public async Task It_is_remembered_for_a_minute_for_whoever_moved_it()
    {
        await using var other = Database.Open();
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        (await Names.HasAsync(document)).ShouldBeFalse();
        await Names.RememberAsync(document, Bob);
        await Documents.MoveAsync("default", document.Id, document.ParentId!, "b");
        (await other.Get<IFormerNames>().FindAsync("default", "/a", Bob))!.Path.ShouldBe("/b");
        (await Names.FindAsync("default", "/a", Amy)).ShouldBeNull();
        (await Names.FindAsync("default", "/b", Bob)).ShouldBeNull();
        await Database.AdvanceAsync(TimeSpan.FromSeconds(59));
        (await Names.HasAsync(document)).ShouldBeTrue();
        await Database.AdvanceAsync(TimeSpan.FromSeconds(2));
        (await Names.HasAsync(document)).ShouldBeFalse();
        (await Names.FindAsync("default", "/a", Bob)).ShouldBeNull();
        await Names.RememberAsync(await Node.CreateAsync(await Node.RootAsync(), "c"), Bob);
        (await Database.SqlAsync("SELECT COUNT(*) FROM former_names")).ShouldBe(1L);
    }

    [Fact]
    public async Task The_last_path_of_a_document_and_the_last_document_of_a_path_count()
    {
        var (one, two) = (await Node.CreateAsync(await Node.RootAsync(), "a"), await Node.CreateAsync(await Node.RootAsync(), "b"));
        await Names.RememberAsync(one, Bob);
        await Database.AdvanceAsync(TimeSpan.FromSeconds(1));
        await Names.RememberAsync(two with { Path = "/a" }, Bob);
        (await Names.FindAsync("default", "/a", Bob))!.Id.ShouldBe(two.Id);
        await Names.RememberAsync(two, Bob);
        (await Names.FindAsync("default", "/a", Bob))!.Id.ShouldBe(one.Id);
        await Names.ForgetAsync(one);
        (await Names.FindAsync("default", "/a", Bob)).ShouldBeNull();
        await Documents.DeleteAsync("default", two.Id);
        (await Database.SqlAsync("SELECT COUNT(*) FROM former_names")).ShouldBe(0L);
        await Names.RememberAsync(two, Bob);
        (await Names.HasAsync(two)).ShouldBeFalse();
    }
}
