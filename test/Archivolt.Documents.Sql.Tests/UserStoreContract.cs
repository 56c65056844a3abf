using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteUserStoreTests() : UserStoreContract(new SqliteTestDatabase());

public sealed class PostgresUserStoreTests() : UserStoreContract(new PostgresTestDatabase());

public abstract class UserStoreContract(TestDatabase database) : SqlContract(database)
{
    private const string Password = "correct horse battery staple";

    [Fact]
    public async Task A_created_user_is_found_and_verified_with_its_groups()
    {
        var created = await Node.Users.CreateAsync("bob", Password, ["members", "Größe"]);
        (created.Name, created.Created).ShouldBe(("bob", Clock.GetUtcNow()));
        (await Node.Users.FindAsync("bob"))!.Groups.ShouldBe(["members", "Größe"]);
        for (var i = 0; i < 2; i++)
        {
            var principal = await Node.Users.VerifyPasswordAsync("bob", Password);
            principal.ShouldNotBeNull().Name.ShouldBe("bob");
            principal.Groups.ShouldBe(["members", "Größe"], ignoreOrder: true);
        }
        (await Node.Users.FindAsync("Bob")).ShouldBeNull();
    }

    [Theory]
    [InlineData("bob", "wrong")]
    [InlineData("bob", "")]
    [InlineData("BOB", Password)]
    [InlineData("nobody", Password)]
    [InlineData("", "")]
    public async Task A_wrong_pair_is_nobody_before_and_after_a_right_one(string name, string password)
    {
        await Node.Users.CreateAsync("bob", Password, []);
        (await Node.Users.VerifyPasswordAsync(name, password)).ShouldBeNull();
        (await Node.Users.VerifyPasswordAsync("bob", Password)).ShouldNotBeNull();
        (await Node.Users.VerifyPasswordAsync(name, password)).ShouldBeNull();
    }

    [Fact]
    public async Task Neither_password_nor_secret_is_stored_in_clear()
    {
        await Node.Users.CreateAsync("bob", Password, []);
        var (_, secret) = await Node.Users.CreateTokenAsync("bob", "laptop");
        var stored = (string)(await Database.SqlAsync("SELECT password || ' ' || (SELECT MAX(secret_hash) FROM tokens) FROM users"))!;
        stored.ShouldStartWith("pbkdf2-sha256$1000$");
        stored.ShouldNotContain(Password);
        stored.ShouldNotContain(secret);
        stored.ShouldNotContain(secret["avt_".Length..]);
        await Node.Users.CreateAsync("eve", Password, []);
        (await Database.SqlAsync("SELECT COUNT(DISTINCT password) FROM users")).ShouldBe(2L);
    }

    [Fact]
    public async Task A_hash_made_with_other_rounds_stays_good()
    {
        await using var careful = Database.Open(options => options.PasswordRounds = new SqlDocumentsOptions().PasswordRounds);
        await careful.Users.CreateAsync("bob", Password, []);
        ((string)(await Database.SqlAsync("SELECT password FROM users"))!).ShouldStartWith("pbkdf2-sha256$600000$");
        (await Node.Users.VerifyPasswordAsync("bob", Password)).ShouldNotBeNull();
        (await Node.Users.VerifyPasswordAsync("bob", "wrong")).ShouldBeNull();
    }

