using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Directories;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteOAuth2StoreTests() : OAuth2StoreContract(new SqliteTestDatabase());

public sealed class PostgresOAuth2StoreTests() : OAuth2StoreContract(new PostgresTestDatabase());

/// <summary>Codes and tokens of applications: good once, for a while, and for nobody else.</summary>
public abstract class OAuth2StoreContract(TestDatabase database) : SqlContract(database)
{
    private const string Verifier = "dBjftJeZ4CVP-mBPrK6xgYlT3yLrYBhB92K27uhbUJU1gWW1gFWFOEjXk";

    private IOAuth2Store OAuth2 => Node.Get<IOAuth2Store>();

    private IDirectoryStore Directories => Node.Get<IDirectoryStore>();

    [Fact]
    public async Task A_code_is_exchanged_once_and_a_second_time_takes_away_what_came_of_it()
    {
        var code = await CodeAsync();
        var tokens = (await OAuth2.ExchangeCodeAsync(code, "app", null, null)).ShouldNotBeNull();
        (await Node.Users.VerifyTokenAsync(tokens.AccessToken)).ShouldNotBeNull().Name.ShouldBe("bob");
        (await Node.Users.VerifyTokenAsync(tokens.RefreshToken)).ShouldBeNull();

        (await OAuth2.ExchangeCodeAsync(code, "app", null, null)).ShouldBeNull();
        (await Node.Users.VerifyTokenAsync(tokens.AccessToken)).ShouldBeNull();
        (await LastEventAsync()).ShouldBe((AccessEvents.TokenRevoked, Principal.System.Name, "bob"));
        (await OAuth2.RefreshAsync(tokens.RefreshToken, "app")).ShouldBeNull();
    }

    [Theory]
    [InlineData("other", null, null)]
    [InlineData("app", "https://app.example/cb", null)]
    [InlineData("app", null, Verifier)]
    public async Task Another_application_address_or_verifier_uses_a_code_up(string client, string? address, string? verifier)
    {
        var code = await CodeAsync();
        (await OAuth2.ExchangeCodeAsync(code, client, address, verifier)).ShouldBeNull();
        (await OAuth2.ExchangeCodeAsync(code, "app", null, null)).ShouldBeNull();
    }

    [Theory]
    [InlineData(null, Verifier, false)]
    [InlineData("https://app.example/cb", null, false)]
    [InlineData("https://app.example/cb", "another verifier", false)]
    [InlineData("https://app.example/cb", Verifier, true)]
    public async Task What_was_asked_with_a_code_is_to_be_shown_again(string? address, string? verifier, bool fits)
    {
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        var code = await CodeAsync(consent => consent with { RedirectUri = "https://app.example/cb", Challenge = challenge });
        (await OAuth2.ExchangeCodeAsync(code, "app", address, verifier) is not null).ShouldBe(fits);
    }

    [Fact]
    public async Task A_code_is_good_for_a_minute_an_access_token_for_an_hour_and_a_refresh_token_for_thirty_days()
    {
        var late = await CodeAsync();
        Clock.Advance(TimeSpan.FromMinutes(1));
        (await OAuth2.ExchangeCodeAsync(late, "app", null, null)).ShouldBeNull();

        var tokens = (await OAuth2.GrantAsync("app", "bob")).ShouldNotBeNull();
        tokens.Lifetime.ShouldBe(TimeSpan.FromHours(1));
        Clock.Advance(TimeSpan.FromHours(1));
        (await Node.Users.VerifyTokenAsync(tokens.AccessToken)).ShouldBeNull();
        var next = (await OAuth2.RefreshAsync(tokens.RefreshToken, "app")).ShouldNotBeNull();
        (await Node.Users.VerifyTokenAsync(next.AccessToken)).ShouldNotBeNull();
        Clock.Advance(TimeSpan.FromDays(30));
        (await OAuth2.RefreshAsync(next.RefreshToken, "app")).ShouldBeNull();
    }

