using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteExternalIdentityStoreTests() : ExternalIdentityStoreContract(new SqliteTestDatabase());

public sealed class PostgresExternalIdentityStoreTests() : ExternalIdentityStoreContract(new PostgresTestDatabase());

/// <summary>Who people of identity providers are here: nobody by their name, the same user each time, and nobody again after the user was deleted.</summary>
public abstract class ExternalIdentityStoreContract(TestDatabase database) : SqlContract(database)
{
    private static readonly ExternalIdentity Bob = new("https://id.example.org", "1-böb");

    private IExternalIdentityStore Identities => Node.Get<IExternalIdentityStore>();

    [Fact]
    public async Task A_person_is_created_once_and_is_the_same_user_under_another_name()
    {
        var first = await EnterAsync("bob", ["members"]);
        (first.Name, first.IsAdministrator).ShouldBe(("bob", false));
        first.Groups.ShouldBe(["members"]);
        (await Node.Users.FindAsync("bob"))!.Details["email"].ShouldBe("bob@example.org");
        (await AuditAsync()).ShouldBe([AccessEvents.UserCreated]);
        Clock.Advance(TimeSpan.FromHours(1));
        (await EnterAsync("robert", ["members"])).Name.ShouldBe("bob");
        (await AuditAsync()).ShouldBe([AccessEvents.UserCreated]);
        (await Identities.ListAsync("bob")).ShouldHaveSingleItem().Identity.ShouldBe(Bob);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("ALICE")]
    [InlineData("Administrator")]
    [InlineData("administrator")]
    [InlineData("administrators")]
    [InlineData("Everyone")]
    [InlineData("system")]
    [InlineData("anonymous")]
    [InlineData("a:b")]
    [InlineData("a/b")]
    [InlineData(" alice")]
    [InlineData("ali\u200bce")]
    [InlineData("ali\u202ece")]
    [InlineData("a\0b")]
    [InlineData("")]
    public async Task A_name_that_is_taken_or_cannot_be_one_creates_nobody(string name)
    {
        await Node.Users.CreateAsync("alice", "a password", [Principal.Administrators]);
        await ShouldBeDeniedAsync(() => EnterAsync(name, [Principal.Administrators]));
        (await Identities.ListAsync("alice")).ShouldBeEmpty();
        (await Node.Users.ListAsync().ToListAsync()).Select(user => user.Name).ShouldBe(["alice"]);
        // The next time too.
        await ShouldBeDeniedAsync(() => EnterAsync(name, []));
    }

    [Fact]
    public async Task Without_a_name_nobody_is_created_and_a_linked_person_comes_in()
    {
        await ShouldBeDeniedAsync(() => EnterAsync(null, []));
        await Node.Users.CreateAsync("alice", "a password", ["staff"]);
        (await Identities.LinkAsync(Bob, "nobody")).ShouldBeFalse();
        (await Identities.LinkAsync(Bob, "alice", new Principal("root", []))).ShouldBeTrue();
        var alice = await EnterAsync(null, ["members"]);
        alice.Name.ShouldBe("alice");
        alice.Groups.ShouldBe(["staff", "members"], ignoreOrder: true);
        (await Should.ThrowAsync<InvalidOperationException>(() => Identities.LinkAsync(Bob, "alice"))).Message.ShouldContain("alice");
        (await Identities.UnlinkAsync(Bob)).ShouldBeTrue();
        (await Identities.UnlinkAsync(Bob)).ShouldBeFalse();
        await ShouldBeDeniedAsync(() => EnterAsync(null, ["members"]));
    }

    [Fact]
    public async Task A_deleted_user_stays_out_until_an_administrator_forgets_the_person()
    {
        await EnterAsync("bob", []);
        await EnterAsync("bob", []);
        (await Node.Users.DeleteAsync("bob")).ShouldBeTrue();
        Clock.Advance(TimeSpan.FromHours(1));
        await ShouldBeDeniedAsync(() => EnterAsync("bob", []));
        // Nor as whoever gets the name next.
        await Node.Users.CreateAsync("bob", "a password", [Principal.Administrators]);
        await ShouldBeDeniedAsync(() => EnterAsync("bob", []));
        (await Identities.ListAsync(null)).ShouldHaveSingleItem().UserName.ShouldBeNull();
        (await Identities.UnlinkAsync(Bob)).ShouldBeTrue();
        (await EnterAsync("bob2", [])).Name.ShouldBe("bob2");
    }

    [Fact]
    public async Task Groups_of_the_provider_come_and_go_and_those_given_here_stay()
    {
        await EnterAsync("bob", ["members", "engineers"]);
        await Node.Users.SetMembershipAsync("bob", "local", isIn: true);
        await LaterAsync(["engineers", "local"], ["engineers", "local"]);
        await LaterAsync([], ["local"]);
        // An access token that says nothing of groups changes none.
        await LaterAsync(["members"], ["local", "members"]);
        await LaterAsync(null, ["local", "members"]);
    }

