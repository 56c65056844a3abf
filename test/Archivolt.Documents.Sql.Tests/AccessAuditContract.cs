using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteAccessAuditTests() : AccessAuditContract(new SqliteTestDatabase());

public sealed class PostgresAccessAuditTests() : AccessAuditContract(new PostgresTestDatabase());

/// <summary>Who did what to users, groups, tokens and sessions is in the audit; what was refused is not.</summary>
public abstract class AccessAuditContract(TestDatabase database) : SqlContract(database)
{
    private const string Password = "correct horse battery staple";

    private static readonly Principal Alice = new("alice", [Principal.Administrators]);

    private IGroupStore Groups => Node.Get<IGroupStore>();

    [Fact]
    public async Task Changes_of_a_user_are_recorded_with_who_did_them()
    {
        await Node.Users.CreateAsync("bob", Password, ["members"], by: Alice);
        await Node.Users.UpdateAsync("bob", ["editors"], by: Alice);
        await Node.Users.UpdateAsync("bob", null, new Dictionary<string, string> { ["email"] = "bob@example.org" });
        await Node.Users.SetPasswordAsync("bob", Password, new Principal("bob", []));
        await Node.Users.DeleteAsync("bob", Alice);
        (await EntriesAsync()).ShouldBe(
        [
            ("user_created", "alice", "bob", "groups=members"),
            ("user_modified", "alice", "bob", "groups=editors"),
            ("user_modified", Principal.System.Name, "bob", ""),
            ("passwordChanged", "bob", "bob", ""),
            ("user_deleted", "alice", "bob", ""),
        ]);
    }

    [Fact]
    public async Task Changes_of_a_group_are_recorded_with_its_new_members()
    {
        await Node.Users.CreateAsync("bob", Password, []);
        await Groups.CreateAsync(new Group("editors", "Editors") { Users = ["bob"] }, Alice);
        await Groups.UpdateAsync("editors", "Writers", groups: ["members"], by: Alice);
        await Groups.DeleteAsync("editors", Alice);
        (await EntriesAsync()).Skip(1).ShouldBe(
        [
            ("group_created", "alice", "editors", "groups=, users=bob"),
            ("group_modified", "alice", "editors", "groups=members"),
            ("group_deleted", "alice", "editors", ""),
        ]);
    }

    [Fact]
    public async Task Tokens_and_sessions_are_recorded_without_their_secrets()
    {
        var bob = new Principal("bob", []);
        await Node.Users.CreateAsync("bob", Password, []);
        var (token, secret) = await Node.Users.CreateTokenAsync("bob", "laptop", by: Alice);
        await Node.Users.RevokeTokenAsync(token.Id, bob);
        var (session, _) = await Node.Users.CreateTokenAsync("bob", AccessToken.SessionLabel, Clock.GetUtcNow().AddHours(1), bob);
        await Node.Users.RevokeTokenAsync(session.Id, bob);
        var (over, _) = await Node.Users.CreateTokenAsync("bob", AccessToken.SessionLabel, Clock.GetUtcNow().AddHours(1), bob);
        Clock.Advance(TimeSpan.FromHours(2));
        await Node.Users.RevokeTokenAsync(over.Id, bob);
        var entries = await EntriesAsync();
        entries.Skip(1).ShouldBe(
        [
            ("tokenCreated", "alice", "bob", $"label=laptop, tokenId={token.Id}"),
            ("tokenRevoked", "bob", "bob", $"label=laptop, tokenId={token.Id}"),
            ("loginSuccess", "bob", "bob", $"tokenId={session.Id}"),
            ("logout", "bob", "bob", $"tokenId={session.Id}"),
            ("loginSuccess", "bob", "bob", $"tokenId={over.Id}"),
        ]);
        entries.ShouldAllBe(entry => !entry.Facts.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_very_many_members_the_first_are_named()
    {
        string[] groups = [.. Enumerable.Range(0, 150).Select(number => $"g{number}")];
        await Node.Users.CreateAsync("bob", Password, groups);
        (await EntriesAsync()).ShouldHaveSingleItem().Facts.ShouldBe($"groups={string.Join(", ", groups.Take(100))} and 50 more");
    }

    [Fact]
    public async Task What_was_refused_or_changed_nothing_is_not_recorded()
    {
        await Node.Users.CreateAsync("root", Password, [Principal.Administrators]);
        await Should.ThrowAsync<InvalidOperationException>(() => Node.Users.CreateAsync("root", Password, []));
        await Should.ThrowAsync<InvalidOperationException>(() => Node.Users.DeleteAsync("root"));
        await Should.ThrowAsync<InvalidOperationException>(() => Node.Users.CreateTokenAsync("nobody", "laptop"));
        await Should.ThrowAsync<ArgumentException>(() => Groups.CreateAsync(new Group("editors", "Editors") { Users = ["nobody"] }));
        (await Node.Users.SetPasswordAsync("nobody", Password)).ShouldBeFalse();
        (await Node.Users.UpdateAsync("nobody", [])).ShouldBeNull();
        (await Node.Users.DeleteAsync("nobody")).ShouldBeFalse();
        (await Node.Users.RevokeTokenAsync("nothing")).ShouldBeFalse();
        (await Groups.UpdateAsync("nothing", "x")).ShouldBeNull();
        (await Groups.DeleteAsync("nothing")).ShouldBeFalse();
        (await EntriesAsync()).ShouldHaveSingleItem().Event.ShouldBe("user_created");
    }

    private async Task<IReadOnlyList<(string Event, string By, string? Subject, string Facts)>> EntriesAsync() =>
    [
        .. (await Node.Get<IAuditLog>().QueryAsync(new AuditQuery())).Where(entry => entry.Category == AccessEvents.Category).Reverse()
            .Select(entry => (entry.EventId, entry.PrincipalName, entry.Comment, string.Join(", ", entry.Extended.OrderBy(fact => fact.Key, StringComparer.Ordinal).Select(fact => $"{fact.Key}={fact.Value}")))),
    ];
}
