using Archivolt.Documents.Access;
using Archivolt.Documents.Directories;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteGroupStoreTests() : GroupStoreContract(new SqliteTestDatabase());

public sealed class PostgresGroupStoreTests() : GroupStoreContract(new PostgresTestDatabase());

/// <summary>Groups and their members, and what they mean for whoever signs in.</summary>
public abstract class GroupStoreContract(TestDatabase database) : SqlContract(database)
{
    private const string Password = "correct horse battery staple";

    private IGroupStore Groups => Node.Get<IGroupStore>();

    [Theory]
    [InlineData("a\0b")]
    [InlineData("\0")]
    public async Task No_group_has_a_name_that_cannot_be_stored(string name)
    {
        (await Groups.FindAsync(name)).ShouldBeNull();
        (await Groups.SearchAsync(name, 10)).ShouldBeEmpty();
        (await Groups.UpdateAsync(name, "label")).ShouldBeNull();
        (await Groups.DeleteAsync(name)).ShouldBeFalse();
    }

    [Fact]
    public async Task Memberships_that_change_at_the_same_time_all_count()
    {
        await Node.Users.CreateAsync("bob", Password, ["a", "b", "c"]);
        await Task.WhenAll(
            Node.Users.SetMembershipAsync("bob", "a", isIn: false), Node.Users.SetMembershipAsync("bob", "d", isIn: true), Node.Users.SetMembershipAsync("bob", "e", isIn: true),
            Node.Users.SetMembershipAsync("bob", "b", isIn: false));
        (await Node.Users.FindAsync("bob"))!.Groups.ShouldBe(["c", "d", "e"], ignoreOrder: true);
        (await Node.Users.SetMembershipAsync("nobody", "a", isIn: true)).ShouldBeNull();
    }

    [Fact]
    public async Task Groups_in_a_group_that_change_at_the_same_time_all_count()
    {
        await Groups.CreateAsync(new Group("all", "All") { Groups = ["a", "b", "c"] });
        await Task.WhenAll(
            Groups.SetSubgroupAsync("all", "a", isIn: false), Groups.SetSubgroupAsync("all", "d", isIn: true), Groups.SetSubgroupAsync("all", "e", isIn: true),
            Groups.SetSubgroupAsync("all", "b", isIn: false));
        (await Groups.FindAsync("all"))!.Groups.ShouldBe(["c", "d", "e"], ignoreOrder: true);
        (await Groups.SetSubgroupAsync("none", "a", isIn: true)).ShouldBeNull();
    }

    [Fact]
    public async Task No_user_and_group_share_a_name_which_permissions_would_not_tell_apart()
    {
        await Groups.CreateAsync(new Group("editors", "Editors"));
        (await Should.ThrowAsync<InvalidOperationException>(() => Node.Users.CreateAsync("editors", Password, []))).Message.ShouldContain("There is a group 'editors'");
        await Node.Users.CreateAsync("bob", Password, []);
        (await Should.ThrowAsync<InvalidOperationException>(() => Groups.CreateAsync(new Group("bob", "Bob")))).Message.ShouldContain("There is a user 'bob'");
    }

