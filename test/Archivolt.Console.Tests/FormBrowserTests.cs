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
}
