using System.Text;
using System.Text.Json;
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
using Archivolt.Testing;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Group = Archivolt.Documents.Access.Group;

namespace Archivolt.WebConsole.Tests;

/// <summary>The pages in a browser: uploads, hostile content, accessibility, width.</summary>
public sealed partial class BrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string LongTitle = string.Concat(Enumerable.Repeat("A name without end ", 12)) + new string('x', 120);

    private static readonly AxeRunOptions ColoursAndSizes = new() { RunOnly = RunOnlyOptions.Rules("color-contrast", "target-size", "link-name", "button-name") };

    private RunningServer Server => chromium.Server;

    [Fact]
    public async Task Files_that_are_chosen_are_stored_one_by_one()
    {
        await using var window = await chromium.OpenAsync();
        var folder = await FolderAsync();
        await window.SignInAsync(PageOf(folder));
        await window.Page.SetInputFilesAsync("#upload-files",
        [
            new FilePayload { Name = "<img src=x onerror=alert(1)>.txt", MimeType = "text/plain", Buffer = "hello"u8.ToArray() },
            new FilePayload { Name = "تقرير.bin", MimeType = "", Buffer = new byte[300_000] },
            new FilePayload { Name = "empty.dat", MimeType = "", Buffer = [] },
        ]);
        await window.Page.Locator("#listing tbody tr").Nth(2).WaitForAsync();
        (await window.Page.Locator(".progress-panel .count").TextContentAsync()).ShouldBe("3 of 3 files stored");
        var stored = await ChildrenAsync(folder);
        stored.Select(document => (document.Title, Content(document).Length, Content(document).FileName)).ShouldBe(
            [("<img src=x onerror=alert(1)>.txt", 5, "<img src=x onerror=alert(1)>.txt"), ("تقرير.bin", 300_000, "تقرير.bin"), ("empty.dat", 0, "empty.dat")], ignoreOrder: true);
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_is_dropped_goes_up_with_what_is_in_it()
    {
        await using var window = await chromium.OpenAsync();
        var folder = await FolderAsync();
        using var disk = new TestDirectory();
        var trip = disk["trip"];
        Directory.CreateDirectory(Path.Combine(trip, "day 1"));
        await File.WriteAllTextAsync(Path.Combine(trip, "plan.txt"), "plan");
        await File.WriteAllTextAsync(Path.Combine(trip, "day 1", "a.txt"), "a");
        await File.WriteAllTextAsync(Path.Combine(trip, "day 1", "b.txt"), "b");
        await window.SignInAsync(PageOf(folder));

        // Once more: the folders that are there take the files, and what has the same name stays beside it.
        foreach (var expected in (int[])[3, 6])
        {
            await DropAsync(window.Page, trip);
            await window.Page.Locator(".progress-panel .count", new PageLocatorOptions { HasText = $"{expected} of {expected} files stored" }).WaitForAsync();
        }
        await window.Page.ReloadAsync();
        await DropAsync(window.Page, trip);
        await window.Page.Locator(".progress-panel .count", new PageLocatorOptions { HasText = "3 of 3 files stored" }).WaitForAsync();
        (await ChildrenAsync(folder)).Select(document => document.Name).ShouldBe(["trip"]);
        var inside = await ChildrenAsync($"{folder}/trip");
        inside.Select(document => (document.Type, document.Name, document.Title)).ShouldBe(
            [("Folder", "day 1", "day 1"), ("File", "plan.txt", "plan.txt"), ("File", "plan (2).txt", "plan (2).txt"), ("File", "plan (3).txt", "plan (3).txt")], ignoreOrder: true);
        inside.Where(document => document.Type == "File").ShouldAllBe(document => Content(document).FileName == "plan.txt");
        (await ChildrenAsync($"{folder}/trip/day 1")).Select(document => document.Name).ShouldBe(["a.txt", "a (2).txt", "a (3).txt", "b.txt", "b (2).txt", "b (3).txt"], ignoreOrder: true);
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_drop_an_empty_folder_is_made_and_one_that_cannot_be_read_is_named()
    {
        await using var window = await chromium.OpenAsync();
        var folder = await FolderAsync();
        using var disk = new TestDirectory();
        foreach (var name in (string[])["empty", "locked", "open"])
            Directory.CreateDirectory(disk[$"trip/{name}"]);
        foreach (var name in (string[])["locked", "open"])
            await File.WriteAllTextAsync(disk[$"trip/{name}/plan.txt"], "plan");
        await window.SignInAsync(PageOf(folder));
        // The disk refuses nothing to an administrator, who may run the tests.
        await window.Page.EvaluateAsync(
            """
            () => {
              const entryOf = DataTransferItem.prototype.webkitGetAsEntry;
              DataTransferItem.prototype.webkitGetAsEntry = function () {
                const entry = entryOf.call(this);
                const folders = Object.getPrototypeOf(entry);
                const { createReader } = folders;
                folders.createReader = function () {
                  return this.name === "locked" ? { readEntries: (_, refuse) => refuse(new DOMException("", "NotReadableError")) } : createReader.call(this);
                };
                return entry;
              };
            }
            """);
        await DropAsync(window.Page, disk["trip"]);
        await window.Page.Locator(".announce", new PageLocatorOptions { HasText = "1 item was not uploaded." }).WaitForAsync();
        (await window.Page.Locator(".progress-panel .count").TextContentAsync()).ShouldBe("2 of 3 items stored, 1 failed");
        var failed = window.Page.Locator("li[data-state=failed]");
        (await failed.Locator("bdi").TextContentAsync()).ShouldBe("trip/locked");
        (await failed.Locator(".state").TextContentAsync()).ShouldBe("This folder cannot be read.");
        (await failed.Locator("button").IsHiddenAsync()).ShouldBeTrue("there is nothing to try again");
        (await ChildrenAsync($"{folder}/trip")).Select(document => (document.Type, document.Name)).ShouldBe([("Folder", "empty"), ("Folder", "open")], ignoreOrder: true);
        (await ChildrenAsync($"{folder}/trip/open")).ShouldHaveSingleItem().Name.ShouldBe("plan.txt");
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_empty_folder_is_said_to_be_one_while_nothing_goes_up_into_it()
    {
        await using var window = await chromium.OpenAsync();
        var (page, folder) = (window.Page, await FolderAsync());
        await window.SignInAsync(PageOf(folder));
        var empty = page.Locator("#listing .empty");
        (await empty.TextContentAsync())!.ShouldContain("choose “Upload files” or “Upload a folder”");
        await CheckAsync(page, "folder empty");
        await page.RouteAsync("**/tus/*/0", route => route.Request.Method == "PATCH" ? Task.CompletedTask : route.ContinueAsync());
        await page.SetInputFilesAsync("#upload-files", ((string[])["1.bin", "2.bin"]).Select(name => new FilePayload { Name = name, MimeType = "", Buffer = new byte[100] }));
        await page.Locator("li[data-state=sending]").Nth(1).WaitForAsync();
        (await empty.IsVisibleAsync()).ShouldBeFalse();
        await CheckAsync(page, "folder upload");

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel all" }).ClickAsync();
        await page.Locator(".announce", new PageLocatorOptions { HasText = "Nothing was uploaded." }).WaitForAsync();
        (await page.Locator(".progress-panel .count").TextContentAsync()).ShouldBe("Cancelled");
        await page.UnrouteAllAsync();
        await page.SetInputFilesAsync("#upload-files", new FilePayload { Name = "3.bin", MimeType = "", Buffer = new byte[100] });
        await page.Locator(".announce", new PageLocatorOptions { HasText = "1 file stored, 2 cancelled." }).WaitForAsync();
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_name_with_a_backslash_stays_one_name()
    {
        await using var window = await chromium.OpenAsync();
        var folder = await FolderAsync();
        await window.SignInAsync(PageOf(folder));
        for (var time = 1; time <= 2; time++)
        {
            await window.Page.SetInputFilesAsync("#upload-files", new FilePayload { Name = @"in\out.txt", MimeType = "text/plain", Buffer = "hello"u8.ToArray() });
            await window.Page.Locator("li[data-state=stored]").Nth(time - 1).WaitForAsync();
        }
        (await ChildrenAsync(folder)).Select(document => (document.Name, document.Title, Content(document).FileName)).ShouldBe(
            [("in-out.txt", "in-out.txt", "in-out.txt"), ("in-out (2).txt", "in-out (2).txt", "in-out.txt")], ignoreOrder: true);
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_is_chosen_goes_up_with_what_is_in_it()
    {
        await using var window = await chromium.OpenAsync();
        var folder = await FolderAsync();
        using var disk = new TestDirectory();
        Directory.CreateDirectory(disk["trip/day 1"]);
        await File.WriteAllTextAsync(disk["trip/plan.txt"], "plan");
        await File.WriteAllTextAsync(disk["trip/day 1/a.txt"], "a");
        await window.SignInAsync(PageOf(folder));
        await window.Page.Locator("label[for=upload-folder]").WaitForAsync();
        await window.Page.SetInputFilesAsync("#upload-folder", disk["trip"]);
        await window.Page.Locator(".progress-panel .count", new PageLocatorOptions { HasText = "2 of 2 files stored" }).WaitForAsync();
        (await ChildrenAsync($"{folder}/trip")).Select(document => document.Name).ShouldBe(["day 1", "plan.txt"], ignoreOrder: true);
        (await ChildrenAsync($"{folder}/trip/day 1")).ShouldHaveSingleItem().Name.ShouldBe("a.txt");
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_upload_goes_on_after_the_connection_was_lost()
    {
        await using var window = await chromium.OpenAsync();
        var folder = await FolderAsync();
        await window.SignInAsync(PageOf(folder));
        var lost = 2;
        await window.Page.RouteAsync("**/tus/*/0", route => route.Request.Method == "PATCH" && Interlocked.Decrement(ref lost) >= 0 ? route.AbortAsync() : route.ContinueAsync());
        await window.Page.SetInputFilesAsync("#upload-files", new FilePayload { Name = "big.bin", MimeType = "", Buffer = new byte[1_000_000] });
        for (var time = 0; time < 2; time++)
        {
            await window.Page.Locator("li[data-state=interrupted]").WaitForAsync();
            // Rather than to wait for the pause to end.
            await window.Page.EvaluateAsync("dispatchEvent(new Event('online'))");
        }
        await window.Page.Locator("li[data-state=stored]").WaitForAsync();
        Content((await ChildrenAsync(folder)).ShouldHaveSingleItem()).Length.ShouldBe(1_000_000);
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Uploads_are_paused_and_go_on_where_they_were()
    {
        await using var window = await chromium.OpenAsync();
        var folder = await FolderAsync();
        await window.SignInAsync(PageOf(folder));
        var begun = 0;
        await window.Page.RouteAsync("**/tus", route =>
        {
            Interlocked.Increment(ref begun);
            return route.ContinueAsync();
        });
        // The rest of the files does not get away until they are paused.
        using var held = new SemaphoreSlim(0);
        await window.Page.RouteAsync("**/tus/*/0", route =>
        {
            if (route.Request.Method != "PATCH")
                return route.ContinueAsync();
            held.Release();
            return Task.CompletedTask;
        });
        var files = Enumerable.Range(1, 4).Select(number => new FilePayload { Name = $"{number}.bin", MimeType = "", Buffer = new byte[100_000] });
        await window.Page.SetInputFilesAsync("#upload-files", files);
        await window.Page.Locator("li[data-state=waiting]").WaitForAsync();
        for (var sending = 0; sending < 3; sending++)
            await held.WaitAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await window.Page.Locator("li[data-state=paused]").Nth(2).WaitForAsync();
        (await window.Page.Locator("li[data-state=waiting]").CountAsync()).ShouldBe(1);
        (await ChildrenAsync(folder)).ShouldBeEmpty();

        await window.Page.UnrouteAsync("**/tus/*/0");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await window.Page.Locator("li[data-state=stored]").Nth(3).WaitForAsync();
        (await ChildrenAsync(folder)).Select(document => Content(document).Length).ShouldBe([100_000, 100_000, 100_000, 100_000]);
        begun.ShouldBe(4);
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_upload_that_is_refused_says_why_and_can_be_tried_again()
    {
        await using var window = await chromium.OpenAsync();
        var folder = await FolderAsync();
        await window.SignInAsync(PageOf(folder));
        await window.Page.SetInputFilesAsync("#upload-files", new FilePayload { Name = "b.txt", MimeType = "text/plain", Buffer = "hello"u8.ToArray() });
        await window.Page.Locator("li[data-state=stored]").WaitForAsync();
        const string sentence = "The storage is full.";
        await window.Page.RouteAsync("**/api/v1/id/*", route => route.FulfillAsync(new RouteFulfillOptions { Status = 413, Body = JsonSerializer.Serialize(new { status = 413, message = sentence }) }));
        await window.Page.SetInputFilesAsync("#upload-files", new FilePayload { Name = "a.txt", MimeType = "text/plain", Buffer = "hello"u8.ToArray() });
        (await window.Page.Locator("li[data-state=failed] .state").TextContentAsync()).ShouldBe(sentence);
        await window.Page.Locator(".announce", new PageLocatorOptions { HasText = "1 file was not uploaded." }).WaitForAsync();
        // What failed is in sight, above what is stored.
        (await window.Page.Locator(".progress-panel li").First.GetAttributeAsync("data-state")).ShouldBe("failed");
        await window.Page.UnrouteAllAsync();
        await window.Page.ClickAsync("li[data-state=failed] button");
        await window.Page.Locator("li[data-state=stored]").Nth(1).WaitForAsync();
        (await ChildrenAsync(folder)).Select(document => document.Name).ShouldBe(["a.txt", "b.txt"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_file_is_replaced_with_progress_and_after_a_lost_connection()
    {
        await using var window = await chromium.OpenAsync();
        var document = await DocumentAsync(await FolderAsync(), "Letter", "old.bin", "application/octet-stream", "old");
        await window.SignInAsync(PageOf(document.Path[1..]));
        var lost = 1;
        await window.Page.RouteAsync("**/tus/*/0", route => route.Request.Method == "PATCH" && Interlocked.Decrement(ref lost) >= 0 ? route.AbortAsync() : route.ContinueAsync());
        await window.Page.SetInputFilesAsync("#upload-files", new FilePayload { Name = "new.bin", MimeType = "", Buffer = new byte[300_000] });
        await window.Page.ClickAsync(".file-form button");
        await window.Page.Locator("li[data-state=interrupted]").WaitForAsync();
        await window.Page.EvaluateAsync("dispatchEvent(new Event('online'))");
        await window.Page.Locator(".notice", new PageLocatorOptions { HasText = "The file is stored." }).WaitForAsync();
        var stored = Content((await Server.Get<IDocumentStore>().FindAsync("default", document.Id))!);
        (stored.FileName, stored.Length).ShouldBe(("new.bin", 300_000));
        window.Offences.ShouldBeEmpty();
    }

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
        await keyboard.TypeAsync(RunningServer.Admin);
        await keyboard.PressAsync("Tab");
        await keyboard.TypeAsync(RunningServer.AdminPassword);
        await keyboard.PressAsync("Enter");
        await window.Page.WaitForSelectorAsync(".account");
        await window.Page.FocusAsync(".menu summary");
        await keyboard.PressAsync("Enter");
        // The menu goes on in its field.
        await window.Page.Locator("#folder-name:focus").WaitForAsync();
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

    private static async Task CheckAsync(IPage page, string name)
    {
        ViolationsOf(await page.RunAxe()).ShouldBeEmpty(name);
        await ScreenshotAsync(page, name, "light");
        foreach (var width in (int[])[2560, 768, 320])
        {
            await page.SetViewportSizeAsync(width, Chromium.Height);
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, $"{name} at {width}");
            (await page.EvaluateAsync<string[]>(Crowded)).ShouldBeEmpty($"{name} at {width}");
        }
        // The other theme has the same structure; with motion, colours would be between the two.
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce });
        ViolationsOf(await page.RunAxe(ColoursAndSizes)).ShouldBeEmpty($"{name} in dark");
        await ScreenshotAsync(page, name, "dark");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.NoPreference });
        await page.SetViewportSizeAsync(Chromium.Width, Chromium.Height);
    }

    private static IEnumerable<string> ViolationsOf(AxeResult result) =>
        result.Violations.Select(violation => $"{violation.Id}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}");

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

    // As a person does it: the browser itself reads the folder.
    private static async Task DropAsync(IPage page, string path)
    {
        var browser = await page.Context.NewCDPSessionAsync(page);
        foreach (var type in (string[])["dragEnter", "dragOver", "drop"])
        {
            await browser.SendAsync("Input.dispatchDragEvent", new Dictionary<string, object>
            {
                ["type"] = type,
                ["x"] = 300,
                ["y"] = 300,
                ["data"] = new { items = Array.Empty<object>(), files = new[] { path }, dragOperationsMask = 1 },
            });
        }
        await browser.DetachAsync();
    }

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