    [Fact]
    public async Task Of_a_user_and_a_group_of_one_name_that_two_servers_make_at_once_there_is_one()
    {
        var other = Database.Open().Get<IGroupStore>();
        var made = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            var outcomes = await Task.WhenAll(TryAsync(() => Node.Users.CreateAsync($"name{i}", Password, [])), TryAsync(() => other.CreateAsync(new Group($"name{i}", "Group"))));
            return outcomes.Count(isMade => isMade);
        }));
        made.ShouldAllBe(count => count == 1);

        static async Task<bool> TryAsync(Func<Task> make)
        {
            try
            {
                await make();
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_member_signs_in_with_the_group_and_all_that_it_is_in()
    {
        await Node.Users.CreateAsync("bob", Password, []);
        (await Node.Users.VerifyPasswordAsync("bob", Password))!.Groups.ShouldBeEmpty();
        await Groups.CreateAsync(new Group("inner", "Inner") { Users = ["bob"] });
        await Groups.CreateAsync(new Group("middle", "Middle") { Groups = ["inner", "unknown"] });
        await Groups.CreateAsync(new Group("outer", "Outer") { Groups = ["middle"] });
        // A ring is no reason to go round forever.
        await Groups.UpdateAsync("inner", null, groups: ["outer"]);

        (await Node.Users.VerifyPasswordAsync("bob", Password))!.Groups.ShouldBe(["inner", "middle", "outer"], ignoreOrder: true);
        var (_, secret) = await Node.Users.CreateTokenAsync("bob", "laptop");
        (await Node.Users.VerifyTokenAsync(secret))!.Groups.ShouldBe(["inner", "middle", "outer"], ignoreOrder: true);

        await Groups.UpdateAsync("middle", null, groups: []);
        (await Node.Users.VerifyTokenAsync(secret))!.Groups.ShouldBe(["inner"]);
        (await Groups.DeleteAsync("inner")).ShouldBeTrue();
        (await Node.Users.VerifyTokenAsync(secret))!.Groups.ShouldBeEmpty();
        (await Node.Users.VerifyPasswordAsync("bob", Password))!.Groups.ShouldBeEmpty();
        (await Node.Users.FindAsync("bob"))!.Groups.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_group_is_found_with_its_members_and_changed_as_far_as_asked()
    {
        await Node.Users.CreateAsync("bob", Password, ["100% _Größe!", "100x xGröße!"]);
        (await Groups.FindAsync("100% _Größe!"))!.Users.ShouldBe(["bob"]);
        await Groups.CreateAsync(new Group("team", "Team") { Users = ["bob"], Groups = ["other"] });
        var changed = await Groups.UpdateAsync("team", "The team");
        (changed!.Label, changed.Users.Single(), changed.Groups.Single()).ShouldBe(("The team", "bob", "other"));
        (await Groups.UpdateAsync("team", null, users: []))!.Users.ShouldBeEmpty();
        (await Groups.SearchAsync("TEAM", 10)).Select(group => group.Name).ShouldBe(["team"]);
        await Groups.CreateAsync(new Group("doctors", "Ärzte"));
        (await Groups.SearchAsync("ärzte", 10)).Select(group => group.Name).ShouldBe(["doctors"]);
        (await Groups.FindAsync("nobody")).ShouldBeNull();
        (await Groups.UpdateAsync("nobody", "x")).ShouldBeNull();
        (await Groups.DeleteAsync("nobody")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_cannot_be_is_refused_whole()
    {
        await Node.Users.CreateAsync("root", Password, [Principal.Administrators]);
        await Groups.CreateAsync(new Group("team", "Team"));
        await Should.ThrowAsync<InvalidOperationException>(Groups.CreateAsync(new Group("team", "Again")));
        await Should.ThrowAsync<ArgumentException>(Groups.CreateAsync(new Group("new", "New") { Users = ["nobody"] }));
        (await Groups.FindAsync("new")).ShouldBeNull();
        await Should.ThrowAsync<InvalidOperationException>(Groups.DeleteAsync(Principal.Administrators));
        await Should.ThrowAsync<InvalidOperationException>(Groups.UpdateAsync(Principal.Administrators, null, users: []));
        await Should.ThrowAsync<InvalidOperationException>(Node.Users.UpdateAsync("root", []));
        (await Groups.FindAsync(Principal.Administrators))!.Users.ShouldBe(["root"]);
    }

    [Fact]
    public async Task Details_of_a_user_are_kept_and_replaced()
    {
        await Node.Users.CreateAsync("bob", Password, ["a"], new Dictionary<string, string> { ["firstName"] = "Bob" });
        (await Node.Users.FindAsync("bob"))!.Details["firstName"].ShouldBe("Bob");
        var changed = await Node.Users.UpdateAsync("bob", null, new Dictionary<string, string> { ["lastName"] = "Builder" });
        changed!.Groups.ShouldBe(["a"]);
        (await Node.Users.FindAsync("bob"))!.Details.ShouldBe(new Dictionary<string, string> { ["lastName"] = "Builder" });
        (await Node.Users.VerifyPasswordAsync("bob", Password)).ShouldNotBeNull();
        (await Node.Users.UpdateAsync("nobody", [])).ShouldBeNull();
    }

    [Fact]
    public async Task Entries_of_a_directory_are_created_changed_listed_and_deleted()
    {
        var directories = Node.Get<IDirectoryStore>();
        var (page, total) = await directories.ListAsync("nature", 0, 5);
        page.Count.ShouldBe(5);
        total.ShouldBeGreaterThan(10);
        (await directories.FindAsync("nature", "article"))!.Values["label"].ShouldBe("label.directories.nature.article");
        await directories.CreateAsync("nature", new Dictionary<string, string> { ["id"] = "a/b", ["label"] = "A" });
        await Should.ThrowAsync<DocumentException>(directories.CreateAsync("nature", new Dictionary<string, string> { ["id"] = "a/b" }));
        await Should.ThrowAsync<DocumentException>(directories.CreateAsync("nature", new Dictionary<string, string>()));
        (await directories.UpdateAsync("nature", "a/b", new Dictionary<string, string?> { ["label"] = null, ["ordering"] = "1" }))!.Values
            .ShouldBe(new Dictionary<string, string> { ["id"] = "a/b", ["ordering"] = "1" }, ignoreOrder: true);
        (await directories.DeleteAsync("nature", "a/b")).ShouldBeTrue();
        (await directories.DeleteAsync("nature", "a/b")).ShouldBeFalse();

        var first = await directories.CreateAsync("oauth2Clients", new Dictionary<string, string> { ["clientId"] = "one" });
        var second = await directories.CreateAsync("oauth2Clients", new Dictionary<string, string> { ["clientId"] = "two" });
        (first.Id, second.Id).ShouldBe(("1", "2"));
    }
}
