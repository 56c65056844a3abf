using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Editing;
using Microsoft.Playwright;

namespace Archivolt.WebConsole.Tests;

// Forms that are sent on a slow network, or in vain.
public sealed partial class BrowserTests
{
    [Fact]
    public async Task A_second_click_sends_no_form_again()
    {
        await using var window = await chromium.OpenAsync();
        var (page, document) = (window.Page, await DocumentAsync(await FolderAsync(), "Letter", "a.bin", "application/octet-stream", "x"));
        await window.SignInAsync(PageOf(document.Path[1..]));
        var (sent, answered) = (0, new TaskCompletionSource());
        await page.RouteAsync("**/console/versions/*", async route =>
        {
            Interlocked.Increment(ref sent);
            await answered.Task;
            await route.ContinueAsync();
        });
        var make = page.Locator(".version-form button");
        await make.ScrollIntoViewIfNeededAsync();
        var box = (await make.BoundingBoxAsync())!;
        // Two clicks of a person, of which neither waits for an answer.
        await page.Mouse.DblClickAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        answered.SetResult();
        await page.Locator(".notice", new PageLocatorOptions { HasText = "The version is made." }).WaitForAsync();
        sent.ShouldBe(1);
        (await Server.Get<DocumentVersions>().ListAsync(document)).ShouldHaveSingleItem();
        // As a browser shows a page that it kept.
        await page.EvaluateAsync("document.querySelector('.version-form').ariaBusy = 'true'; dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
        await make.ClickAsync();
        await page.WaitForFunctionAsync("document.querySelectorAll('.versions > li').length === 2");
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_form_whose_answer_is_downloaded_can_be_sent_again()
    {
        await using var window = await chromium.OpenAsync();
        var folder = await FolderAsync();
        await DocumentAsync(folder, "Letter", "a.bin", "application/octet-stream", "x");
        await window.SignInAsync(PageOf(folder));
        await window.Page.CheckAsync("#selection input[type=checkbox]");
        for (var time = 0; time < 2; time++)
            (await window.Page.RunAndWaitForDownloadAsync(() => window.Page.ClickAsync("button[data-downloads]"))).SuggestedFilename.ShouldEndWith(".zip");
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_entered_is_there_again_after_the_session_ended()
    {
        await using var window = await chromium.OpenAsync();
        var (page, document) = (window.Page, await DocumentAsync(await FolderAsync(), "Letter", "a.bin", "application/octet-stream", "x"));
        var edit = $"/console/edits/{document.Id}";
        await window.SignInAsync(edit);
        await page.FillAsync("[name='dc:title']", "A better title");
        await page.ClickAsync("details.more summary");
        await page.FillAsync("[name='dc:rights']", "mine\nalone");
        await page.Context.ClearCookiesAsync();
        await page.ClickAsync("form[data-keeps] button");
        await page.FillAsync("#name", RunningServer.Admin);
        await page.FillAsync("#password", RunningServer.AdminPassword);
        (await page.Locator("main").TextContentAsync())!.ShouldNotContain("A better title");
        await page.ClickAsync("button[type=submit]");

        await page.Locator("form[data-keeps]").WaitForAsync();
        new Uri(page.Url).AbsolutePath.ShouldBe(edit);
        (await page.Locator("main .banner").TextContentAsync()).ShouldBe("What you entered was not stored; here it is again.");
        (await page.InputValueAsync("[name='dc:title']")).ShouldBe("A better title");
        (await page.InputValueAsync("[name='dc:rights']")).ShouldBe("mine\nalone");
        (await page.IsVisibleAsync("[name='dc:rights']")).ShouldBeTrue();
        await CheckAsync(page, "edit again");
        await page.ClickAsync("form[data-keeps] button");
        await page.Locator(".notice", new PageLocatorOptions { HasText = "Your changes are stored." }).WaitForAsync();
        (await Server.Get<IDocumentStore>().FindAsync("default", document.Id))!.Title.ShouldBe("A better title");
        (await EnteredAsync(page)).ShouldBe(0);
        await page.GotoAsync(edit);
        (await page.Locator("main .banner").CountAsync()).ShouldBe(0);
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_entered_for_a_document_that_was_deleted_is_shown_until_its_writer_signs_out()
    {
        await using var window = await chromium.OpenAsync();
        var (page, document) = (window.Page, await DocumentAsync(await FolderAsync(), "Letter", "a.bin", "application/octet-stream", "x"));
        await window.SignInAsync($"/console/edits/{document.Id}");
        await page.FillAsync("[name='dc:description']", "<b>Much</b> work");
        await Server.Get<IDocumentStore>().DeleteAsync("default", document.Id);
        await page.ClickAsync("form[data-keeps] button");
        var again = page.Locator("main .card");
        (await again.Locator(".banner").TextContentAsync()).ShouldBe("What you entered was not stored; here it is again.");
        (await again.Locator("dt").TextContentAsync()).ShouldBe("Description");
        (await again.Locator("dd").TextContentAsync()).ShouldBe("<b>Much</b> work");
        await CheckAsync(page, "edit of what is gone");
        (await EnteredAsync(page)).ShouldBe(1);
        await page.ClickAsync(".account button");
        await page.Locator("#password").WaitForAsync();
        (await EnteredAsync(page)).ShouldBe(0);
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_person_and_who_gives_up_see_nothing_of_what_was_entered()
    {
        await using var window = await chromium.OpenAsync();
        var (page, document) = (window.Page, await DocumentAsync(await FolderAsync(), "Letter", "a.bin", "application/octet-stream", "x"));
        var edit = $"/console/edits/{document.Id}";
        await window.SignInAsync(edit);
        foreach (var person in (string[])["somebody else", RunningServer.Admin])
        {
            await page.EvaluateAsync("([path, person]) => sessionStorage.setItem('entered:' + path, JSON.stringify({ person, fields: [{ name: 'dc:title', value: 'Secret', label: 'Title' }] }))", new[] { edit, person });
            await page.ReloadAsync();
            (await page.InputValueAsync("[name='dc:title']")).ShouldBe(person == RunningServer.Admin ? "Secret" : "Letter");
        }
        await page.ClickAsync("form[data-keeps] a");
        await page.GotoAsync(edit);
        (await page.InputValueAsync("[name='dc:title']")).ShouldBe("Letter");
        window.Offences.ShouldBeEmpty();
    }

    private static Task<int> EnteredAsync(IPage page) => page.EvaluateAsync<int>("Object.keys(sessionStorage).filter(key => key.startsWith('entered:')).length");
}