    [Fact]
    public async Task What_the_provider_said_before_does_not_win_over_what_it_said_later()
    {
        var before = Clock.GetUtcNow();
        await EnterAsync("bob", [Principal.Administrators]);
        await Node.Users.CreateAsync("root", "a password", [Principal.Administrators]);
        await LaterAsync([], []);
        foreach (var told in (DateTimeOffset[])[before, before.AddSeconds(-10), before.AddMinutes(30)])
        {
            (await Identities.EnterAsync(Person("bob", [Principal.Administrators]) with { Told = told })).IsAdministrator.ShouldBeFalse();
            // Nor by way of another server.
            var other = Database.Open().Get<IExternalIdentityStore>();
            (await other.EnterAsync(Person("bob", [Principal.Administrators]) with { Told = told })).IsAdministrator.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task The_only_administrator_stays_one()
    {
        await EnterAsync("bob", [Principal.Administrators]);
        await LaterAsync([], [Principal.Administrators]);
        await Node.Users.CreateAsync("root", "a password", [Principal.Administrators]);
        await LaterAsync([], []);
    }

    [Fact]
    public async Task Another_server_knows_at_once_who_was_moved_or_deleted()
    {
        await EnterAsync("bob", []);
        var other = Database.Open();
        (await other.Get<IExternalIdentityStore>().EnterAsync(Person("bob", null))).Groups.ShouldBeEmpty();
        await Node.Users.UpdateAsync("bob", ["members"]);
        Clock.Advance(TimeSpan.FromMilliseconds(2));
        (await other.Get<IExternalIdentityStore>().EnterAsync(Person("bob", null))).Groups.ShouldBe(["members"]);
        await Node.Users.DeleteAsync("bob");
        Clock.Advance(TimeSpan.FromMilliseconds(2));
        await ShouldBeDeniedAsync(() => other.Get<IExternalIdentityStore>().EnterAsync(Person("bob", null)));
    }

    [Fact]
    public async Task One_person_who_comes_many_times_at_once_is_one_user_and_two_with_one_name_are_not()
    {
        var other = Database.Open().Get<IExternalIdentityStore>();
        var entered = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? Identities : other).EnterAsync(Person("bob", ["members"]))));
        entered.ShouldAllBe(principal => principal.Name == "bob");
        (await AuditAsync()).ShouldBe([AccessEvents.UserCreated]);
        var second = Person("bob", []) with { Identity = Bob with { Issuer = "https://other.example.org" } };
        await ShouldBeDeniedAsync(() => Identities.EnterAsync(second));
    }

    [Fact]
    public async Task A_sign_in_is_used_once_until_nobody_could_show_it_any_more()
    {
        var other = Database.Open().Get<IExternalIdentityStore>();
        (await Identities.TryUseAsync("nonce", TimeSpan.FromMinutes(20))).ShouldBeTrue();
        (await other.TryUseAsync("nonce", TimeSpan.FromMinutes(20))).ShouldBeFalse();
        Clock.Advance(TimeSpan.FromMinutes(21));
        (await other.TryUseAsync("another", TimeSpan.FromMinutes(20))).ShouldBeTrue();
        Convert.ToInt64(await Database.SqlAsync("SELECT COUNT(*) FROM used_sign_ins"), null).ShouldBe(1);
    }

    [Fact]
    public async Task A_name_that_gives_rights_before_it_is_a_users_creates_nobody()
    {
        await Node.Get<IGroupStore>().CreateAsync(new Group("engineers", "Engineers") { Groups = ["contractors"] });
        await Node.Users.CreateAsync("alice", "a password", ["staff"]);
        var root = (await Documents.FindByPathAsync("default", "/default-domain"))!;
        await Node.Get<IDocumentAccess>().SetEntriesAsync(root, [new AccessEntry("carol", Permission.Everything)]);
        foreach (var name in (string[])["engineers", "contractors", "staff", "carol"])
            await ShouldBeDeniedAsync(() => EnterAsync(name, []));
        (await EnterAsync("engineer", [])).Name.ShouldBe("engineer");
    }

    [Fact]
    public async Task Half_a_character_is_in_no_name_and_no_identity()
    {
        var half = $"a{(char)0xd800}b";
        await ShouldBeDeniedAsync(() => EnterAsync(half, []));
        await ShouldBeDeniedAsync(() => Identities.EnterAsync(Person("bob", []) with { Identity = Bob with { Subject = half } }));
        (await Identities.LinkAsync(Bob, half)).ShouldBeFalse();
        (await Identities.ListAsync(half)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task An_identity_that_cannot_be_stored_is_nobody(string subject)
    {
        var odd = Bob with { Subject = subject };
        await ShouldBeDeniedAsync(() => Identities.EnterAsync(Person("bob", []) with { Identity = odd }));
        await Should.ThrowAsync<ArgumentException>(() => Identities.LinkAsync(odd, "bob"));
        (await Identities.UnlinkAsync(odd)).ShouldBeFalse();
    }

    private Task<Principal> EnterAsync(string? name, IReadOnlyList<string>? groups) => Identities.EnterAsync(Person(name, groups));

    private async Task LaterAsync(IReadOnlyList<string>? groups, string[] expected)
    {
        Clock.Advance(TimeSpan.FromHours(1));
        (await EnterAsync("bob", groups)).Groups.ShouldBe(expected, ignoreOrder: true);
        (await Node.Users.FindAsync("bob"))!.Groups.ShouldBe(expected, ignoreOrder: true);
    }

    private ExternalPerson Person(string? name, IReadOnlyList<string>? groups) => new(Bob, Clock.GetUtcNow())
    {
        Name = name,
        Groups = groups,
        Details = new Dictionary<string, string> { ["email"] = "bob@example.org" },
    };

    private static async Task ShouldBeDeniedAsync(Func<Task> entering) => (await Should.ThrowAsync<DocumentException>(entering)).Error.ShouldBe(DocumentError.Denied);

    private async Task<IReadOnlyList<string>> AuditAsync() =>
        [.. (await Node.Get<IAuditLog>().QueryAsync(new AuditQuery())).Where(entry => entry.Category == AccessEvents.Category).Select(entry => entry.EventId)];
}
