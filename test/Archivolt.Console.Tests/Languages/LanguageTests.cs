using System.Net;
using Archivolt.AspNetCore.Tests;

namespace Archivolt.WebConsole.Tests.Languages;

/// <summary>Which language a page is in.</summary>
public sealed class LanguageTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData(null, "en")]
    [InlineData("de", "de")]
    [InlineData("de-AT, en;q=0.8", "de")]
    [InlineData("DE-ch", "de")]
    [InlineData("fr, de;q=0.5, en;q=0.9", "en")]
    [InlineData("de;q=0, en;q=0.1", "en")]
    [InlineData("fr", "en")]
    [InlineData("not a list;;;", "en")]
    public async Task A_page_is_in_the_language_that_the_browser_asks_for(string? asked, string language)
    {
        using var visitor = new Visitor(server);
        if (asked is not null)
            visitor.Http.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", asked);
        // Routes say nothing of letter case.
        using var answer = await visitor.Http.GetAsync(language == "de" ? "/CONSOLE/documents" : "/console/documents");
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain($"<html lang=\"{language}\">");
        page.ShouldContain(language == "de" ? ">Anmelden<" : ">Sign in<");
        page.Contains("phrases.de.js", StringComparison.Ordinal).ShouldBe(language == "de");
    }

    [Fact]
    public async Task A_language_that_was_chosen_stays_until_the_browser_decides_again()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        (await ChooseAsync("de")).ShouldContain("<option value=\"de\" selected>Deutsch</option>");
        visitor.Http.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", "en");
        (await visitor.PageAsync("/console/documents")).ShouldContain("<html lang=\"de\">");
        (await ChooseAsync("xx")).ShouldContain("<html lang=\"en\">");
        visitor.Cookies.GetAllCookies().ShouldNotContain(cookie => cookie.Name == "archivolt-language" && !cookie.Expired);

        async Task<string> ChooseAsync(string language)
        {
            (await visitor.PostAsync("/console/account/language", new() { ["language"] = language })).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
            return await visitor.PageAsync("/console/account");
        }
    }

    [Fact]
    public async Task A_refusal_is_in_the_reader_s_language_and_the_API_stays_English()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        visitor.Http.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", "de");
        using var page = await visitor.Http.GetAsync("/console/nothing");
        WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync()).ShouldContain("Diese Seite gibt es nicht.");
        using var call = await visitor.Http.GetAsync("/nuxeo/api/v1/id/nothing");
        (await call.Content.ReadAsStringAsync()).ShouldNotContain("gibt es nicht");
    }
}
