using System.Text;
using Archivolt.Configuration;
using Archivolt.Documents.Access;
using Archivolt.Documents.Sql;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Tests;

public sealed class UserTests : CliTest
{
    [Fact]
    public async Task A_user_that_was_added_can_log_in()
    {
        var run = await AddAsync("alice", "s3cret word\n", "--group", "editors", "--group", "readers", "--json");

        run.ShouldExitWith(0).Json.ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("alice");
        run.Text.ShouldNotContain("s3cret");
        var principal = await UsingStoreAsync(users => users.VerifyPasswordAsync("alice", "s3cret word"));
        principal.ShouldNotBeNull().Groups.ShouldBe(["editors", "readers"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_password_is_changed_and_a_user_removed()
    {
        (await AddAsync("alice", "first password", "--group", "editors")).ShouldExitWith(0);
        string[] password = ["user", "password", "alice", "--password-stdin", "--data", DataHome];

        (await RunWithInputAsync("second password\n"u8.ToArray(), password)).ShouldExitWith(0);
        (await UsingStoreAsync(users => users.VerifyPasswordAsync("alice", "first password"))).ShouldBeNull();
        (await UsingStoreAsync(users => users.VerifyPasswordAsync("alice", "second password"))).ShouldNotBeNull();
        (await RunWithInputAsync("\n"u8.ToArray(), password)).ShouldExitWith(2);
        (await RunAsync("user", "list", "--data", DataHome)).ShouldExitWith(0).Lines.ShouldBe(["alice\teditors"]);

        (await RunAsync("user", "remove", "alice", "--data", DataHome)).ShouldExitWith(0);
        (await RunWithInputAsync("second password\n"u8.ToArray(), password)).ShouldExitWith(1).Error.ShouldContain("no user 'alice'");
        (await RunAsync("user", "remove", "alice", "--data", DataHome)).ShouldExitWith(1);
        (await RunAsync("user", "list", "--data", DataHome)).ShouldExitWith(0).Text.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_administrator_belongs_to_the_administrators()
    {
        (await AddAsync("root", "12345678", "--admin")).ShouldExitWith(0);

        (await UsingStoreAsync(users => users.VerifyPasswordAsync("root", "12345678"))).ShouldNotBeNull().IsAdministrator.ShouldBeTrue();
    }

    [Fact]
    public async Task The_only_administrator_is_not_removed()
    {
        (await AddAsync("root", "a password", "--admin")).ShouldExitWith(0);
        (await AddAsync("alice", "a password", "--group", "my administrators")).ShouldExitWith(0);

        (await RunAsync("user", "remove", "root", "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("the only administrator");
        (await AddAsync("other", "a password", "--admin")).ShouldExitWith(0);
        (await RunAsync("user", "remove", "root", "--data", DataHome)).ShouldExitWith(0);
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        (await AddAsync("alice", "first password")).ShouldExitWith(0);

        (await AddAsync("alice", "second password")).ShouldExitWith(2).Error.ShouldBe($"archivolt: There is a user 'alice' already.{Environment.NewLine}");
        (await UsingStoreAsync(users => users.VerifyPasswordAsync("alice", "first password"))).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("a:b", "a password")]
    [InlineData(" ", "a password")]
    [InlineData("alice", "")]
    [InlineData("alice", "1234567")]
    [InlineData("alice", "12345678\u001b[A")]
    public async Task What_a_user_cannot_have_is_a_usage_error(string name, string password)
    {
        var run = (await AddAsync(name, password + "\n")).ShouldExitWith(2);

        run.Error.ShouldNotContain("Parameter");
        run.Error.TrimEnd().Split('\n').ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_password_that_is_not_UTF8_is_a_usage_error()
    {
        var input = Encoding.Latin1.GetBytes("pässwört\n");
        (await RunWithInputAsync(input, "user", "add", "alice", "--password-stdin", "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("not UTF-8");
        (await UsingStoreAsync(users => users.FindAsync("alice"))).ShouldBeNull();
    }

    [Fact]
    public async Task Without_keyboard_or_input_there_is_no_password() =>
        (await RunAsync("user", "add", "alice", "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("--password-stdin");

    [Fact]
    public async Task The_password_is_asked_for_twice()
    {
        (await PromptAsync("first password", "second password")).ShouldBe(ExitCode.Usage);
        (await PromptAsync("first password", "first password")).ShouldBe(ExitCode.Ok);

        (await UsingStoreAsync(users => users.VerifyPasswordAsync("alice", "first password"))).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_token_is_printed_once_and_acts_for_its_user()
    {
        (await AddAsync("alice", "a password")).ShouldExitWith(0);

        var secret = (await RunAsync("token", "create", "alice", "--label", "laptop", "--data", DataHome)).ShouldExitWith(0).Lines.ShouldHaveSingleItem();

        (await UsingStoreAsync(users => users.VerifyTokenAsync(secret))).ShouldNotBeNull().Name.ShouldBe("alice");
        (await UsingStoreAsync(users => users.ListTokensAsync("alice"))).ShouldHaveSingleItem().Label.ShouldBe("laptop");
    }

    [Fact]
    public async Task A_token_may_expire()
    {
        (await AddAsync("alice", "a password")).ShouldExitWith(0);
        string[] create = ["token", "create", "alice", "--label", "x", "--data", DataHome, "--json", "--expires"];

        (await RunAsync([.. create, "2999-12-31"])).ShouldExitWith(0).Json[0].GetProperty("expires").GetDateTimeOffset()
            .ShouldBe(new DateTimeOffset(2999, 12, 31, 0, 0, 0, TimeSpan.Zero));
        (await RunAsync([.. create, "1999-12-31"])).ShouldExitWith(2).Error.ShouldContain("expired");
        (await RunAsync([.. create, "soon"])).ShouldExitWith(2).Error.ShouldContain("is no date");
    }

    [Fact]
    public async Task Tokens_are_listed_without_their_secrets_and_revoked_by_id()
    {
        (await AddAsync("alice", "a password")).ShouldExitWith(0);
        var secret = (await RunAsync("token", "create", "alice", "--label", "laptop", "--expires", "2999-12-31", "--data", DataHome)).ShouldExitWith(0).Lines.ShouldHaveSingleItem();
        (await RunAsync("token", "create", "alice", "--label", "backup", "--data", DataHome)).ShouldExitWith(0);

        var list = (await RunAsync("token", "list", "alice", "--data", DataHome)).ShouldExitWith(0);
        list.Lines.Select(line => line.Split('\t')[1..]).ShouldBe([["2999-12-31T00:00:00Z", "laptop"], ["never", "backup"]], ignoreOrder: true);
        string.Join('\n', list.Lines).ShouldNotContain(secret);
        var id = list.Lines.Single(line => line.EndsWith("laptop", StringComparison.Ordinal)).Split('\t')[0];

        (await RunAsync("token", "revoke", id, "--data", DataHome)).ShouldExitWith(0).Error.ShouldContain("It is revoked.");
        (await UsingStoreAsync(users => users.VerifyTokenAsync(secret))).ShouldBeNull();
        (await RunAsync("token", "list", "alice", "--data", DataHome, "--json")).ShouldExitWith(0).Json.ShouldHaveSingleItem().GetProperty("label").GetString().ShouldBe("backup");
        (await RunAsync("token", "revoke", id, "--data", DataHome)).ShouldExitWith(1).Error.ShouldContain($"no token '{id}'");
        (await RunAsync("token", "list", "nobody", "--data", DataHome)).ShouldExitWith(1).Error.ShouldContain("no user 'nobody'");
    }

    [Fact]
    public async Task A_token_needs_a_user()
    {
        (await AddAsync("alice", "a password")).ShouldExitWith(0);
        (await RunAsync("token", "create", "nobody", "--label", "x", "--data", DataHome)).ShouldExitWith(1).Error.ShouldContain("no user 'nobody'");
    }

    [Fact]
    public async Task Users_need_no_store()
    {
        (await AddAsync("alice", "a password")).ShouldExitWith(0);

        Directory.Exists(StoreFolder).ShouldBeFalse();
    }

    private Task<CliRun> AddAsync(string name, string input, params string[] more) =>
        RunWithInputAsync(Encoding.UTF8.GetBytes(input), ["user", "add", name, "--password-stdin", "--data", DataHome, .. more]);

    private async Task<ExitCode> PromptAsync(params string[] answers)
    {
        var next = new Queue<string>(answers);
        var terminal = new Terminal { In = Stream.Null, Out = Stream.Null, Error = TextWriter.Null, ReadHidden = next.Dequeue };
        return await CommandLine.RunAsync(["user", "add", "alice", "--data", DataHome], terminal);
    }

    private async Task<T> UsingStoreAsync<T>(Func<IUserStore, Task<T>> use)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddArchivolt(archivolt => archivolt.UseDataPath(DataHome).AddSqlDocuments());
        await using var provider = services.BuildServiceProvider();
        return await use(provider.GetRequiredService<IUserStore>());
    }
}
