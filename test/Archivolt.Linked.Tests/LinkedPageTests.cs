using System.Net;
using System.Text.RegularExpressions;
using Archivolt.AspNetCore.Tests;
using Archivolt.Jobs;
using Archivolt.Vendors;
using Archivolt.WebConsole.Tests;

namespace Archivolt.Linked.Tests;

/// <summary>The console's pages about accounts at vendors and linked files.</summary>
public sealed partial class LinkedPageTests(LinkedServer home) : IClassFixture<LinkedServer>
{
    private const string Account = "/console/account";

    [Fact]
    public async Task A_person_connects_an_account_links_a_file_and_disconnects_it()
    {
        using var ann = await home.PersonAsync();
        using var visitor = await Visitor.SignedInAsync(home.Server, ann.Name);
        var page = await visitor.PageAsync(Account);
        page.ShouldContain("Accounts elsewhere");
        page.ShouldContain("<h3>Google Drive</h3>");
        home.Drive.OAuth.Consenting = ann.Email;
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var back = await browser.GetAsync(WebUtility.HtmlDecode(ConnectDrive().Match(page).Groups["address"].Value));
        (await visitor.Http.GetAsync(back.Headers.Location)).ShouldBe(HttpStatusCode.OK);
        page = await visitor.PageAsync(Account);
        page.ShouldContain($"<bdi>{ann.Email}</bdi>");

        var file = ann.Drive.AddFile("Secret minutes.txt", Content.Of("what was said"), "text/plain");
        var folder = (await home.Documents.FindByPathAsync("default", "/default-domain/workspaces/shared"))!.Id;
        (await visitor.PageAsync("/console/documents/default-domain/workspaces/shared")).ShouldContain("Link a file");
        using var refused = await LinkAsync(visitor, folder, "https://example.org/file/d/1/view");
        refused.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("leads to no file of Dropbox or Google Drive");
        using var linked = await LinkAsync(visitor, folder, $"https://drive.google.com/file/d/{file.Id}/view");
        linked.ShouldBe(HttpStatusCode.SeeOther);
        var address = linked.Headers.Location!.OriginalString;
        var shown = await visitor.PageAsync(address);
        shown.ShouldContain("Secret minutes.txt");
        shown.ShouldContain($"in Google Drive of <bdi>{ann.Email}</bdi>");
        shown.ShouldContain("open there</a>");

        // Others see that there is a file, and why they get nothing of it; so do administrators.
        using var bob = await home.PersonAsync("bob");
        foreach (var other in new[] { await Visitor.SignedInAsync(home.Server, bob.Name), await Visitor.SignedInAsync(home.Server) })
        {
            using (other)
            {
                var theirs = await other.PageAsync(address);
                theirs.ShouldContain("Connect your account of Google Drive");
                foreach (var hidden in new[] { "Secret", file.Id, ann.Email, "Where it lies", "download>" })
                    theirs.ShouldNotContain(hidden);
                (await LinkAsync(other, folder, $"https://drive.google.com/file/d/{file.Id}/view")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
                using var end = await other.PostAsync(EndForm().Match(page).Groups["action"].Value);
                end.ShouldBe(HttpStatusCode.NotFound);
            }
        }

        using var ended = await visitor.PostAsync(EndForm().Match(page).Groups["action"].Value);
        (await visitor.PageAsync(ended.ShouldBe(HttpStatusCode.SeeOther).Headers.Location!.OriginalString)).ShouldContain("The account is disconnected.");
        home.Accounts(ann.Name, LinkedServer.DriveId).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_person_sees_which_of_their_accounts_cannot_be_used_any_more_and_why()
    {
        using var ann = await home.PersonAsync();
        using var visitor = await Visitor.SignedInAsync(home.Server, ann.Name);
        foreach (var provider in (string[])[LinkedServer.DriveId, LinkedServer.DropboxId])
            (await ann.ConnectAsync(provider)).ShouldBe(HttpStatusCode.OK);
        (await ProblemsAsync()).ShouldBe([null, null]);
        (await visitor.PageAsync(Account)).ShouldNotContain("Connect it again");
        home.Dropbox.OAuth.Revoke(ann.Email);
        // Seen at the next use, or the next look for changes.
        var jobs = home.Server.Get<JobRunner>();
        await jobs.WhenIdleAsync();
        await jobs.StartAsync("linked/changes", new JobRunOptions { IsOrdered = true });
        await jobs.WhenIdleAsync();
        (await ProblemsAsync()).ShouldBe([$"The account {ann.Email} of 'dropbox' cannot be used: the vendor no longer lets this server use it. Connect it again.", null]);
        (await visitor.PageAsync(Account)).ShouldContain("the vendor no longer lets this server use it. Connect it again.");
        (await ann.ConnectAsync(LinkedServer.DropboxId)).ShouldBe(HttpStatusCode.OK);
        (await ProblemsAsync()).ShouldBe([null, null]);

        async Task<IEnumerable<string?>> ProblemsAsync() =>
            (await (await ann.Client.GetAsync("api/v1/oauth2/token/provider")).JsonAsync()).GetProperty("entries").EnumerateArray().Select(entry => entry.Text("problem"));
    }

    private static Task<HttpResponseMessage> LinkAsync(Visitor visitor, string folder, string address) =>
        visitor.PostAsync($"/console/links/{folder}", new() { ["address"] = address, ["title"] = "Minutes" });

    [GeneratedRegex("""<h3>Google Drive</h3>\s*<p><a class="button" href="(?<address>[^"]+)" target="_blank" rel="noopener noreferrer">Connect an account""", RegexOptions.ExplicitCapture)]
    private static partial Regex ConnectDrive();

    [GeneratedRegex("""action="(?<action>/console/account/elsewhere/\d+/end)">""", RegexOptions.ExplicitCapture)]
    private static partial Regex EndForm();
}
