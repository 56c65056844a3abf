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

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task The_pages_of_a_pdf_file_are_drawn_with_their_text_and_do_nothing(ColorScheme scheme, int width)
    {
        await using var window = await chromium.OpenAsync(scheme, width);
        var page = window.Page;
        var document = await DocumentAsync(await FolderAsync(), LongTitle, "report.pdf", "application/pdf", Pdf(40));
        await window.SignInAsync(PageOf(document.Path[1..]));
        var frame = page.FrameLocator("iframe");
        await frame.Locator("[data-page='1'][data-drawn]").WaitForAsync();
        (await frame.Locator("[data-page='1'] canvas").EvaluateAsync<int>(Ink)).ShouldBeGreaterThan(100);
        (await frame.Locator("[data-page='1'] .textLayer").TextContentAsync()).ShouldBe("Page 1 of the report");
        (await frame.Locator("canvas").CountAsync()).ShouldBeLessThan(10, "pages out of sight are not drawn");
        (await frame.Locator("a").CountAsync()).ShouldBe(0, "links of the file lead nowhere");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Environment.GetEnvironmentVariable("ARCHIVOLT_SCREENSHOTS") is { Length: > 0 } folder ? Path.Combine(folder, $"pdf-document-{width}.png") : null, FullPage = true });

        await page.GotoAsync($"/console/pdf/{document.Id}");
        await page.Locator("[data-page='1'][data-drawn]").WaitForAsync();
        await page.FillAsync("[name=page]", "39");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-page='39'][data-drawn]").WaitForAsync();
        (await page.InputValueAsync("[name=page]")).ShouldBe("39");
        await page.ClickAsync("[name=larger]");
        await page.Locator("[data-page='39'][data-drawn]").WaitForAsync();
        (await page.Locator("[data-page='39']").EvaluateAsync<double>("sheet => sheet.offsetWidth / document.querySelector('main').clientWidth")).ShouldBeGreaterThan(1);
        await page.ClickAsync("text=Fit");
        await page.Locator("[data-page='39'][data-drawn]").WaitForAsync();
        await CheckAsync(page, $"pdf {width}", scheme, width);
        window.Offences.ShouldBeEmpty();

        var downloads = await Server.Get<IAuditLog>().QueryAsync(new AuditQuery { EventId = "download", DocumentId = document.Id, Repository = "default" });
        downloads.Count.ShouldBeInRange(1, 2, "one for each time it was looked at, whatever the number of ranges");
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

    // Pages that say which they are, and a file that would like to run a script, to ask another server and to lead there.
    private static string Pdf(int pages)
    {
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /AA << /WC << /S /URI /URI (http://127.0.0.1:1/) >> >> >>",
            $"<< /Type /Pages /Count {pages} /Kids [{string.Join(' ', Enumerable.Range(0, pages).Select(page => $"{4 + 2 * page} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        };
        for (var page = 0; page < pages; page++)
        {
            var content = $"BT /F1 36 Tf 72 700 Td (Page {page + 1} of the report) Tj ET";
            objects.Add($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * page} 0 R "
                + "/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 612 792] /A << /S /URI /URI (http://127.0.0.1:1/) >> >>] >>");
            objects.Add($"<< /Length {content.Length} >>\nstream\n{content}\nendstream");
        }
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
        return file.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").ToString();
    }
}
