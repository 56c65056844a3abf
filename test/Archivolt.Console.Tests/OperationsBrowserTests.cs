using Archivolt.AspNetCore.Tests;
using Archivolt.Blobs;
using Archivolt.Documents.Moves;
using Archivolt.Jobs;
using Archivolt.Providers;
using Microsoft.Playwright;

namespace Archivolt.WebConsole.Tests;

// The pages about the installation.
public sealed partial class BrowserTests
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 360)]
    [InlineData(ColorScheme.Light, 360)]
    [InlineData(ColorScheme.Dark, 1280)]
    public async Task The_pages_about_providers_are_accessible_and_fit_the_window(ColorScheme scheme, int width)
    {
        await using var window = await chromium.OpenAsync(scheme, width);
        var page = window.Page;
        foreach (var text in (string[])["one", "two", "three"])
            await Server.Get<BlobManager>()["vault"].WriteAsync(BlobSource.FromText(text));
        await Server.Get<JobCatalog>().RunAsync("scrub/vault");
        await window.SignInAsync();
        await page.GotoAsync("/console/operations/providers/default");
        await CheckAsync(page, $"provider default {width}", scheme, width);
        await page.GotoAsync("/console/operations/providers/vault");
        await page.ClickAsync("text=Check now");
        await page.Locator(".notice").WaitForAsync();
        await page.ClickAsync("text=Verify now");
        await page.GetByText("3 blobs were read").WaitForAsync();
        await page.ClickAsync("text=Compare now");
        await page.GetByText("Nothing is missing; 3 blobs that no document refers to").WaitForAsync();
        await CheckAsync(page, $"provider vault {width}", scheme, width);
        window.Offences.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 360)]
    [InlineData(ColorScheme.Light, 360)]
    [InlineData(ColorScheme.Dark, 1280)]
    public async Task The_pages_about_moves_and_migrations_are_accessible_and_fit_the_window(ColorScheme scheme, int width)
    {
        await using var window = await chromium.OpenAsync(scheme, width);
        var page = window.Page;
        await window.SignInAsync();
        await page.GotoAsync("/console/operations/moves");
        await CheckAsync(page, $"moves none {width}", scheme, width);
        await page.ClickAsync("text=Pause");
        await page.Locator(".notice").WaitForAsync();
        foreach (var title in (string[])["One", "Two"])
        {
            var document = await DocumentAsync(await FolderAsync(), title, "a.bin", "application/octet-stream", $"{title} {scheme} {width}");
            using var client = Server.Client();
            (await client.PutDocumentAsync(document.Id, new Dictionary<string, object> { ["dc:source"] = "vault" })).EnsureSuccessStatusCode();
        }
        var moves = Server.Get<IBlobMoves>();
        await moves.PostponeAsync((await moves.FindDueAsync(1))[0], $"The store does not answer. {new string('x', 120)}", DateTimeOffset.UtcNow.AddDays(1));
        await page.ReloadAsync();
        await page.GetByText("Tried 1 time").WaitForAsync();
        await CheckAsync(page, $"moves {width}", scheme, width);
        foreach (var move in await moves.ListAsync().ToListAsync())
            await moves.DropAsync(move);
        await page.ClickAsync("text=Go on moving");
        await page.Locator(".notice").WaitForAsync();

        await page.GotoAsync("/console/operations/migrations");
        await CheckAsync(page, $"migrations {width}", scheme, width);
        await page.ClickAsync("text=Go back to the old store");
        await page.Locator(".question").WaitForAsync();
        await CheckAsync(page, $"migration question {width}", scheme, width);
        window.Offences.ShouldBeEmpty();
    }
}
