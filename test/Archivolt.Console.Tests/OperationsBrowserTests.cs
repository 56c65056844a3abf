using Archivolt.AspNetCore.Tests;
using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Moves;
using Archivolt.Documents.Uploads;
using Archivolt.Jobs;
using Archivolt.Providers;
using Archivolt.WebConsole.Live;
using Microsoft.Playwright;

namespace Archivolt.WebConsole.Tests;

// The pages about the installation.
public sealed partial class BrowserTests
{
    [Fact]
    public async Task The_pages_about_providers_are_accessible_and_fit_the_window()
    {
        await using var window = await chromium.OpenAsync();
        var page = window.Page;
        // Its own provider: rules of other tests put content in the vault.
        foreach (var text in (string[])["one", "two", "three"])
            await Server.Get<BlobManager>()["counted"].WriteAsync(BlobSource.FromText(text));
        await Server.Get<JobCatalog>().RunAsync("scrub/counted");
        await window.SignInAsync();
        await page.GotoAsync("/console/operations/providers/default");
        await CheckAsync(page, "provider default");
        await page.GotoAsync("/console/operations/providers/counted");
        await page.ClickAsync("text=Check now");
        await page.Locator(".notice").WaitForAsync();
        await page.ClickAsync("text=Verify now");
        await page.GetByText("3 blobs read").WaitForAsync();
        await page.ClickAsync("text=Compare now");
        await page.GetByText("Nothing is missing. 3 blobs that no document refers to").WaitForAsync();
        await CheckAsync(page, "provider counted");
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_pages_about_moves_and_migrations_are_accessible_and_fit_the_window()
    {
        await using var window = await chromium.OpenAsync();
        var page = window.Page;
        await window.SignInAsync();
        await page.GotoAsync("/console/operations/moves");
        await page.ClickAsync("text=Plan now");
        await page.GetByText("were looked at.").WaitForAsync();
        await CheckAsync(page, "moves none");
        await page.ClickAsync("text=Pause");
        await page.Locator(".notice").WaitForAsync();
        foreach (var title in (string[])["One", "Two"])
        {
            var document = await DocumentAsync(await FolderAsync(), title, "a.bin", "application/octet-stream", title);
            using var client = Server.Client();
            (await client.PutDocumentAsync(document.Id, new Dictionary<string, object> { ["dc:source"] = "vault" })).EnsureSuccessStatusCode();
        }
        var moves = Server.Get<IBlobMoves>();
        await moves.PostponeAsync((await moves.FindDueAsync(1))[0], $"The store does not answer. {new string('x', 120)}", DateTimeOffset.UtcNow.AddDays(1));
        await page.ReloadAsync();
        await page.GetByText("Tried 1 time").WaitForAsync();
        await CheckAsync(page, "moves");
        foreach (var move in await moves.ListAsync().ToListAsync())
            await moves.DropAsync(move);
        await page.ClickAsync("text=Go on moving");
        await page.Locator(".notice").WaitForAsync();

        await page.GotoAsync("/console/operations/migrations");
        await CheckAsync(page, "migrations");
        await page.ClickAsync("text=Go back to the old store");
        await page.Locator(".question").WaitForAsync();
        await CheckAsync(page, "migration question");
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rules_are_tried_reviewed_and_simulated_on_pages_that_are_accessible_and_fit_the_window()
    {
        await using var window = await chromium.OpenAsync();
        var page = window.Page;
        var document = await DocumentAsync(await FolderAsync(), LongTitle, "film.bin", "application/octet-stream", "film to move");
        await window.SignInAsync();
        await page.GotoAsync("/console/operations/rules");
        await page.FillAsync("#try-document", document.Path);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("where it belongs").WaitForAsync();
        await CheckAsync(page, "rules tried");

        await page.FillAsync("#draft", "{ \"Rules\": [");
        await page.ClickAsync("text=Review");
        await page.Locator(".problem").WaitForAsync();
        await page.ClickAsync("text=Simulate");
        await page.GetByText("it is no JSON").Nth(1).WaitForAsync();
        await page.FillAsync("#draft", $$"""{ "Rules": [{ "When": "blob:length>3,blob:name=film.bin", "Provider": "vault" }, { "When": "dc:format^{{new string('x', 200)}}", "Provider": "leaving" }], "Default": "default" }""");
        await page.ClickAsync("text=Review");
        await page.GetByText("These rules can be used").WaitForAsync();
        await CheckAsync(page, "rules reviewed");
        var draft = await page.InputValueAsync("#draft");
        await page.FillAsync("#draft", "something else");
        await page.Locator("#reviewed").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Hidden });
        await page.FillAsync("#draft", draft);
        await page.ClickAsync("#reviewed summary");
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.ClickAsync("[data-copies]");
        await page.Locator("[data-copies]", new PageLocatorOptions { HasText = "Copied" }).WaitForAsync();
        (await page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldContain("\"When\": \"blob:length>3,blob:name=film.bin\"");
        await page.FocusAsync("[data-begins]");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-result] tbody tr", new PageLocatorOptions { HasText = "vault" }).First.WaitForAsync();
        await page.GetByText("would move,").WaitForAsync();
        await CheckAsync(page, "rules simulated");

        await page.CheckAsync("text=Then look at all documents");
        await page.ClickAsync("#reviewed >> text=Apply");
        await page.GetByText("The rules are in use, and the look at all documents has begun").WaitForAsync();
        await page.GotoAsync($"/console/documents{document.Path}");
        for (var looks = 0; looks < 100 && await page.Locator("dd", new PageLocatorOptions { HasText = "vault" }).CountAsync() == 0; looks++)
            await page.ReloadAsync();
        await page.Locator("dd", new PageLocatorOptions { HasText = "vault" }).First.WaitForAsync();
        await page.GotoAsync("/console/operations/rules");
        await page.GetByText("Those of the configuration are not in use.").WaitForAsync();
        await CheckAsync(page, "rules applied");
        await page.ClickAsync("text=Use those of the configuration");
        await page.ClickAsync("#use details[open] button");
        await page.Locator(".notice").WaitForAsync();
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Uploads_are_listed_and_dropped_on_a_page_that_is_accessible_and_fits_the_window()
    {
        await using var window = await chromium.OpenAsync();
        var (page, sessions) = (window.Page, Server.Get<UploadSessions>());
        await window.SignInAsync();
        await page.GotoAsync("/console/operations/uploads");
        await CheckAsync(page, "uploads none");
        var jane = new Principal($"jane {new string('x', 120)}", []);
        var batch = await sessions.CreateAsync(jane);
        await sessions.StoreAsync(jane, batch, 0, BlobSource.FromText("hello").With($"{LongTitle}.txt", "text/plain"));
        await sessions.StoreAsync(jane, batch, 1, BlobSource.FromText("hello").With("b.txt", "text/plain"));
        var growing = await sessions.BeginAsync(new Principal("joe", []), new UploadFile(0) { Length = 1_000_000, FileName = "film.mp4" });
        await sessions.AppendAsync(new Principal("joe", []), growing, 0, 0, BlobSource.FromBytes(new byte[400_000]));
        // It comes by itself.
        await page.GetByText("film.mp4").WaitForAsync();
        await page.GetByText("and 1 more").WaitForAsync();
        await CheckAsync(page, "uploads");
        foreach (var upload in (string[])[growing, batch])
        {
            await page.FocusAsync($"[aria-label$='{upload}']");
            await page.Keyboard.PressAsync("Enter");
            await page.ClickAsync("details[open] button");
            await page.Locator(".notice").WaitForAsync();
        }
        await page.GetByText("Nothing is being uploaded").WaitForAsync();
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_follow_what_changes_and_catch_up_when_they_are_shown_again()
    {
        await using var window = await chromium.OpenAsync();
        var (page, jobs, watch) = (window.Page, Server.Get<JobCatalog>(), Server.Get<LiveWatch>());
        await window.SignInAsync("/console/operations/jobs");
        await page.GetByText("Kept up to date.").WaitForAsync();
        await page.FocusAsync("[aria-label='Start: scrub/vault']");
        await jobs.StopAsync("scrub/default");
        await page.Locator("[aria-label='Resume when due: scrub/default']").WaitForAsync();
        (await page.EvaluateAsync<bool>("document.activeElement.closest('[data-live]') !== null")).ShouldBeTrue();
        (await page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label')")).ShouldBe("Start: scrub/vault", "the keyboard stays where it was");

        // A button that is being pressed stays until it is let go.
        await page.HoverAsync("[aria-label='Stop: tiering']");
        await page.Mouse.DownAsync();
        await jobs.StopAsync("collect/vault");
        await page.EvaluateAsync("() => new Promise(resolve => { const source = new EventSource('/console/operations/live?of=jobs'); source.addEventListener('jobs', event => { if (event.data.includes('Resume when due: collect/vault')) { source.close(); resolve(); } }); })");
        (await page.Locator("[aria-label='Resume when due: collect/vault']").CountAsync()).ShouldBe(0);
        await page.Mouse.UpAsync();
        await page.Locator(".notice").WaitForAsync();
        (await jobs.FindAsync("tiering")).IsStopped.ShouldBeTrue();
        await jobs.ResumeAsync("tiering");
        await jobs.ResumeAsync("collect/vault");
        await page.GetByText("Kept up to date.").WaitForAsync();

        await ShowAsync(false);
        while (watch.Watched > 0)
            await Task.Yield();
        await jobs.ResumeAsync("scrub/default");
        await jobs.StopAsync("scrub/vault");
        await ShowAsync(true);
        await page.Locator("[aria-label='Resume when due: scrub/vault']").WaitForAsync();
        (await page.Locator("[aria-label='Resume when due: scrub/default']").CountAsync()).ShouldBe(0);
        await jobs.ResumeAsync("scrub/vault");
        window.Offences.ShouldBeEmpty();

        Task ShowAsync(bool isShown) => page.EvaluateAsync(
            $$"""() => { Object.defineProperty(document, "hidden", { value: {{(isShown ? "false" : "true")}}, configurable: true }); document.dispatchEvent(new Event("visibilitychange")); }""");
    }
}