    [Fact]
    public async Task A_refresh_ends_the_tokens_before_it()
    {
        await Node.Users.CreateAsync("bob", "a password", []);
        var first = (await OAuth2.GrantAsync("app", "bob")).ShouldNotBeNull();
        (await OAuth2.RefreshAsync(first.RefreshToken, "other")).ShouldBeNull();
        (await Node.Users.VerifyTokenAsync(first.AccessToken)).ShouldNotBeNull();
        var second = (await OAuth2.RefreshAsync(first.RefreshToken, "app")).ShouldNotBeNull();
        (await Node.Users.VerifyTokenAsync(first.AccessToken)).ShouldBeNull();
        (await OAuth2.RefreshAsync(first.RefreshToken, "app")).ShouldBeNull();
        (await Node.Users.VerifyTokenAsync(second.AccessToken)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_refresh_token_that_is_shown_again_later_ends_all_that_came_of_it()
    {
        await Node.Users.CreateAsync("bob", "a password", []);
        var first = (await OAuth2.GrantAsync("app", "bob")).ShouldNotBeNull();
        var other = (await OAuth2.GrantAsync("app", "bob")).ShouldNotBeNull();
        var second = (await OAuth2.RefreshAsync(first.RefreshToken, "app")).ShouldNotBeNull();
        var third = (await OAuth2.RefreshAsync(second.RefreshToken, "app")).ShouldNotBeNull();
        (await OAuth2.RefreshAsync(second.RefreshToken, "app")).ShouldBeNull();
        (await Node.Users.VerifyTokenAsync(third.AccessToken)).ShouldNotBeNull();
        Clock.Advance(TimeSpan.FromMinutes(1));
        (await OAuth2.RefreshAsync(first.RefreshToken, "app")).ShouldBeNull();
        (await Node.Users.VerifyTokenAsync(third.AccessToken)).ShouldBeNull();
        (await LastEventAsync()).ShouldBe((AccessEvents.TokenRevoked, Principal.System.Name, "bob"));
        (await OAuth2.RefreshAsync(third.RefreshToken, "app")).ShouldBeNull();
        (await Node.Users.VerifyTokenAsync(other.AccessToken)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_grant_ends_with_its_entry_its_application_and_its_user()
    {
        await Node.Users.CreateAsync("bob", "a password", []);
        await Node.Users.CreateAsync("amy", "a password", []);
        var client = await Directories.CreateAsync(StockDirectories.OAuth2Clients, new Dictionary<string, string> { ["clientId"] = "app" });
        var ofEntry = (await OAuth2.GrantAsync("app", "bob")).ShouldNotBeNull();
        var (entries, total) = await Directories.ListAsync(StockDirectories.OAuth2Tokens, 0, 10);
        (total, entries[0].Values["nuxeoLogin"], entries[0].Values["clientId"]).ShouldBe((1, "bob", "app"));
        (await Directories.FindAsync(StockDirectories.OAuth2Tokens, entries[0].Id)).ShouldNotBeNull();
        (await Node.Users.VerifyTokenAsync(ofEntry.AccessToken)).ShouldNotBeNull();
        (await Directories.DeleteAsync(StockDirectories.OAuth2Tokens, entries[0].Id, new Principal("amy", []))).ShouldBeTrue();
        (await LastEventAsync()).ShouldBe((AccessEvents.TokenRevoked, "amy", "bob"));
        (await Directories.DeleteAsync(StockDirectories.OAuth2Tokens, entries[0].Id)).ShouldBeFalse();
        (await Node.Users.VerifyTokenAsync(ofEntry.AccessToken)).ShouldBeNull();

        var ofUser = (await OAuth2.GrantAsync("app", "amy")).ShouldNotBeNull();
        await Node.Users.DeleteAsync("amy");
        (await OAuth2.RefreshAsync(ofUser.RefreshToken, "app")).ShouldBeNull();

        var ofClient = (await OAuth2.GrantAsync("app", "bob")).ShouldNotBeNull();
        (await Node.Users.VerifyTokenAsync(ofClient.AccessToken)).ShouldNotBeNull();
        await Directories.DeleteAsync(StockDirectories.OAuth2Clients, client.Id, new Principal("root", []));
        (await LastEventAsync()).ShouldBe((AccessEvents.TokenRevoked, "root", "bob"));
        (await Node.Users.VerifyTokenAsync(ofClient.AccessToken)).ShouldBeNull();
        (await OAuth2.GrantAsync("app", "nobody")).ShouldBeNull();
    }

    private async Task<(string Event, string By, string? Subject)> LastEventAsync()
    {
        var last = (await Node.Get<IAuditLog>().QueryAsync(new AuditQuery())).First(entry => entry.Category == AccessEvents.Category);
        return (last.EventId, last.PrincipalName, last.Comment);
    }

    [Fact]
    public async Task Secrets_codes_and_tokens_are_stored_as_hashes_only()
    {
        await Directories.CreateAsync(StockDirectories.OAuth2Clients, new Dictionary<string, string> { ["clientId"] = "app", ["clientSecret"] = "of the app" });
        var code = await CodeAsync();
        var tokens = (await OAuth2.GrantAsync("app", "bob")).ShouldNotBeNull();
        var stored = (string)(await Database.SqlAsync(
            """
            SELECT (SELECT MAX(properties) FROM directory_entries WHERE directory = 'oauth2Clients') || ' ' || (SELECT MAX(code_hash) FROM oauth2_codes)
                || ' ' || (SELECT MAX(refresh_hash) FROM oauth2_grants) || ' ' || (SELECT MAX(secret_hash) FROM tokens)
            """))!;
        foreach (var secret in (string[])["of the app", code, tokens.AccessToken, tokens.RefreshToken])
            stored.ShouldNotContain(secret.Replace("avt_", "", StringComparison.Ordinal));
        tokens.ToString().ShouldNotContain(tokens.AccessToken);
    }

    [Fact]
    public async Task An_application_is_known_by_one_enabled_entry_and_by_its_secret()
    {
        var entry = await Directories.CreateAsync(StockDirectories.OAuth2Clients,
            new Dictionary<string, string> { ["clientId"] = "a\"p%p", ["clientSecret"] = "of the app", ["redirectURIs"] = "https://a.example/1, https://a.example/2" });
        var client = (await OAuth2.FindClientAsync("a\"p%p")).ShouldNotBeNull();
        client.RedirectUris.ShouldBe(["https://a.example/1", "https://a.example/2"]);
        client.HasSecret.ShouldBeTrue();
        (await OAuth2.FindClientAsync("a\"p")).ShouldBeNull();
        (await OAuth2.VerifySecretAsync("a\"p%p", "of the app")).ShouldBeTrue();
        (await OAuth2.VerifySecretAsync("a\"p%p", "of another")).ShouldBeFalse();
        (await OAuth2.VerifySecretAsync("nobody", "of the app")).ShouldBeFalse();

        await Directories.UpdateAsync(StockDirectories.OAuth2Clients, entry.Id, new Dictionary<string, string?> { ["name"] = "App", ["clientSecret"] = null });
        (await OAuth2.FindClientAsync("a\"p%p")).ShouldNotBeNull().HasSecret.ShouldBeTrue();
        await Directories.UpdateAsync(StockDirectories.OAuth2Clients, entry.Id, new Dictionary<string, string?> { ["clientSecret"] = "a new one" });
        (await OAuth2.VerifySecretAsync("a\"p%p", "of the app")).ShouldBeFalse();
        (await OAuth2.VerifySecretAsync("a\"p%p", "a new one")).ShouldBeTrue();

        await Directories.UpdateAsync(StockDirectories.OAuth2Clients, entry.Id, new Dictionary<string, string?> { ["enabled"] = "false" });
        (await OAuth2.FindClientAsync("a\"p%p")).ShouldBeNull();
        await Directories.UpdateAsync(StockDirectories.OAuth2Clients, entry.Id, new Dictionary<string, string?> { ["enabled"] = "true" });
        (await Should.ThrowAsync<DocumentException>(() => Directories.CreateAsync(StockDirectories.OAuth2Clients, new Dictionary<string, string> { ["clientId"] = "a\"p%p" })))
            .ShouldSatisfyAllConditions(exception => exception.Error.ShouldBe(DocumentError.Conflict), exception => exception.Message.ShouldContain($"The entry {entry.Id} of"));
        var other = await Directories.CreateAsync(StockDirectories.OAuth2Clients, new Dictionary<string, string> { ["clientId"] = "other" });
        (await Should.ThrowAsync<DocumentException>(() => Directories.UpdateAsync(StockDirectories.OAuth2Clients, other.Id, new Dictionary<string, string?> { ["clientId"] = "a\"p%p" })))
            .Error.ShouldBe(DocumentError.Conflict);
        (await Should.ThrowAsync<DocumentException>(() => Directories.CreateAsync(StockDirectories.OAuth2Clients, new Dictionary<string, string> { ["name"] = "App" })))
            .Error.ShouldBe(DocumentError.Invalid);
        (await OAuth2.FindClientAsync("a\"p%p")).ShouldNotBeNull();
        (await Should.ThrowAsync<DocumentException>(() => Directories.CreateAsync(StockDirectories.OAuth2Tokens, new Dictionary<string, string>()))).Error.ShouldBe(DocumentError.Invalid);
    }

    private async Task<string> CodeAsync(Func<Consent, Consent>? change = null)
    {
        await Node.Users.CreateAsync("bob", "a password", []);
        var consent = new Consent("app", "bob");
        return await OAuth2.CreateCodeAsync(change?.Invoke(consent) ?? consent);
    }
}