    [Fact]
    public async Task A_new_password_replaces_the_old_one_at_once()
    {
        await Node.Users.CreateAsync("bob", Password, []);
        await Node.Users.VerifyPasswordAsync("bob", Password);
        (await Node.Users.SetPasswordAsync("bob", "another")).ShouldBeTrue();
        (await Node.Users.VerifyPasswordAsync("bob", Password)).ShouldBeNull();
        (await Node.Users.VerifyPasswordAsync("bob", "another")).ShouldNotBeNull();
        (await Node.Users.SetPasswordAsync("nobody", "another")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_session_more_than_a_user_may_have_ends_the_oldest()
    {
        await Node.Users.CreateAsync("nina", "a password", []);
        var (_, token) = await Node.Users.CreateTokenAsync("nina", "script");
        var secrets = new List<string>();
        for (var i = 0; i < IUserStore.MaxSessions + 2; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            secrets.Add((await Node.Users.CreateTokenAsync("nina", AccessToken.SessionLabel, i == 1 ? Clock.GetUtcNow().AddSeconds(1) : null)).Secret);
        }
        (await Node.Users.VerifyTokenAsync(secrets[0])).ShouldBeNull();
        foreach (var secret in secrets[2..].Append(token))
            (await Node.Users.VerifyTokenAsync(secret)).ShouldNotBeNull();
        (await Node.Users.ListTokensAsync("nina")).Count.ShouldBe(IUserStore.MaxSessions + 1);
        (await Node.Audit.QueryAsync(new AuditQuery { EventId = AccessEvents.SignedOut })).Count.ShouldBe(1, "the session that was over ended without an entry");
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions_of_its_user_and_nothing_else()
    {
        foreach (var name in (string[])["nina", "nora"])
            await Node.Users.CreateAsync(name, "one", []);
        var (_, session) = await Node.Users.CreateTokenAsync("nina", AccessToken.SessionLabel);
        var (_, token) = await Node.Users.CreateTokenAsync("nina", "Backup");
        var (_, other) = await Node.Users.CreateTokenAsync("nora", AccessToken.SessionLabel);
        (await Node.Users.VerifyTokenAsync(session)).ShouldNotBeNull();
        await Node.Users.SetPasswordAsync("nina", "another");
        (await Node.Users.VerifyTokenAsync(session)).ShouldBeNull();
        (await Node.Users.VerifyTokenAsync(token)).ShouldNotBeNull();
        (await Node.Users.VerifyTokenAsync(other)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_verified_password_is_checked_again_after_a_while()
    {
        await Node.Users.CreateAsync("bob", Password, []);
        await Node.Users.VerifyPasswordAsync("bob", Password);
        // Behind the application's back, without counting a change: only the age of what is remembered can tell.
        await Database.SqlAsync("UPDATE users SET password = (SELECT replace(password, '$1000$', '$1001$'))");
        Clock.Advance(TimeSpan.FromMinutes(4));
        (await Node.Users.VerifyPasswordAsync("bob", Password)).ShouldNotBeNull();
        Clock.Advance(TimeSpan.FromMinutes(2));
        (await Node.Users.VerifyPasswordAsync("bob", Password)).ShouldBeNull();
    }

    [Fact]
    public async Task A_name_is_given_once()
    {
        await Node.Users.CreateAsync("bob", Password, []);
        (await Should.ThrowAsync<InvalidOperationException>(() => Node.Users.CreateAsync("bob", "other", []))).Message.ShouldContain("bob");
        (await Node.Users.VerifyPasswordAsync("bob", Password)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData(" bob", "x")]
    [InlineData("bo:b", "x")]
    [InlineData("../bob", "x")]
    [InlineData("b\nob", "x")]
    [InlineData("Everyone", "x")]
    [InlineData("administrators", "x")]
    [InlineData("anonymous", "x")]
    [InlineData("system", "x")]
    [InlineData("bob", "")]
    public async Task Names_and_passwords_that_cannot_work_are_refused(string name, string password)
    {
        await Should.ThrowAsync<ArgumentException>(() => Node.Users.CreateAsync(name, password, []));
        (await ListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Users_are_listed_by_name()
    {
        foreach (var name in new[] { "c", "a", "b" })
            await Node.Users.CreateAsync(name, "x", []);
        (await ListAsync()).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task A_token_stands_for_its_user_until_it_is_revoked()
    {
        await Node.Users.CreateAsync("bob", Password, ["members"]);
        var (token, secret) = await Node.Users.CreateTokenAsync("bob", "laptop");
        secret.ShouldStartWith("avt_");
        for (var i = 0; i < 2; i++)
            (await Node.Users.VerifyTokenAsync(secret)).ShouldNotBeNull().Groups.ShouldBe(["members"]);
        (await Node.Users.ListTokensAsync("bob")).ShouldBe([token]);
        (await Node.Users.RevokeTokenAsync(token.Id)).ShouldBeTrue();
        (await Node.Users.VerifyTokenAsync(secret)).ShouldBeNull();
        (await Node.Users.RevokeTokenAsync(token.Id)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_token_works_until_it_expires()
    {
        await Node.Users.CreateAsync("bob", Password, []);
        var (_, secret) = await Node.Users.CreateTokenAsync("bob", "job", Clock.GetUtcNow().AddHours(1));
        (await Node.Users.VerifyTokenAsync(secret)).ShouldNotBeNull();
        Clock.Advance(TimeSpan.FromMinutes(59));
        (await Node.Users.VerifyTokenAsync(secret)).ShouldNotBeNull();
        Clock.Advance(TimeSpan.FromMinutes(1));
        (await Node.Users.VerifyTokenAsync(secret)).ShouldBeNull();
        await Should.ThrowAsync<ArgumentException>(() => Node.Users.CreateTokenAsync("bob", "late", Clock.GetUtcNow()));
        await Should.ThrowAsync<InvalidOperationException>(() => Node.Users.CreateTokenAsync("nobody", "laptop"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("avt_")]
    [InlineData("avt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer")]
    public async Task Other_texts_are_no_tokens(string secret) => (await Node.Users.VerifyTokenAsync(secret)).ShouldBeNull();

    [Fact]
    public async Task A_deleted_user_takes_its_tokens_along()
    {
        await Node.Users.CreateAsync("bob", Password, []);
        var (_, secret) = await Node.Users.CreateTokenAsync("bob", "laptop");
        await Node.Users.VerifyTokenAsync(secret);
        await Node.Users.VerifyPasswordAsync("bob", Password);
        (await Node.Users.DeleteAsync("bob")).ShouldBeTrue();
        (await Node.Users.VerifyTokenAsync(secret)).ShouldBeNull();
        (await Node.Users.VerifyPasswordAsync("bob", Password)).ShouldBeNull();
        (await Node.Users.ListTokensAsync("bob")).ShouldBeEmpty();
        (await Node.Users.DeleteAsync("bob")).ShouldBeFalse();
    }

    private async Task<List<string>> ListAsync()
    {
        var names = new List<string>();
        await foreach (var user in Node.Users.ListAsync())
            names.Add(user.Name);
        return names;
    }
}
