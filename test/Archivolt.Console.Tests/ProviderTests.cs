using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Blobs;
using Archivolt.Documents.Collection;
using Archivolt.Encryption;
using Archivolt.Jobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.WebConsole.Providers;
using Microsoft.Extensions.Configuration;

namespace Archivolt.WebConsole.Tests;

/// <summary>The pages of providers, without script.</summary>
public sealed class ProviderTests : IAsyncLifetime
{
    private const string Default = "/console/operations/providers/default";
    private const string Vault = "/console/operations/providers/vault";
    private const string Secret = "a secret that nobody sees";

    private readonly RunningServer _server = new([
        "--Archivolt:Providers:default:Type=File", "--Archivolt:Providers:default:Path=binaries", "--Archivolt:Providers:default:Mirror:Type=File", "--Archivolt:Providers:default:Mirror:Path=copies",
        "--Archivolt:Providers:vault:Type=File", "--Archivolt:Providers:vault:Path=vault", $"--Archivolt:Providers:vault:Encryption:Password={Secret}",
        "--Archivolt:Providers:vault:Resilience:Retries=2"]);

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_provider_is_shown_with_what_it_is_made_of_and_never_with_a_secret()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        (await visitor.PageAsync("/console/operations")).ShouldContain($"""<a href="{Default}">default</a>""");
        var mirrored = WebUtility.HtmlDecode(await visitor.PageAsync(Default));
        InOrder(mirrored, "<strong>Mirrored</strong>", "File \"default\"", "/binaries", "/copies");
        mirrored.ShouldContain("Free on its disk");
        mirrored.ShouldNotContain("Re-encryption");

        var vault = WebUtility.HtmlDecode(await visitor.PageAsync(Vault));
        InOrder(vault, "<strong>Encrypted</strong>", "<strong>Resilient</strong>", "File \"vault\"");
        vault.ShouldContain(Keys().ActiveKey);
        vault.ShouldContain("Nothing: there was never another key.");
        vault.ShouldContain("<code>Encryption:Password</code></dt><dd><code><bdi>(set, not shown)</bdi>");
        vault.ShouldContain("<code>Resilience:Retries</code></dt><dd><code><bdi>2</bdi>");
        vault.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task It_is_checked_and_what_was_found_is_said_in_words()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        (await visitor.PageAsync(Default)).ShouldNotContain("as seen by this server");
        var page = await OrderAsync(visitor, Default, "check");
        page.ShouldContain("Everything works, as seen by this server");
        page.ShouldContain("The listing names the blob.");
        (await _server.Get<BlobManager>()["default"].ListAsync().CountAsync()).ShouldBe(0);

