using System.Net;
using System.Text;
using Archivolt.AspNetCore.Tests;
using Archivolt.Blobs;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Collection;
using Archivolt.Integrity;
using Archivolt.Jobs;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.WebConsole.Tests;

/// <summary>The pages about the installation, without script.</summary>
public sealed class OperationsTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Jobs = "/console/operations/jobs";
    private const string Condemned = "/console/operations/condemned";
    private const string Damaged = "/console/operations/quarantine";
    private const string Audit = "/console/operations/audit";

    private static readonly string[] Pages = ["/console/operations", Jobs, "/console/operations/rules", "/console/operations/moves", "/console/operations/migrations", "/console/operations/uploads", Condemned, Damaged, Audit];

    [Fact]
    public async Task Only_administrators_see_them_and_give_orders()
    {
        await server.CreateUserAsync("carol");
        using var carol = await Visitor.SignedInAsync(server, "carol");
        foreach (var url in Pages)
            (await carol.Http.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, url);
        (await carol.PostAsync($"{Jobs}/stop", new() { ["job"] = "scrub/default" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await carol.PostAsync(Condemned, new() { ["provider"] = "default" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await carol.PostAsync(Damaged, new() { ["key"] = "default:x", ["accept"] = "1" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await server.Get<JobCatalog>().FindAsync("scrub/default")).IsStopped.ShouldBeFalse();
    }

    [Fact]
    public async Task Orders_of_other_origins_are_refused()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        using var answer = await visitor.SendAsync(HttpMethod.Post, $"{Jobs}/stop", new FormUrlEncodedContent([new("job", "tiering")]), ("Origin", "https://elsewhere.example"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await server.Get<JobCatalog>().FindAsync("tiering")).IsStopped.ShouldBeFalse();
    }

    [Fact]
    public async Task Each_page_leads_to_the_others()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        foreach (var url in Pages)
        {
            var page = await visitor.PageAsync(url);
            page.ShouldContain($"""<a href="{url}" aria-current="page">""");
            foreach (var other in Pages.Where(other => other != url))
                page.ShouldContain($"""<a href="{other}">""");
        }
    }

    [Fact]
    public async Task A_job_is_stopped_resumed_and_started()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        (await visitor.PageAsync(Jobs)).ShouldContain("""aria-label="Start: scrub/default""");

        (await OrderAsync("stop")).ShouldContain("The job is asked to stop");
        (await server.Get<JobCatalog>().FindAsync("scrub/default")).IsStopped.ShouldBeTrue();
        (await visitor.PageAsync(Jobs)).ShouldContain("""aria-label="Resume when due: scrub/default""");
        (await OrderAsync("resume")).ShouldContain("The job runs again when it is due");
        (await server.Get<JobCatalog>().FindAsync("scrub/default")).IsStopped.ShouldBeFalse();
        (await OrderAsync("start")).ShouldContain("The job is started");
        await server.Get<JobRunner>().WhenIdleAsync();
        (await server.Get<JobCatalog>().FindAsync("scrub/default")).Progress.ShouldNotBeNull();

        (await visitor.PageAsync(Jobs)).ShouldNotContain("Stop: access");
        using var everywhere = await visitor.PostAsync($"{Jobs}/stop", new() { ["job"] = "access" });
        everywhere.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await everywhere.Content.ReadAsStringAsync()).ShouldContain("is done by every node for itself");
        (await server.Get<JobCatalog>().FindAsync("access")).IsStopped.ShouldBeFalse();

        using var unknown = await visitor.PostAsync($"{Jobs}/start", new() { ["job"] = "scrub/<none>" });
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("There is no job &#x27;scrub/&lt;none&gt;&#x27;");

        async Task<string> OrderAsync(string action)
        {
            using var answer = await visitor.PostAsync($"{Jobs}/{action}", new() { ["job"] = "scrub/default" });
            answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
            return await visitor.PageAsync(answer.Headers.Location!.OriginalString);
        }
    }

    [Fact]
    public async Task Condemned_content_is_listed_and_taken_back_one_by_one_and_all_at_once()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var keys = new List<string>();
        foreach (var text in (string[])["one", "two", "three"])
            keys.Add(await DiscardedAsync(text));
        await server.Get<GarbageCollector>().CondemnAsync(new CollectionRequest("default") { Grace = TimeSpan.Zero, EvenIfUnreferenced = true });
        var page = await visitor.PageAsync(Condemned);
        foreach (var key in keys)
            page.ShouldContain(key);

        (await RestoreAsync(keys[0])).ShouldContain("1 blob is taken back");
        var left = await visitor.PageAsync(Condemned);
        left.ShouldNotContain(keys[0]);
        left.ShouldContain(keys[1]);
        (await RestoreAsync(keys[0])).ShouldContain("Nothing was taken back");
        (await RestoreAsync(key: null)).ShouldContain("2 blobs are taken back");
        (await server.Get<GarbageCollector>().FindStatusAsync("default")).Condemned!.Blobs.ShouldBe(0);
        using var unknown = await visitor.PostAsync(Condemned, new() { ["provider"] = "none" });
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        async Task<string> RestoreAsync(string? key)
        {
            var fields = new Dictionary<string, string> { ["provider"] = "default" };
            if (key is not null)
                fields["key"] = key;
            using var answer = await visitor.PostAsync(Condemned, fields);
            return await visitor.PageAsync(answer.Headers.Location!.OriginalString);
        }
    }

    [Fact]
    public async Task A_damaged_blob_is_shown_with_its_documents_and_released_when_it_is_sound_again()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var document = await server.CreateAsync();
        using var client = server.Client();
        await client.PutAsync($"api/v1/id/{document.Uid()}/@blob/file:content", new StringContent("precious"));
        var key = DigestAlgorithm.Sha256.Hash("precious"u8).Hex;
        var file = Directory.GetFiles(Path.Combine(server.DataPath, "binaries", "data"), key, SearchOption.AllDirectories).Single();
        File.Delete(file);
        await File.WriteAllTextAsync(file, "preciouz");
        await server.Get<JobCatalog>().RunAsync("scrub/default");

        var page = WebUtility.HtmlDecode(await visitor.PageAsync(Damaged));
        page.ShouldContain($"default:{key}");
        page.ShouldContain(document.Text("path")!);
        using var still = await visitor.PostAsync(Damaged, new() { ["key"] = $"default:{key}" });
        still.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await still.Content.ReadAsStringAsync()).ShouldContain("It is damaged still");
        await client.PutAsync($"api/v1/id/{document.Uid()}/@blob/file:content", new StringContent("precious"));
        (await visitor.PageAsync(Damaged)).ShouldNotContain(key);

        var ledger = server.Get<Quarantine>().Ledger;
        await ledger.PutAsync(new QuarantinedBlob { Provider = "default", Key = new string('b', 64), Damage = BlobDamage.WrongDigest, Detail = "It is gone." });
        using var lost = await visitor.PostAsync(Damaged, new() { ["key"] = $"default:{new string('b', 64)}", ["accept"] = "1" });
        (await visitor.PageAsync(lost.Headers.Location!.OriginalString)).ShouldContain("The case is closed");
        (await ledger.FindAsync("default", new string('b', 64))).ShouldBeNull();
        foreach (var wrong in (string[])["", "nothing", $"default:{new string('b', 64)}"])
            ((int)(await visitor.PostAsync(Damaged, new() { ["key"] = wrong })).StatusCode).ShouldBeOneOf(400, 404);
    }

    [Fact]
    public async Task Of_many_damaged_blobs_the_first_are_shown_and_all_counted()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var ledger = server.Get<Quarantine>().Ledger;
        var keys = Enumerable.Range(0, 101).Select(number => $"{number:d64}").ToList();
        foreach (var key in keys)
            await ledger.PutAsync(new QuarantinedBlob { Provider = "default", Key = key, Damage = BlobDamage.WrongDigest, Detail = "It is gone." });
        var page = await visitor.PageAsync(Damaged);
        foreach (var key in keys)
            await ledger.EndAsync("default", key, QuarantineEnd.Lost);
        page.ShouldContain("The first 100 of 101 are shown.");
    }

    [Theory]
    [InlineData("documentTrashed")]
    [InlineData("Put into the trash")]
    [InlineData("put into the trash")]
    [InlineData("in den Papierkorb gelegt")]
    public async Task An_event_of_the_audit_is_found_by_its_name_and_by_its_words(string asked)
    {
        using var visitor = await Visitor.SignedInAsync(server);
        visitor.Http.DefaultRequestHeaders.Add("Accept-Language", "de");
        var user = $"user-{Guid.NewGuid():n}";
        await WriteAsync(user, "documentTrashed", "1", "/trashed", "2026-03-01T12:00:00Z");
        await WriteAsync(user, "documentUntrashed", "1", "/untrashed", "2026-03-01T12:00:00Z");

        var found = await visitor.PageAsync($"{Audit}?user={user}&event={Uri.EscapeDataString(asked)}");
        found.ShouldContain("/trashed");
        found.ShouldNotContain("/untrashed");
    }

    [Fact]
    public async Task The_audit_is_found_by_any_field_and_shows_no_text_as_markup()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var user = $"user-{Guid.NewGuid():n}";
        var (document, other) = (await server.CreateAsync(), await server.CreateAsync());
        await WriteAsync(user, "first", document.Uid(), document.Text("path")!, "2026-03-01T23:59:59Z");
        await WriteAsync(user, "second", other.Uid(), other.Text("path")!, "2026-03-02T00:00:00Z");
        await WriteAsync(user, "<script>alert(1)</script>", document.Uid(), "/<b>/‮x", "2026-03-03T12:00:00Z", ("reason", "<i>why</i>"));

        (await FoundAsync("")).ShouldBe(["<script>alert(1)</script>", "second", "first"]);
        (await FoundAsync("event=second")).ShouldBe(["second"]);
        (await FoundAsync("event=nothing")).ShouldBeEmpty();
        (await FoundAsync($"document={Uri.EscapeDataString(document.Text("path")!)}")).ShouldBe(["<script>alert(1)</script>", "first"]);
        (await FoundAsync($"document={other.Uid()}")).ShouldBe(["second"]);
        (await FoundAsync("from=2026-03-02")).ShouldBe(["<script>alert(1)</script>", "second"]);
        (await FoundAsync("to=2026-03-01")).ShouldBe(["first"]);
        (await FoundAsync("from=2026-03-02&to=2026-03-02")).ShouldBe(["second"]);

        var page = await visitor.PageAsync($"{Audit}?user={user}");
        page.ShouldNotContain("<script>alert(1)");
        page.ShouldNotContain("<i>why</i>");
        page.ShouldContain("&lt;i&gt;why&lt;/i&gt;");
        page.ShouldContain($"/nuxeo/api/v1/management/audit?principalName={user}&amp;format=csv");
        (await visitor.PageAsync($"/nuxeo/api/v1/management/audit?principalName={user}&format=csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);

        foreach (var (wrong, status, sentence) in ((string, HttpStatusCode, string)[])
            [("from=yesterday", HttpStatusCode.BadRequest, "“From” is to be a day"), ("to=0001-01-01", HttpStatusCode.BadRequest, "“Until” is to be a day"), ("document=/no/<b>", HttpStatusCode.NotFound, "There is no document “/no/<b>”")])
        {
            using var answer = await visitor.Http.GetAsync($"{Audit}?user={user}&{wrong}");
            answer.StatusCode.ShouldBe(status, wrong);
            var refused = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
            refused.ShouldContain(sentence);
            refused.ShouldContain($"""value="{user}" """, customMessage: "what was entered stays");
        }

        async Task<List<string>> FoundAsync(string query)
        {
            var found = WebUtility.HtmlDecode(await visitor.PageAsync($"{Audit}?user={user}&{query}"));
            return [.. ((string[])["<script>alert(1)</script>", "second", "first"]).Where(what => found.Contains($"<span>{what}<", StringComparison.Ordinal))];
        }
    }

    [Fact]
    public async Task The_audit_goes_on_to_older_entries_and_back_to_the_newest()
    {
        using var visitor = await Visitor.SignedInAsync(server);
        var user = $"user-{Guid.NewGuid():n}";
        for (var number = 1; number <= 51; number++)
            await WriteAsync(user, $"event-{number}.", "x", "/x", "2026-03-01T00:00:00Z");
        var newest = WebUtility.HtmlDecode(await visitor.PageAsync($"{Audit}?user={user}"));
        newest.ShouldContain("event-2.");
        newest.ShouldNotContain("event-1.");
        newest.ShouldNotContain("rel=\"prev\"");
        var older = newest.Split("rel=\"next\" href=\"")[1].Split('"')[0];
        var oldest = await visitor.PageAsync(older);
        oldest.ShouldContain("event-1.");
        oldest.ShouldNotContain("event-2.");
        oldest.ShouldNotContain("rel=\"next\"");
        oldest.ShouldContain($"""rel="prev" href="{Audit}?user={user}""");
    }

    private async Task WriteAsync(string user, string what, string id, string path, string when, params (string Name, string Value)[] facts) =>
        await server.Get<IAuditLog>().WriteAsync(new AuditEntry
        {
            EventId = what,
            PrincipalName = user,
            EventDate = DateTimeOffset.Parse(when, System.Globalization.CultureInfo.InvariantCulture),
            DocumentId = id,
            DocumentPath = path,
            Extended = facts.ToDictionary(fact => fact.Name, fact => fact.Value),
        });

    // Content whose document is gone.
    private async Task<string> DiscardedAsync(string text)
    {
        using var client = server.Client();
        var (document, content) = (await server.CreateAsync(), Encoding.UTF8.GetBytes($"discarded {text}"));
        (await client.PutAsync($"api/v1/id/{document.Uid()}/@blob/file:content", new ByteArrayContent(content))).EnsureSuccessStatusCode();
        (await client.DeleteAsync($"api/v1/id/{document.Uid()}")).EnsureSuccessStatusCode();
        return DigestAlgorithm.Sha256.Hash(content).Hex;
    }
}
