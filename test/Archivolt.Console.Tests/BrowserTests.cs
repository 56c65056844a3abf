using System.Text;
using System.Text.RegularExpressions;
using Archivolt.AspNetCore.Tests;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Collection;
using Archivolt.Documents.Editing;
using Archivolt.Integrity;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Playwright;
using Group = Archivolt.Documents.Access.Group;

namespace Archivolt.WebConsole.Tests;

/// <summary>The pages in a browser: hostile content, accessibility, width.</summary>
public sealed partial class BrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string LongTitle = string.Concat(Enumerable.Repeat("A name without end ", 12)) + new string('x', 120);

    private static readonly string[] ColoursAndSizes = ["color-contrast", "target-size", "link-name", "button-name"];

    private RunningServer Server => chromium.Server;

    [Fact]
    public async Task Hostile_content_does_not_act_as_who_looks_at_it()
    {
        (string Name, string Type, string Content)[] all =
        [
            ("page.html", "text/html", "<script>parent.document.title='taken';alert(1)</script><img src=x onerror=alert(1)>"),
            ("picture.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"),
            ("page.xml", "text/xml", "<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>"),
            ("picture.png", "image/png", "<script>alert(1)</script>"),
            ("notes.md", "text/markdown", "<script>alert(1)</script>[x](javascript:alert(1))"),
        ];
        await using var window = await chromium.OpenAsync();
        var folder = await FolderAsync();
        await window.SignInAsync(PageOf(folder));
        foreach (var (name, type, content) in all)
        {
            var document = await DocumentAsync(folder, "<script>alert(1)</script>", name, type, content);
            await window.Page.GotoAsync(PageOf(document.Path[1..]));
            (await window.Page.TitleAsync()).ShouldBe("<script>alert(1)</script> · Archivolt", name);
        }
        // What the policy of the content itself keeps from acting is as it should be.
        window.Offences.Where(offence => !offence.Contains("Content Security Policy", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_page_is_accessible_and_fits_the_window()
    {
        await using var window = await chromium.OpenAsync();
        var folder = await FolderAsync();
        var document = await DocumentAsync(folder, LongTitle, LongTitle[..200], "application/octet-stream", "x");
        await window.Page.GotoAsync("/");
        await CheckAsync(window.Page, "sign in");
        await window.SignInAsync();
        var editor = Server.Get<DocumentEditor>();
        var administrator = new Principal(RunningServer.Admin, [Principal.Administrators]);
        var trashed = await editor.TrashAsync(administrator, await DocumentAsync(folder, LongTitle, "a", "application/octet-stream", "x"), trashed: true);
        await editor.LockAsync(administrator, trashed);
        var version = await Server.Get<DocumentVersions>().CheckInAsync(administrator, document, isMajor: true);
        await Server.Get<IDocumentAccess>().SetEntriesAsync((await Server.Get<IDocumentStore>().FindAsync("default", document.Id))!, [new(new string('x', 255), Permission.Write, Granted: false) { Begin = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero), End = new DateTimeOffset(2999, 2, 1, 0, 0, 0, TimeSpan.Zero) }, new("members", Permission.WriteColdStorage)]);
        await Server.Get<ICondemnedBlobs>().CondemnAsync("default", [new(new string('c', 64), 123_456, DateTimeOffset.UtcNow)], CollectionReason.Unreferenced, TimeSpan.FromDays(7));
        await Server.Get<Quarantine>().Ledger.PutAsync(new QuarantinedBlob { Provider = "default", Key = new string('d', 64), Found = DateTimeOffset.UtcNow, Length = 12_345, Damage = BlobDamage.WrongDigest, Detail = "Its content has another digest than its name." });
        string[] pages = [PageOf(folder), PageOf(document.Path[1..]), PageOf(await FolderAsync()), PageOf((await Server.CreateAsync("File", parent: folder)).Text("path")![1..]), PageOf(trashed.Path[1..]), "/console/trash", $"/console/trash?in={trashed.ParentId}", $"/console/edits/{document.Id}", $"/console/files/{document.Id}/removal", PageOf(version.Path[1..]), $"/console/versions/{version.Id}/restoration", $"/console/deletions/{document.Id}", $"/console/permissions/{document.Id}", $"/console/permissions/{trashed.ParentId}", "/console/operations", "/console/operations/jobs", "/console/operations/condemned", "/console/operations/quarantine", "/console/operations/audit", "/console/operations/audit?from=x", "/console/search?q=name", "/console/documents/nothing"];
        foreach (var url in pages)
        {
            await window.Page.GotoAsync(url);
            await CheckAsync(window.Page, url);
        }
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_record_is_kept_on_pages_that_are_accessible_and_fit_the_window()
    {
        await using var window = await chromium.OpenAsync();
        var (page, document) = (window.Page, await DocumentAsync(await FolderAsync(), LongTitle, "a", "application/octet-stream", "record"));
        await window.SignInAsync(PageOf(document.Path[1..]));
        await page.ClickAsync("text=Make it a record");
        await CheckAsync(page, "record question");
        await page.CheckAsync("[name=flexible]");
        await page.ClickAsync("button.danger");
        await page.FillAsync("#until", "2999-01-31");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".notice").WaitForAsync();
        await CheckAsync(page, "record flexible");
        await page.FillAsync("#reason", LongTitle);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".notice", new PageLocatorOptions { HasText = "under a legal hold" }).WaitForAsync();
        await CheckAsync(page, "record held");
        await page.FillAsync("#until", "2999-02-28");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".question").WaitForAsync();
        await CheckAsync(page, "retention question");

        var cold = await DocumentAsync(await FolderAsync(), "Film", "film.bin", "application/octet-stream", "film");
        await page.GotoAsync(PageOf(cold.Path[1..]));
        await page.ClickAsync("text=Send to cold storage");
        await page.Locator(".problem", new PageLocatorOptions { HasText = "Cold storage needs a picture" }).WaitForAsync();
        await CheckAsync(page, "cold refused");
        // Of no type that is shown in a frame: axe waits for ever for one without scripts.
        using (var client = Server.Client())
        using (var picture = new ByteArrayContent("a picture"u8.ToArray()))
            (await client.PutAsync($"api/v1/id/{cold.Id}/@blob/thumb:thumbnail?filename=a.bin", picture)).EnsureSuccessStatusCode();
        await page.GotoAsync(PageOf(cold.Path[1..]));
        await page.ClickAsync("text=Send to cold storage");
        await page.Locator(".notice").WaitForAsync();
        await CheckAsync(page, "cold");
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_pages_about_people_are_accessible_and_fit_the_window()
    {
        await using var window = await chromium.OpenAsync();
        var (users, group) = (Server.Get<IUserStore>(), $"Group {new string('x', 110)}");
        var user = $"User {new string('y', 110)}";
        await Server.Get<IGroupStore>().CreateAsync(new Group(group, LongTitle[..250]) { Groups = ["members"] });
        await Server.Get<IGroupStore>().CreateAsync(new Group("Group outer", "Outer") { Groups = [group] });
        await users.CreateAsync(user, "x", [group, "members"], new Dictionary<string, string> { ["firstName"] = LongTitle, ["email"] = $"{new string('m', 200)}@example.org" });
        await users.CreateTokenAsync(user, new string('t', 250));
        await users.CreateTokenAsync(user, AccessToken.SessionLabel);
        for (var number = 0; number < 55; number++)
            await users.CreateAsync($"member-{number}", "x", [group]);
        await window.SignInAsync();
        var (ofUser, ofGroup) = ($"?name={Uri.EscapeDataString(user)}", $"?name={Uri.EscapeDataString(group)}");
        foreach (var url in (string[])["/console/people", "/console/people?page=1", "/console/people?q=nobody-at-all", "/console/people/new-user", $"/console/people/user{ofUser}", $"/console/people/user/deletion{ofUser}", "/console/people/groups", "/console/people/new-group", $"/console/people/group{ofGroup}", $"/console/people/group{ofGroup}&page=1", $"/console/people/group/deletion{ofGroup}"])
        {
            await window.Page.GotoAsync(url);
            await CheckAsync(window.Page, url);
        }
        await window.Page.GotoAsync($"/console/people/group{ofGroup}");
        await window.Page.FillAsync("#user-name", "nobody");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.Locator(".problem").WaitForAsync();
        await CheckAsync(window.Page, "people group refused");
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_account_is_managed_on_pages_that_are_accessible_and_fit_the_window()
    {
        await using var window = await chromium.OpenAsync();
        var (page, label) = (window.Page, $"Token {new string('x', 200)}");
        await window.SignInAsync();
        await page.ClickAsync(".account .who");
        await page.FillAsync("#label", label);
        await page.FillAsync("#token-password", "wrong");
        await page.ClickAsync("text=Make token");
        await page.Locator(".problem").WaitForAsync();
        await CheckAsync(page, "refused");
        await page.FillAsync("#token-password", RunningServer.AdminPassword);
        await page.ClickAsync("text=Make token");
        var secret = await page.Locator("#secret").TextContentAsync();
        await CheckAsync(page, "new token");
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.ClickAsync("[data-copies]");
        await page.Locator("[data-copies]", new PageLocatorOptions { HasText = "Copied" }).WaitForAsync();
        (await page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldBe(secret);
        await page.ClickAsync("text=I have copied it");
        await CheckAsync(page, "account");
        await page.ClickAsync($"[aria-label='Revoke {label}']");
        await CheckAsync(page, "revocation");
        await page.ClickAsync("button.danger");
        await page.Locator(".notice").WaitForAsync();
        await CheckAsync(page, "revoked");
        await page.ClickAsync("text=Sign out everywhere");
        await page.Locator(".sign-in").WaitForAsync();
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_edit_in_between_is_shown_on_an_accessible_page_and_saved_by_keyboard()
    {
        await using var window = await chromium.OpenAsync();
        var (page, document) = (window.Page, await DocumentAsync(await FolderAsync(), "Plan", "a", "application/octet-stream", "x"));
        await window.SignInAsync($"/console/edits/{document.Id}");
        using (var client = Server.Client())
            (await client.PutDocumentAsync(document.Id, new Dictionary<string, object> { ["dc:title"] = LongTitle })).EnsureSuccessStatusCode();
        await page.FillAsync("[name='dc:title']", "Plan of mine");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".meanwhile").WaitForAsync();
        await CheckAsync(page, "edit in between");
        await page.FocusAsync("[name='dc:title']");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".notice").WaitForAsync();
        (await page.TitleAsync()).ShouldBe("Plan of mine · Archivolt");
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_keyboard_is_enough()
    {
        await using var window = await chromium.OpenAsync();
        var folder = await FolderAsync();
        var keyboard = window.Page.Keyboard;
        await window.Page.GotoAsync(PageOf(folder));
        // The browser gives the focus after the page was loaded.
        await window.Page.Locator("#name:focus").WaitForAsync();
        await keyboard.TypeAsync(RunningServer.Admin);
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync(RunningServer.AdminPassword);
        await keyboard.PressAsync("Enter");
        await window.Page.WaitForSelectorAsync(".account");
        await window.Page.FocusAsync(".menu summary");
        await keyboard.PressAsync("Enter");
        // The menu goes on in its field.
        await window.Page.Locator("#folder-name:focus").WaitForAsync();
        (await window.Page.Locator("#folder-name").BoundingBoxAsync())!.X.ShouldBeGreaterThan(0);
        await keyboard.TypeAsync("Letters");
        await keyboard.PressAsync("Enter");
        await window.Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Letters" }).WaitForAsync();
        (await ChildrenAsync(folder)).ShouldHaveSingleItem().Type.ShouldBe("Folder");

        await window.Page.FocusAsync("[data-chooses]");
        await keyboard.PressAsync("Enter");
        (await window.Page.IsCheckedAsync("[aria-label='Choose Letters']")).ShouldBeTrue();
        await window.Page.FocusAsync("[formaction*='/trash']");
        await keyboard.PressAsync("Enter");
        await window.Page.Locator(".notice", new PageLocatorOptions { HasText = "is in the trash" }).WaitForAsync();
        (await ChildrenAsync(folder)).ShouldHaveSingleItem().IsTrashed.ShouldBeTrue();
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_accessible_is_found()
    {
        await using var window = await chromium.OpenAsync();
        await window.Page.SetContentAsync("""<html lang="en"><title>A page</title><main><h1>A page</h1><img src="data:,"><p style="color: #ddd">pale</p></main></html>""");
        (await window.Page.ViolationsAsync()).Select(violation => violation.Split(':')[0]).ShouldBe(["color-contrast", "image-alt"], ignoreOrder: true);
        (await window.Page.ViolationsAsync("color-contrast")).ShouldHaveSingleItem().ShouldContain("pale");
    }

    private static async Task CheckAsync(IPage page, string name)
    {
        (await page.ViolationsAsync()).ShouldBeEmpty(name);
        await ScreenshotAsync(page, name, "light");
        await FitsAsync(page, name);
        // The other theme has the same structure; with motion, colours would be between the two.
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce });
        (await page.ViolationsAsync(ColoursAndSizes)).ShouldBeEmpty($"{name} in dark");
        await ScreenshotAsync(page, name, "dark");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.NoPreference });
        await page.SetViewportSizeAsync(Chromium.Width, Chromium.Height);
    }

    private static async Task FitsAsync(IPage page, string name)
    {
        foreach (var width in (int[])[2560, 768, 320])
        {
            await page.SetViewportSizeAsync(width, Chromium.Height);
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, $"{name} at {width}");
            (await page.EvaluateAsync<string[]>(Crowded)).ShouldBeEmpty($"{name} at {width}");
        }
    }

    private static async Task ScreenshotAsync(IPage page, string name, string theme)
    {
        if (Environment.GetEnvironmentVariable("ARCHIVOLT_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{Unsafe().Replace(name, "-").Trim('-')}-{theme}.png".ToLowerInvariant()), FullPage = true });
    }

    // Cells whose content runs into the next one.
    private const string Crowded =
        """
        [...document.querySelectorAll("td, th")].filter(cell => cell.clientWidth > 0 && getComputedStyle(cell).overflowX === "visible" && cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.outerHTML)
        """;

    // What is left of an address in a file name.
    [GeneratedRegex("([^A-Za-z0-9]|default-domain|workspaces|[0-9a-f-]{32,}|x{9,})+")]
    private static partial Regex Unsafe();

    private static string PageOf(string folder) => $"/console/documents/{folder}";

    private static BlobInfo Content(Document document) => (BlobInfo)document.Properties.Get("file:content")!;

    private async Task<string> FolderAsync() => (await Server.CreateAsync("Folder")).Text("path")!.TrimStart('/');

    private async Task<Document> DocumentAsync(string folder, string title, string fileName, string type, string content)
    {
        var created = await Server.CreateAsync("File", new Dictionary<string, object> { ["dc:title"] = title }, folder);
        using var client = Server.Client();
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(content));
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        (await client.PutAsync($"api/v1/id/{created.Uid()}/@blob/file:content?filename={Uri.EscapeDataString(fileName)}", body)).EnsureSuccessStatusCode();
        return (await Server.Get<IDocumentStore>().FindAsync("default", created.Uid()))!;
    }

    private async Task<IReadOnlyList<Document>> ChildrenAsync(string path)
    {
        var documents = Server.Get<IDocumentStore>();
        var parent = (await documents.FindByPathAsync("default", $"/{path}"))!;
        return (await documents.ListChildrenAsync("default", parent.Id, 0, 100)).Page;
    }
}
