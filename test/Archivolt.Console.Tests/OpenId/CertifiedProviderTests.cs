using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Microsoft.Playwright;

namespace Archivolt.WebConsole.Tests.OpenId;

/// <summary>People sign in at a certified provider with a browser, and programs come with its tokens.</summary>
public sealed class CertifiedProviderTests(ProviderServer fixture, Chromium chromium) : IClassFixture<ProviderServer>, IClassFixture<Chromium>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task The_button_leads_to_the_provider_and_back_to_the_page_that_was_asked_for()
    {
        await fixture.Provider.SetGroupsAsync("alice", "engineers", "visitors");
        await using var window = await chromium.OpenAsync();
        var page = window.Page;
        await page.GotoAsync($"{Server.Address}console/documents/default-domain?page=1");
        (await page.TextContentAsync("a.provider")).ShouldBe("Sign in with Example <ID>");
        (await page.ViolationsAsync()).ShouldBeEmpty();
        if (Environment.GetEnvironmentVariable("ARCHIVOLT_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "sign-in-with-provider.png") });
        await ProviderServer.SignInAtProviderAsync(page, "alice");
        await page.WaitForSelectorAsync(".account");
        new Uri(page.Url).PathAndQuery.ShouldBe("/console/documents/default-domain?page=1");
        (await page.GetAttributeAsync("a.who", "aria-label")).ShouldBe("Account: alice");
        window.Offences.ShouldNotContain(offence => offence.Contains("Content Security Policy", StringComparison.Ordinal));

        var user = (await Server.Get<IUserStore>().FindAsync("alice")).ShouldNotBeNull();
        user.Groups.ShouldBe(["members"]);
        user.Details["email"].ShouldBe("alice@example.org");
        (await AuditAsync("alice")).ShouldBe([(AccessEvents.SignedIn, "alice"), (AccessEvents.UserCreated, Principal.System.Name)]);
        // A name without a password.
        (await Server.Get<IUserStore>().VerifyPasswordAsync("alice", "")).ShouldBeNull();

        await page.ClickAsync("header button[type=submit]");
        // The provider asks whether to end its own session too.
        await page.ClickAsync("button[type=submit]");
        await page.WaitForSelectorAsync("a.provider");
        new Uri(page.Url).GetLeftPart(UriPartial.Authority).ShouldBe(Server.Address.GetLeftPart(UriPartial.Authority));
        (await AuditAsync("alice"))[0].ShouldBe((AccessEvents.SignedOut, "alice"));
    }

    [Fact]
    public async Task Groups_follow_the_provider_at_each_sign_in_and_the_user_stays_the_same()
    {
        foreach (var (there, here) in ((string[], string[])[])[(["engineers", "operators"], ["administrators", "members"]), (["engineers", "administrators"], ["members"]), ([], [])])
        {
            await fixture.Provider.SetGroupsAsync("bob", there);
            await using var window = await chromium.OpenAsync();
            await window.Page.GotoAsync($"{Server.Address}console/sign-in");
            await ProviderServer.SignInAtProviderAsync(window.Page, "bob");
            await window.Page.WaitForSelectorAsync(".account, [role=alert]");
            (await window.Page.InnerTextAsync("main")).ShouldNotContain("Sign in");
            (await Server.Get<IUserStore>().FindAsync("bob")).ShouldNotBeNull().Groups.ShouldBe(here, ignoreOrder: true);
        }
        (await Server.Get<IExternalIdentityStore>().ListAsync("bob")).Select(known => known.Identity).ShouldBe([new ExternalIdentity(fixture.Provider.Issuer, "bob")]);
    }

    [Fact]
    public async Task Somebody_named_Administrator_at_the_provider_is_not_the_one_here()
    {
        await fixture.Provider.SetGroupsAsync(RunningServer.Admin, "operators");
        await using var window = await chromium.OpenAsync();
        await window.Page.GotoAsync($"{Server.Address}console/sign-in");
        await ProviderServer.SignInAtProviderAsync(window.Page, RunningServer.Admin);
        (await window.Page.TextContentAsync("[role=alert]")).ShouldNotBeNull().ShouldContain("another user");
        (await window.Page.Context.CookiesAsync([Server.Address.AbsoluteUri])).ShouldNotContain(cookie => cookie.Name == "archivolt-session");
    }

    [Fact]
    public async Task A_person_who_does_not_agree_is_told_so()
    {
        await using var window = await chromium.OpenAsync();
        var page = window.Page;
        await page.GotoAsync($"{Server.Address}console/sign-in");
        await page.ClickAsync("a.provider");
        await page.ClickAsync("text=[ Cancel ]");
        (await page.TextContentAsync("[role=alert]")).ShouldNotBeNull().ShouldContain("Nobody was signed in");
    }

    [Fact]
    public async Task A_program_acts_with_an_access_token_of_the_provider()
    {
        await fixture.Provider.SetGroupsAsync("script", "engineers");
        using var provider = new HttpClient { BaseAddress = new Uri(fixture.Provider.Issuer) };
        provider.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("script:of%20the%20script"u8));
        using var answer = await provider.PostAsync("token", new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["scope"] = "api" }));
        var token = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("access_token").GetString()!;

        using var client = Server.Client(user: null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var me = await (await client.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        me.Text("id").ShouldBe("script");
        (await Server.Get<IUserStore>().FindAsync("script")).ShouldNotBeNull().Groups.ShouldBe(["members"]);
        // An ID token or a session is another matter: this one gives no further rights.
        (await client.GetAsync("authentication/token?applicationName=a&deviceId=b&permission=rw")).ShouldBe(HttpStatusCode.Forbidden);

        (await Server.Get<IUserStore>().DeleteAsync("script")).ShouldBeTrue();
        (await client.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.Forbidden);
        (await Server.Get<IUserStore>().FindAsync("script")).ShouldBeNull();
    }

    private async Task<IReadOnlyList<(string Event, string By)>> AuditAsync(string name) =>
        [.. (await Server.Get<IAuditLog>().QueryAsync(new AuditQuery())).Where(entry => entry.Category == AccessEvents.Category && entry.Comment == name).Select(entry => (entry.EventId, entry.PrincipalName))];
}
