using System.Diagnostics;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;

namespace Archivolt.Scripting.Tests;

public sealed class ScriptedPermissionTests
{
    // As the platform documents its rules: Java's accessors on every value.
    private const string Sample = """
        function run() {
          if (CurrentUser.getName() != "bob") {
            return false;
          }
          if (!CurrentUser.getGroups().contains("members")) {
            return false;
          }
          if (Document.getPropertyValue("dc:format") != "pdf") {
            return false;
          }
          if (Reason != "rendition") {
            return false;
          }
          if (Rendition != "myrendition") {
            return false;
          }
          if (Blob.getFilename() != "myfile.txt") {
            return false;
          }
          if (XPath == "file:content" || XPath == "blobholder:0") {
            return false;
          }
          return true;
        }
        """;

    [Theory]
    [InlineData("bob", "members", "pdf", "rendition", "myrendition", "myfile.txt", "other:blob", true)]
    [InlineData("eve", "members", "pdf", "rendition", "myrendition", "myfile.txt", "other:blob", false)]
    [InlineData("bob", "guests", "pdf", "rendition", "myrendition", "myfile.txt", "other:blob", false)]
    [InlineData("bob", "members", "html", "rendition", "myrendition", "myfile.txt", "other:blob", false)]
    [InlineData("bob", "members", null, "rendition", "myrendition", "myfile.txt", "other:blob", false)]
    [InlineData("bob", "members", "pdf", "download", "myrendition", "myfile.txt", "other:blob", false)]
    [InlineData("bob", "members", "pdf", "rendition", null, "myfile.txt", "other:blob", false)]
    [InlineData("bob", "members", "pdf", "rendition", "myrendition", "other.txt", "other:blob", false)]
    [InlineData("bob", "members", "pdf", "rendition", "myrendition", null, "other:blob", false)]
    [InlineData("bob", "members", "pdf", "rendition", "myrendition", "myfile.txt", "file:content", false)]
    public async Task The_platforms_sample_allows_what_matches_in_all(
        string user, string group, string? format, string reason, string? rendition, string? fileName, string xpath, bool allowed)
    {
        var context = Context(user, group, format, reason, rendition, fileName, xpath);
        (await Rule(Sample).AllowsAsync(context)).ShouldBe(allowed);
    }

    [Theory]
    [InlineData("Document.getType() == 'File' && Document.type == 'File' && Document.getName() == 'doc' && Document.getPathAsString() == '/doc' && Document.getId() == '1'")]
    [InlineData("Document.getCurrentLifeCycleState() == 'project' && Document.hasSchema('file') && !Document.hasSchema('picture') && Document.hasFacet('Downloadable') && !Document.isFolder()")]
    [InlineData("Document.getTitle() == 'A title' && Document.getPropertyValue('dc:title').equals('A title') && Document.getProperty('dublincore', 'title').startsWith('A')")]
    [InlineData("Document.getPropertyValue('dc:subjects').contains('art') && Document.getPropertyValue('dc:subjects').size() == 2 && Document.getPropertyValue('dc:subjects').get(1) == 'law'")]
    [InlineData("Document.getPropertyValue('dc:created').getTimeInMillis() == 1000 && Document.getPropertyValue('dc:created').before(new Date())")]
    [InlineData("Document.getPropertyValue('file:content').getFilename() == 'myfile.txt' && Document.getPropertyValue('content').getLength() == 11")]
    [InlineData("Document.getPropertyValue('my:thing').get('a') == 1 && Document.getPropertyValue('my:thing').a === 1 && Document.getPropertyValue('no:such') === null")]
    [InlineData("Blob.filename == 'myfile.txt' && Blob.getMimeType() == 'text/plain' && Blob.length == 11 && Blob.getLength() > 10 && Blob.getFilename().matches('my.*') && Blob.getDigestAlgorithm() == 'MD5'")]
    [InlineData("CurrentUser.isMemberOf('members') && !CurrentUser.isAdministrator() && !CurrentUser.isAnonymous() && CurrentUser.getAllGroups().size() == 1 && CurrentUser.groups.indexOf('members') == 0")]
    [InlineData("Infos.get('rendition') == 'myrendition' && Infos.rendition == 'myrendition' && Infos.containsKey('rendition') && Infos.get('other') == null && Infos.size() == 1")]
    [InlineData("'a'.repeat(3) == 'aaa' && [1,2,null].join('-') == '1-2-' && 'a.b.c'.replace(/\\./g, '_') == 'a_b_c' && 'x'.concat('y', 'z') == 'xyz' && `${[1, 2]}` == '1,2'")]
    [InlineData("(() => ['pdf', 'txt'].includes(Blob.getFilename().split('.').pop()))() && [1, 2].map(x => x * 2)[1] === 4 && JSON.parse('{\"a\":1}').a === 1")]
    public async Task A_rule_sees_what_the_platforms_rules_see(string condition) =>
        (await Rule($"function run() {{ return {condition}; }}").AllowsAsync(Context())).ShouldBeTrue(condition);

