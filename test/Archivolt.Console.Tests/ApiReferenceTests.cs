using Microsoft.Playwright;

namespace Archivolt.WebConsole.Tests;

/// <summary>The reference of the REST API in a browser.</summary>
public sealed class ApiReferenceTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task It_shows_how_to_call_an_endpoint_and_loads_nothing_from_elsewhere()
    {
        await using var window = await chromium.OpenAsync();
        var page = window.Page;
        await window.SignInAsync();
        await page.ClickAsync("text=API");
        await page.GetByText("Creates a child of a document.").First.ClickAsync();
        await page.Locator("pre", new PageLocatorOptions { HasText = "curl" }).Filter(new LocatorFilterOptions { HasText = "\"dc:title\": \"Report\"" }).First.WaitForAsync();
        if (Environment.GetEnvironmentVariable("ARCHIVOLT_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "api.png") });
        await page.ClickAsync("text=Back to the documents");
        await page.WaitForSelectorAsync(".account");
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_reads_it_without_signing_in()
    {
        await using var window = await chromium.OpenAsync();
        (await window.Page.GotoAsync("/console/api/"))!.Status.ShouldBe(401);
        await window.Page.Locator(".sign-in").WaitForAsync();
    }
}