        // A store whose place went away.
        foreach (var place in (string[])["binaries", "copies"])
            Directory.Delete(Path.Combine(_server.DataPath, place), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(_server.DataPath, "binaries"), "");
        (await OrderAsync(visitor, Default, "check")).ShouldContain("Something does not work, as seen by this server");
    }

    [Fact]
    public async Task It_is_checked_over_REST_with_the_same_steps()
    {
        using var client = _server.Client();
        var answer = await (await client.PostAsync("api/v1/management/providers/vault/check", content: null)).JsonAsync();
        answer.GetProperty("entries").EnumerateArray().Select(step => (step.Text("step"), step.Text("outcome"))).ShouldBe(
            [("open", "ok"), ("write", "ok"), ("stat", "ok"), ("read", "ok"), ("range", "ok"), ("list", "ok"), ("url", "notOffered"), ("delete", "ok")]);
        (await client.PostAsync("api/v1/management/providers/nosuch/check", content: null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task It_is_scrubbed_and_the_page_says_what_was_found()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        var provider = _server.Get<BlobManager>()["vault"];
        await provider.WriteAsync(BlobSource.FromText("precious"));
        (await OrderAsync(visitor, Vault, "scrub")).ShouldContain("The scrub is started");
        await _server.Get<JobRunner>().WhenIdleAsync();
        var page = await visitor.PageAsync(Vault);
        page.ShouldContain("1 blob of 1");
        page.ShouldContain("nothing damaged");
        page.ShouldContain("finished");
        await OrderAsync(visitor, Vault, "stop-scrub");
    }

    [Fact]
    public async Task What_is_under_an_older_key_is_written_again()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        var provider = _server.Get<BlobManager>()["vault"];
        await provider.WriteAsync(BlobSource.FromText("precious"));
        await Keys().RotateAsync(TestContext.Current.CancellationToken);
        var before = await visitor.PageAsync(Vault);
        before.ShouldContain("<dt>Data keys</dt><dd>2</dd>");
        before.ShouldContain("Re-encryption finds out how much that is.");

        (await OrderAsync(visitor, Vault, "reencrypt")).ShouldContain("The re-encryption is started");
        await _server.Get<JobRunner>().WhenIdleAsync();
        var after = await visitor.PageAsync(Vault);
        after.ShouldContain("<dt>Written again</dt><dd>1</dd>");
        after.ShouldContain("Nothing: everything was written again under the current key.");

        using var refused = await visitor.PostAsync($"{Default}/reencrypt");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("""<p class="problem" role="alert">""");
    }

    [Fact]
    public async Task Condemned_and_damaged_content_is_counted_with_links()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        await _server.Get<ICondemnedBlobs>().CondemnAsync("default", [new(new string('c', 64), 123_456, DateTimeOffset.UtcNow)], CollectionReason.Unreferenced, TimeSpan.FromDays(7));
        var page = await visitor.PageAsync(Default);
        page.ShouldContain("""<a href="/console/operations/condemned">1</a> <small>123 kB</small>""");
        page.ShouldContain("""<a href="/console/operations/quarantine">0</a>""");
    }

    [Fact]
    public async Task Only_administrators_see_it_and_one_that_is_not_there_is_404()
    {
        await _server.CreateUserAsync("carol");
        using var carol = await Visitor.SignedInAsync(_server, "carol");
        (await carol.Http.GetAsync(Default)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await carol.PostAsync($"{Default}/check")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var visitor = await Visitor.SignedInAsync(_server);
        using var answer = await visitor.Http.GetAsync("/console/operations/providers/%3Cb%3E");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("There is no provider &#x27;&lt;b&gt;&#x27;");
        using var foreign = await visitor.SendAsync(HttpMethod.Post, $"{Default}/scrub", new FormUrlEncodedContent([]), ("Origin", "https://elsewhere.example"));
        foreign.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public void Settings_that_may_be_secret_are_named_and_not_shown()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Providers:s3:Type"] = "S3",
            ["Providers:s3:Bucket"] = "photos",
            ["Providers:s3:Endpoint"] = $"https://user:{Secret}@host.example/path?signature={Secret}",
            ["Providers:s3:AccessKey"] = Secret,
            ["Providers:s3:SecretKey"] = Secret,
            ["Providers:s3:Mirror:Connection"] = $"mongodb://x:{Secret}@host",
            ["Providers:s3:Mirror:Bucket"] = "copies",
            ["Providers:s3:Settings:path"] = Secret,
            ["Providers:s3:OfAPackageNobodyKnows"] = Secret,
        }).Build();
        var shown = ShownSettings.Of(configuration.GetSection("Providers:s3"));
        shown.ShouldContain(("Bucket", "photos"));
        shown.ShouldContain(("Mirror:Bucket", "copies"));
        shown.ShouldContain(("Endpoint", "https://…@host.example/path"));
        shown.Count(setting => setting.Value == "(set, not shown)").ShouldBe(5);
        shown.ShouldAllBe(setting => !setting.Value.Contains(Secret, StringComparison.Ordinal));
    }

    private Keyring Keys() => _server.Get<BlobManager>()["vault"].Store.Ability<Keyring>() ?? throw new InvalidOperationException("The vault has no keyring.");

    private static async Task<string> OrderAsync(Visitor visitor, string url, string action)
    {
        using var answer = await visitor.PostAsync($"{url}/{action}");
        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return await visitor.PageAsync(answer.Headers.Location!.OriginalString);
    }

    private static void InOrder(string page, params string[] parts)
    {
        var positions = parts.Select(part => page.IndexOf(part, StringComparison.Ordinal)).ToList();
        positions.ShouldAllBe(position => position >= 0);
        positions.ShouldBeInOrder();
    }
}