    [Theory]
    [InlineData("while (true) {}")]
    [InlineData("for (;;) { var a = [1, 2, 3].map(function (x) { return x; }); }")]
    [InlineData("function f(n) { return f(n + 1) + 1; } return f(0) > 0;")]
    [InlineData("var a = []; a[0] = a; return a.join() == '';")]
    [InlineData("var a = []; a[0] = a; return String(a) == '';")]
    [InlineData("var s = 'x'; while (true) { s += s; }")]
    [InlineData("return 'x'.repeat(1024 * 1024 * 1024).length > 0;")]
    [InlineData("return 'x'.padStart(1024 * 1024 * 1024).length > 0;")]
    [InlineData("var a = []; var s = 'x'.repeat(1000000); for (var i = 0; i < 2000; i++) a.push(s); return a.join('').length > 0;")]
    [InlineData("var s = 'x'.repeat(100000); return s.replace(/x/g, s).length > 0;")]
    [InlineData("var s = 'x'.repeat(100000); return s.replace(/x/g, '$`').length > 0;")]
    [InlineData("var s = 'x'.repeat(1000000); return s.concat(...new Array(3000).fill(s)).length > 0;")]
    [InlineData("return new Array(1e9).fill(0).length > 0;")]
    [InlineData("return Array.from({ length: 1e9 }).length > 0;")]
    [InlineData("var a = new Array(1e9).join('xxxxxxxxxx'); return a.length > 0;")]
    [InlineData("return new ArrayBuffer(1e9).byteLength > 0;")]
    [InlineData("return new Uint8Array(1e9).length > 0;")]
    [InlineData("return /^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!');")]
    [InlineData("return 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('(a+)+');")]
    [InlineData("return System.IO.File.Exists('/etc/passwd') || true;")]
    [InlineData("return Java.type('java.lang.System') != null;")]
    [InlineData("importNamespace('System'); return true;")]
    [InlineData("return Document.GetType() != null;")]
    [InlineData("return Document.constructor.constructor('return this')() != null;")]
    [InlineData("return eval('true');")]
    [InlineData("return new Function('return true')();")]
    [InlineData("return BigInt(2) > 1;")]
    [InlineData("return JSON.parse('['.repeat(5000)) != null;")]
    [InlineData("var f = function () { return true; }; for (var i = 0; i < 100000; i++) f = f.bind(null); return f();")]
    [InlineData("throw new Error('no');")]
    [InlineData("return 1;")]
    [InlineData("return 'true';")]
    [InlineData("return;")]
    [InlineData("return Document.nothing.more;")]
    [InlineData("try { while (true) {} } catch (e) { return true; } finally { return true; }")]
    public async Task A_rule_that_exceeds_its_limits_or_fails_refuses_in_time(string body)
    {
        var before = Process.GetCurrentProcess().PeakWorkingSet64;
        var rule = new ScriptedPermission("rule", $"function run() {{ {body} }}", SchemaRegistry.Stock);
        await Should.ThrowAsync<Exception>(async () => await rule.AllowsAsync(Context()));
        (Process.GetCurrentProcess().PeakWorkingSet64 - before).ShouldBeLessThan(256L * 1024 * 1024);
    }

    [Fact]
    public async Task A_rule_has_no_state_from_one_download_to_the_next()
    {
        var rule = Rule("var count = 0; Object.prototype.seen = (Object.prototype.seen || 0) + 1; function run() { count++; return count === 1 && Object.prototype.seen === 1; }");
        for (var i = 0; i < 3; i++)
            (await rule.AllowsAsync(Context())).ShouldBeTrue();
    }

    [Fact]
    public async Task Downloads_at_the_same_time_ask_one_rule()
    {
        var rule = Rule("function run() { return CurrentUser.name == 'bob'; }");
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => rule.AllowsAsync(Context(user: i % 2 == 0 ? "bob" : "eve")).AsTask()));
        answers.ShouldBe(Enumerable.Range(0, 50).Select(i => i % 2 == 0));
    }

    [Theory]
    [InlineData("function run( {", "no JavaScript")]
    [InlineData("function walk() { return true; }", "run()")]
    [InlineData("function run() {\n return 2n ** 100000000n > 0; }", "line 2")]
    public void A_rule_that_cannot_run_is_refused_at_start(string script, string part)
    {
        var refused = Should.Throw<BlobException>(() => Rule(script));
        refused.Error.ShouldBe(BlobError.Configuration);
        refused.Message.ShouldContain(part);
        refused.Message.ShouldContain("'rule'");
    }

    // Long, so that a slow machine does not decide.
    private static ScriptedPermission Rule(string script) => new("rule", script, SchemaRegistry.Stock, TimeSpan.FromMinutes(1));

    private static DownloadContext Context(
        string user = "bob", string group = "members", string? format = "pdf", string reason = "rendition", string? rendition = "myrendition", string? fileName = "myfile.txt",
        string xpath = "other:blob")
    {
        var blob = new BlobInfo
        {
            Key = new BlobKey("default", "b10a8db164e0754105b7a99be72e3fe5"),
            Length = 11,
            Digest = "b10a8db164e0754105b7a99be72e3fe5",
            FileName = fileName,
            MediaType = "text/plain",
        };
        var document = new Document { Repository = "default", Id = "1", Name = "doc", Path = "/doc", Type = "File" };
        document.Properties.Set("dc:title", "A title");
        document.Properties.Set("dc:format", format);
        document.Properties.Set("dc:subjects", new List<object?> { "art", "law" });
        document.Properties.Set("dc:created", DateTimeOffset.FromUnixTimeSeconds(1));
        document.Properties.Set("my:thing", new Dictionary<string, object?>(StringComparer.Ordinal) { ["a"] = 1L });
        document.Properties.Set("file:content", blob);
        var infos = new Dictionary<string, string>(StringComparer.Ordinal);
        if (rendition is not null)
            infos["rendition"] = rendition;
        return new DownloadContext(new Principal(user, [group]), document, PropertyPath.Parse(xpath), xpath, blob, reason, infos);
    }
}
