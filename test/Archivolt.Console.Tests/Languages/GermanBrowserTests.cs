using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Microsoft.Playwright;

namespace Archivolt.WebConsole.Tests;

public sealed partial class BrowserTests
{
    [Fact]
    public async Task The_pages_are_in_German_once_it_was_chosen_and_fit_the_window()
    {
        await using var window = await chromium.OpenAsync();
        var (page, folder) = (window.Page, await FolderAsync());
        var document = await DocumentAsync(folder, LongTitle, "a.bin", "application/octet-stream", "x");
        var administrator = new Principal(RunningServer.Admin, [Principal.Administrators]);
        await Server.Get<DocumentEditor>().TrashAsync(administrator, await DocumentAsync(folder, "Bericht", "b.bin", "application/octet-stream", "y"), trashed: true);
        await window.SignInAsync("/console/account");
        await page.SelectOptionAsync("#language", "de");
        await page.Locator("form[action$='/language'] button").ClickAsync();
        await page.Locator("h2", new PageLocatorOptions { HasText = "Sitzungen" }).WaitForAsync();
        (await page.ViolationsAsync()).ShouldBeEmpty();
        (await page.GetAttributeAsync("html", "lang")).ShouldBe("de");

        foreach (var url in (string[])[PageOf(folder), PageOf(document.Path[1..]), "/console/trash", $"/console/edits/{document.Id}", $"/console/permissions/{document.Id}", "/console/operations", "/console/operations/jobs", "/console/operations/providers/counted", "/console/operations/rules", "/console/operations/moves", "/console/operations/migrations", "/console/operations/uploads", "/console/operations/audit", "/console/operations/condemned", "/console/people", "/console/people/new-user", "/console/account"])
        {
            await page.GotoAsync(url);
            await ScreenshotAsync(page, url, "german");
            await FitsAsync(page, url);
        }

        // What scripts say is in German too, and so are numbers.
        await page.GotoAsync(PageOf(folder));
        await page.SetInputFilesAsync("#upload-files", new FilePayload { Name = "b.bin", MimeType = "application/octet-stream", Buffer = new byte[1500] });
        await page.GetByText("1 von 1 Datei gespeichert").WaitForAsync();
        await page.GetByText("1,5 kB").First.WaitForAsync();
        window.Offences.ShouldBeEmpty();
    }
}
