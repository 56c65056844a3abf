using System.Globalization;
using System.Text;
using Archivolt.Documents.Audit;
using Microsoft.Playwright;

namespace Archivolt.WebConsole.Tests;

// The pages of PDF files.
public sealed partial class BrowserTests
{
    // Counts the pixels that are neither white nor clear.
    private const string Ink =
        """
        canvas => { const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data; let ink = 0; for (let i = 0; i < data.length; i += 4) ink += data[i] < 128 && data[i + 3] > 0; return ink; }
        """;

    [Fact]
    public async Task The_pages_of_a_pdf_file_are_drawn_with_their_text_and_do_nothing()
    {
        await using var window = await chromium.OpenAsync();
        var page = window.Page;
        var document = await DocumentAsync(await FolderAsync(), LongTitle, "report.pdf", "application/pdf", Pdf(40));
        await window.SignInAsync(PageOf(document.Path[1..]));
        var frame = page.FrameLocator("iframe");
        await frame.Locator("[data-page='1'][data-drawn]").WaitForAsync();
        (await frame.Locator("[data-page='1'] canvas").EvaluateAsync<int>(Ink)).ShouldBeGreaterThan(100);
        (await frame.Locator("[data-page='1'] .textLayer").TextContentAsync()).ShouldBe("Page 1 of the report");
        (await frame.Locator("canvas").CountAsync()).ShouldBeLessThan(10, "pages out of sight are not drawn");
        (await frame.Locator("a").CountAsync()).ShouldBe(0, "links of the file lead nowhere, and the page has its own download");
        (await page.Locator("iframe").EvaluateAsync<string>("frame => getComputedStyle(frame).margin")).ShouldBe("0px");
        await frame.Locator("[name=larger]").EvaluateAsync("button => button.click()");
        (await page.EvaluateAsync<int>("scrollY")).ShouldBe(0, "only the pages scroll");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Environment.GetEnvironmentVariable("ARCHIVOLT_SCREENSHOTS") is { Length: > 0 } folder ? Path.Combine(folder, "pdf-document.png") : null, FullPage = true });

        await page.GotoAsync($"/console/pdf/{document.Id}");
        await page.Locator("[data-page='1'][data-drawn]").WaitForAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        download.SuggestedFilename.ShouldBe("report.pdf");
        await page.FillAsync("[name=page]", "39");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-page='39'][data-drawn]").WaitForAsync();
        (await page.InputValueAsync("[name=page]")).ShouldBe("39");
        await page.ClickAsync("[name=larger]");
        await page.Locator("[data-page='39'][data-drawn]").WaitForAsync();
        (await page.Locator("[data-page='39']").EvaluateAsync<double>("sheet => sheet.offsetWidth / document.querySelector('main').clientWidth")).ShouldBeGreaterThan(1);
        (await page.Locator(".zoom output").TextContentAsync()).ShouldBe("125 %");
        await page.ClickAsync("text=Fit");
        (await page.Locator(".zoom output").TextContentAsync()).ShouldBe("100 %");
        await page.Locator("[data-page='39'][data-drawn]").WaitForAsync();
        await CheckAsync(page, "pdf");
        window.Offences.ShouldBeEmpty();

        var downloads = await Server.Get<IAuditLog>().QueryAsync(new AuditQuery { EventId = "download", DocumentId = document.Id, Repository = "default" });
        downloads.Count.ShouldBeInRange(2, 3, "one for each time it was looked at or downloaded, whatever the number of ranges");
    }

    [Fact]
    public async Task The_place_in_a_pdf_file_stays_when_its_pages_get_another_size()
    {
        const string place = """[document.querySelector("main"), document.querySelector("[data-page='20']")].map(element => element.getBoundingClientRect()).reduce((main, sheet) => (main.top - sheet.top) / sheet.height)""";
        await using var window = await chromium.OpenAsync();
        var page = window.Page;
        await OpenPdfAsync(window, Pdf(40));
        await page.FillAsync("[name=page]", "20");
        await page.Keyboard.PressAsync("Enter");
        await page.EvaluateAsync("""document.querySelector("main").scrollTop += document.querySelector("[data-page='20']").offsetHeight / 2""");
        var before = await page.EvaluateAsync<double>(place);
        before.ShouldBeInRange(0.4, 0.6);
        await page.ClickAsync("[name=larger]");
        (await page.EvaluateAsync<double>(place)).ShouldBe(before, 0.01);
        await page.SetViewportSizeAsync(700, 900);
        await page.Locator("[data-page='20'][style*='width: 84']").WaitForAsync();
        (await page.EvaluateAsync<double>(place)).ShouldBe(before, 0.01);
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_pages_that_are_smaller_than_the_window_the_number_is_of_the_first_one_or_of_the_one_asked_for()
    {
        await using var window = await chromium.OpenAsync();
        var page = window.Page;
        await OpenPdfAsync(window, Pdf(10, height: 150));
        await page.ClickAsync("[name=smaller]");
        await page.ClickAsync("[name=smaller]");
        await page.FillAsync("[name=page]", "9");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-page='10'][data-drawn]").WaitForAsync();
        (await page.InputValueAsync("[name=page]")).ShouldBe("9");
        await page.EvaluateAsync("""document.querySelector("main").scrollTop = 0""");
        await Assertions.Expect(page.Locator("[name=page]")).ToHaveValueAsync("1");
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_scroll_the_pages_of_a_pdf_file_at_once()
    {
        await using var window = await chromium.OpenAsync();
        await OpenPdfAsync(window, Pdf(3));
        await window.Page.Keyboard.PressAsync("End");
        await Assertions.Expect(window.Page.Locator("[name=page]")).ToHaveValueAsync("3");
    }

    [Fact]
    public async Task Text_is_found_in_pages_that_are_not_drawn()
    {
        await using var window = await chromium.OpenAsync();
        var page = window.Page;
        await OpenPdfAsync(window, Pdf(40));
        await page.Keyboard.PressAsync("Control+f");
        await page.Locator("[name=text]:focus").WaitForAsync();
        async Task FindAsync(string text, string answer, string number)
        {
            await page.FillAsync("[name=text]", text);
            await page.Keyboard.PressAsync("Enter");
            await page.Locator(".seek output", new PageLocatorOptions { HasText = answer }).WaitForAsync();
            (await page.InputValueAsync("[name=page]")).ShouldBe(number);
        }
        await FindAsync("pAgE 33  of", "On page 33", "33");
        await page.Locator("[data-page='33'][data-drawn]").WaitForAsync();
        (await page.EvaluateAsync<string>("[...CSS.highlights.get('found')].map(range => range.toString()).join()")).ShouldBe("Page 33 of");
        await FindAsync("report", "On page 33", "33");
        await FindAsync("report", "On page 34", "34");
        await FindAsync("(page 2 of", "Not found", "34");
        await FindAsync("page 2 of", "On page 2", "2");
        await page.Locator("[data-page='2'][data-drawn]").WaitForAsync();
        await CheckAsync(page, "pdf found");
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Text_without_a_font_in_its_file_is_drawn_in_the_fonts_that_come_with_the_pages()
    {
        await using var window = await chromium.OpenAsync();
        await window.Page.RunAndWaitForRequestAsync(() => OpenPdfAsync(window, Pdf(1)), request => request.Url.Contains("/standard_fonts/Liberation", StringComparison.Ordinal));
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_password_of_a_pdf_file_is_asked_for_where_people_look()
    {
        await using var window = await chromium.OpenAsync();
        var page = window.Page;
        var document = await DocumentAsync(await FolderAsync(), "secret", "secret.pdf", "application/pdf", PdfOf(
            ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>"], Protection));
        await window.SignInAsync();
        await page.GotoAsync($"/console/pdf/{document.Id}");
        var field = page.GetByLabel("The file is protected by a password");
        await field.FillAsync("wrong");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("That is not the password.").WaitForAsync();
        (await field.InputValueAsync()).ShouldBe("");
        (await field.BoundingBoxAsync())!.Y.ShouldBeInRange(200, 600);
        await CheckAsync(page, "pdf password");
        await field.FillAsync("secret");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-page='1'][data-drawn]").WaitForAsync();
        (await field.IsHiddenAsync()).ShouldBeTrue();
        window.Offences.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_no_pdf_file_is_said_to_be_none()
    {
        await using var window = await chromium.OpenAsync();
        var document = await DocumentAsync(await FolderAsync(), "broken", "broken.pdf", "application/pdf", "%PDF-1.4 and then nothing");
        await window.SignInAsync();
        await window.Page.GotoAsync($"/console/pdf/{document.Id}");
        await window.Page.GetByText("This is no PDF file that can be shown.").WaitForAsync();
        window.Offences.ShouldBeEmpty();
    }

    private async Task OpenPdfAsync(Window window, string content)
    {
        var document = await DocumentAsync(await FolderAsync(), "report", "report.pdf", "application/pdf", content);
        await window.SignInAsync();
        await window.Page.GotoAsync($"/console/pdf/{document.Id}");
        await window.Page.Locator("[data-page='1'][data-drawn]").WaitForAsync();
    }

    // By the password "secret", as PDF 1.1 does it; a file without streams and strings needs no more.
    private const string Protection =
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <92FE0F4454AD4C9644693F33C07CB54F587DCE1E2682FE9ECEA6107A1EF630DD> "
        + "/U <299CE8ECC9DCE1BF06F9D9B885D880650F7DC0C659CD9C9B6A23C4312B4FB974> >> /ID [<00000000000000000000000000000000> <00000000000000000000000000000000>]";

    // Pages that say which they are, and a file that would like to run a script, to ask another server and to lead there.
    private static string Pdf(int pages, int height = 792)
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /AA << /WC << /S /URI /URI (http://127.0.0.1:1/) >> >> >>",
            $"<< /Type /Pages /Count {pages} /Kids [{string.Join(' ', Enumerable.Range(0, pages).Select(page => $"{4 + 2 * page} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        };
        for (var page = 0; page < pages; page++)
        {
            var content = $"BT /F1 36 Tf 72 {height - 92} Td (Page {page + 1} of the report) Tj ET";
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 {height}] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * page} 0 R "
                + "/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 612 792] /A << /S /URI /URI (http://127.0.0.1:1/) >> >>] >>");
            objects.Add($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }
        return PdfOf(objects);
    }

    private static string PdfOf(IReadOnlyList<string> objects, string more = "")
    {
        var file = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        for (var i = 0; i < objects.Count; i++)
        {
            places.Add(file.Length);
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        var table = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var place in places)
            file.Append(CultureInfo.InvariantCulture, $"{place:D10} 00000 n \n");
        return file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R {more} >>\nstartxref\n{table}\n%%EOF\n").ToString();
    }
}
