using System.Text.Json;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Testing;
using Microsoft.Playwright;

namespace Archivolt.WebConsole.Tests;

// Files and folders that people choose or drop.
public sealed partial class BrowserTests
{
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
        (await page.Locator("label[for=upload-files]").IsVisibleAsync()).ShouldBeTrue();
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
        (await page.Locator(".progress-panel .count").TextContentAsync()).ShouldBe("1 of 3 files stored, 2 cancelled");
        (await page.Locator(".progress-panel > progress").EvaluateAsync<double>("bar => bar.value")).ShouldBe(1 / 3d, 0.01);
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_stored_though_its_answer_was_lost_is_stored_once(bool isReplaced)
    {
        await using var window = await chromium.OpenAsync();
        var (page, folder) = (window.Page, await FolderAsync());
        var document = isReplaced ? await DocumentAsync(folder, "Letter", "old.bin", "application/octet-stream", "old") : null;
        await window.SignInAsync(PageOf(document?.Path[1..] ?? folder));
        await page.RouteAsync("**/api/v1/id/*", async route =>
        {
            await using var stored = await route.FetchAsync();
            stored.Ok.ShouldBeTrue(await stored.TextAsync());
            await route.AbortAsync();
        });
        await page.SetInputFilesAsync("#upload-files", new FilePayload { Name = "new.bin", MimeType = "", Buffer = new byte[1000] });
        if (isReplaced)
            await page.ClickAsync(".file-form button");
        await page.Locator("li[data-state=failed]").WaitForAsync();
        (await page.Locator("li .state").TextContentAsync()).ShouldBe("The server cannot be reached.");
        await page.UnrouteAllAsync();
        await page.ClickAsync("li[data-state=failed] button");
        await page.Locator(isReplaced ? ".notice" : "li[data-state=stored]").WaitForAsync();
        Content((await ChildrenAsync(folder)).ShouldHaveSingleItem()).Length.ShouldBe(1000);
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_server_threw_away_before_it_was_whole_goes_up_again()
    {
        await using var window = await chromium.OpenAsync();
        var (page, folder) = (window.Page, await FolderAsync());
        await window.SignInAsync(PageOf(folder));
        var lost = 1;
        await page.RouteAsync("**/tus/*/0", async route =>
        {
            if (route.Request.Method != "PATCH" || Interlocked.Decrement(ref lost) < 0)
            {
                await route.ContinueAsync();
                return;
            }
            using var client = Server.Client();
            using var drop = new HttpRequestMessage(HttpMethod.Delete, route.Request.Url) { Headers = { { "Tus-Resumable", "1.0.0" } } };
            (await client.SendAsync(drop)).EnsureSuccessStatusCode();
            await route.AbortAsync();
        });
        await page.SetInputFilesAsync("#upload-files", new FilePayload { Name = "new.bin", MimeType = "", Buffer = new byte[1000] });
        await page.Locator("li[data-state=interrupted]").WaitForAsync();
        await page.EvaluateAsync("dispatchEvent(new Event('online'))");
        await page.Locator("li[data-state=stored]").WaitForAsync();
        Content((await ChildrenAsync(folder)).ShouldHaveSingleItem()).Length.ShouldBe(1000);
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_of_a_document_that_somebody_changed_is_not_replaced_unseen()
    {
        await using var window = await chromium.OpenAsync();
        var (page, document) = (window.Page, await DocumentAsync(await FolderAsync(), "Letter", "old.bin", "application/octet-stream", "old"));
        await window.SignInAsync(PageOf(document.Path[1..]));
        document.Properties.Set("dc:title", "Another letter");
        await Server.Get<IDocumentStore>().UpdateAsync(document);
        await page.SetInputFilesAsync("#upload-files", new FilePayload { Name = "new.bin", MimeType = "", Buffer = new byte[1000] });
        await page.ClickAsync(".file-form button");
        var failed = page.Locator("li[data-state=failed]");
        (await failed.Locator(".state").TextContentAsync()).ShouldBe("Somebody changed the document meanwhile. Look at it again before you replace its file.");
        (await failed.Locator("button").IsHiddenAsync()).ShouldBeTrue();
        await CheckAsync(page, "file outdated");
        await failed.Locator("a").ClickAsync();
        await page.Locator("h1", new PageLocatorOptions { HasText = "Another letter" }).WaitForAsync();
        await page.SetInputFilesAsync("#upload-files", new FilePayload { Name = "new.bin", MimeType = "", Buffer = new byte[1000] });
        await page.ClickAsync(".file-form button");
        await page.Locator(".notice", new PageLocatorOptions { HasText = "The file is stored." }).WaitForAsync();
        window.Offences.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, "The folder was deleted meanwhile.")]
    [InlineData(true, "The document was deleted meanwhile.")]
    public async Task What_was_deleted_meanwhile_is_said_to_be(bool isReplaced, string sentence)
    {
        await using var window = await chromium.OpenAsync();
        var (page, folder, documents) = (window.Page, await FolderAsync(), Server.Get<IDocumentStore>());
        var document = isReplaced ? await DocumentAsync(folder, "Letter", "old.bin", "application/octet-stream", "old") : (await documents.FindByPathAsync("default", $"/{folder}"))!;
        await window.SignInAsync(PageOf(document.Path[1..]));
        await documents.DeleteAsync("default", document.Id);
        await page.SetInputFilesAsync("#upload-files", new FilePayload { Name = "new.bin", MimeType = "", Buffer = new byte[1000] });
        if (isReplaced)
            await page.ClickAsync(".file-form button");
        (await page.Locator("li[data-state=failed] .state").TextContentAsync()).ShouldBe(sentence);
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Thousands_of_files_are_summed_up_once_for_a_frame()
    {
        await using var window = await chromium.OpenAsync();
        var page = window.Page;
        await window.SignInAsync(PageOf(await FolderAsync()));
        await page.RouteAsync("**/tus", _ => Task.CompletedTask);
        await page.EvaluateAsync(
            """
            () => {
              window.sums = 0;
              new MutationObserver(() => window.sums += 1).observe(document.querySelector(".progress-panel .count"), { childList: true });
              const transfer = new DataTransfer();
              for (let number = 0; number < 2000; number += 1) {
                transfer.items.add(new File(["x"], `${number}.txt`));
              }
              const input = document.getElementById("upload-files");
              input.files = transfer.files;
              input.dispatchEvent(new Event("change"));
              window.rows = document.querySelectorAll(".progress-panel li").length;
            }
            """);
        (await page.EvaluateAsync<int>("rows")).ShouldBe(0, "they come frame by frame");
        await page.Locator(".progress-panel li").Nth(1999).WaitForAsync(new() { State = WaitForSelectorState.Attached });
        (await page.EvaluateAsync<int>("sums")).ShouldBeLessThan(100);
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel all" }).ClickAsync();
        await page.Locator(".announce", new PageLocatorOptions { HasText = "Nothing was uploaded." }).WaitForAsync();
        (await page.Locator("li[data-state=cancelled]").CountAsync()).ShouldBe(2000);
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_went_to_the_trash_meanwhile_says_so_and_takes_nothing_more()
    {
        await using var window = await chromium.OpenAsync();
        var (page, folder) = (window.Page, await FolderAsync());
        await window.SignInAsync(PageOf(folder));
        await page.Locator("label[for=upload-files]").WaitForAsync();
        var administrator = new Principal(RunningServer.Admin, [Principal.Administrators]);
        await Server.Get<DocumentEditor>().TrashAsync(administrator, (await Server.Get<IDocumentStore>().FindByPathAsync("default", $"/{folder}"))!, trashed: true);
        await page.SetInputFilesAsync("#upload-files", new FilePayload { Name = "a.txt", MimeType = "text/plain", Buffer = "hello"u8.ToArray() });
        await page.Locator(".banner", new PageLocatorOptions { HasText = "This is in the trash" }).WaitForAsync();
        await page.WaitForFunctionAsync("!document.querySelector('label[for=upload-files]') && document.getElementById('upload-files').disabled");
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_script_no_button_offers_to_upload()
    {
        await using var window = await chromium.OpenAsync();
        using var visitor = await Visitor.SignedInAsync(Server);
        var page = await visitor.PageAsync(PageOf(await FolderAsync()));
        page.ShouldContain("for=\"upload-files\" hidden>");
        page.ShouldContain("for=\"upload-folder\" hidden>");
    }

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
}
