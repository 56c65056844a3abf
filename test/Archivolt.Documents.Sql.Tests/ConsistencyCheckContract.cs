using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Integrity;
using Archivolt.Providers;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteConsistencyCheckTests() : ConsistencyCheckContract(new SqliteTestDatabase());

public sealed class PostgresConsistencyCheckTests() : ConsistencyCheckContract(new PostgresTestDatabase());

public abstract class ConsistencyCheckContract(TestDatabase database) : SqlContract(database)
{
    private BlobProvider Provider => Node.Get<BlobManager>()["default"];

    [Fact]
    public async Task What_fits_is_no_finding()
    {
        await FileAsync("a", "one");
        await FileAsync("b", "two");
        (await CheckAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Missing_unreferenced_and_wrong_length_are_told_with_their_documents()
    {
        var sound = await FileAsync("sound", "sound");
        var missing = await FileAsync("missing", "missing");
        var again = await FileAsync("again", "missing");
        var wrong = await FileAsync("wrong", "wrong", length: 4);
        var orphan = (await Provider.WriteAsync(BlobSource.FromText("orphan"))).Key.Key;
        var order = missing.Event("blobShredded", new Principal("tester", []), Clock, "test");
        await Provider.Store.DeleteAsync(KeyOf(missing), await Node.Audit.AuthorizeShredAsync(order));

        var findings = await CheckAsync();

        findings.Select(finding => finding.Key.Key).ShouldBeInOrder();
        findings.ToDictionary(finding => finding.Key.Key, finding => finding.Inconsistency).ShouldBe(new Dictionary<string, Inconsistency>
        {
            [KeyOf(missing)] = Inconsistency.Missing,
            [orphan] = Inconsistency.Unreferenced,
            [KeyOf(wrong)] = Inconsistency.WrongLength,
        }, ignoreOrder: true);
        findings.Single(finding => finding.Inconsistency == Inconsistency.Missing).Documents.Select(document => document.Path)
            .ShouldBe([missing.Path, again.Path], ignoreOrder: true);
        findings.Single(finding => finding.Inconsistency == Inconsistency.WrongLength).Detail.ShouldBe("The document says 4 bytes, stored are 5.");
        KeyOf(sound).ShouldNotBeNull();
    }

    /// <summary>Whatever is stored and referred to, the merge finds what two sets find.</summary>
    [Fact]
    public async Task The_merge_finds_what_sets_find()
    {
        var random = new Random(7);
        var root = await Node.RootAsync();
        for (var round = 0; round < 10; round++)
        {
            var texts = Enumerable.Range(0, 30).Select(i => $"round {round} text {i}").ToList();
            var stored = texts.Where(_ => random.Next(2) == 0).ToHashSet();
            var referred = texts.Where(_ => random.Next(2) == 0).ToHashSet();
            foreach (var text in stored)
                await Provider.WriteAsync(BlobSource.FromText(text));
            foreach (var text in referred)
                await ReferAsync(root, $"r{round}-{text}", text, text.Length);
            var before = await CheckAsync();
            string[] missing = [.. referred.Except(stored).Select(KeyOf)];
            string[] orphans = [.. stored.Except(referred).Select(KeyOf)];
            Keys(before, Inconsistency.Missing).Intersect(texts.Select(KeyOf)).ShouldBe(missing, ignoreOrder: true);
            Keys(before, Inconsistency.Unreferenced).Intersect(texts.Select(KeyOf)).ShouldBe(orphans, ignoreOrder: true);
        }
    }

    private static IEnumerable<string> Keys(IEnumerable<ConsistencyFinding> findings, Inconsistency inconsistency) =>
        findings.Where(finding => finding.Inconsistency == inconsistency).Select(finding => finding.Key.Key);

    private static string KeyOf(string text) => DigestAlgorithm.Sha256.Hash(System.Text.Encoding.UTF8.GetBytes(text)).Hex;

    private static string KeyOf(Document document) => ((BlobInfo)document.Properties.Get("file:content")!).Key.Key;

    private async Task<Document> FileAsync(string name, string text, long? length = null)
    {
        await Provider.WriteAsync(BlobSource.FromText(text));
        return await ReferAsync(await Node.RootAsync(), name, text, length ?? text.Length);
    }

    private Task<Document> ReferAsync(Document root, string name, string text, long length)
    {
        var properties = new PropertyMap();
        properties.Set("file:content", new BlobInfo { Key = new BlobKey("default", KeyOf(text)), Length = length });
        return Node.CreateAsync(root, name, properties: properties);
    }

    private async Task<List<ConsistencyFinding>> CheckAsync()
    {
        var findings = new List<ConsistencyFinding>();
        await foreach (var finding in Node.Get<ConsistencyCheck>().RunAsync("default"))
            findings.Add(finding);
        return findings;
    }
}
