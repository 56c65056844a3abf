using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Query;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteSearchTests() : SearchContract(new SqliteTestDatabase());

public sealed class PostgresSearchTests() : SearchContract(new PostgresTestDatabase());

/// <summary>Queries find the same on each database.</summary>
public abstract class SearchContract(TestDatabase database) : SqlContract(database)
{
    private IDocumentSearch Search => Node.Get<IDocumentSearch>();

    [Theory]
    [InlineData("dc:title = 'Apple'", "a")]
    [InlineData("dc:title <> 'Apple'", "b c d")]
    [InlineData("dc:title IN ('Apple', 'banana')", "a b")]
    [InlineData("dc:title NOT IN ('Apple', 'banana')", "c d")]
    [InlineData("dc:title LIKE 'A%'", "a")]
    [InlineData("dc:title LIKE 'a%'", "")]
    [InlineData("dc:title ILIKE 'a%'", "a")]
    [InlineData("dc:title ILIKE '%GRÖßE%'", "d")]
    [InlineData("dc:title LIKE '_anana'", "b")]
    [InlineData("dc:title LIKE '100\\\\%*[%'", "c")]
    [InlineData("dc:title LIKE '100_*[x]'", "c")]
    [InlineData("dc:title > 'a'", "b")]
    [InlineData("dc:title = 'Größe ''\"'", "d")]
    [InlineData("dc:description IS NULL", "b c d")]
    [InlineData("dc:description IS NOT NULL", "a")]
    [InlineData("uid:major_version = 1", "a")]
    [InlineData("uid:major_version BETWEEN 1 AND 2", "a b")]
    [InlineData("uid:major_version > 1.5", "b c")]
    [InlineData("uid:major_version >= 10", "c")]
    [InlineData("my:flag = TRUE", "a")]
    [InlineData("my:flag = FALSE", "b")]
    [InlineData("my:number < 2.5", "a")]
    [InlineData("my:text = '5'", "b")]
    [InlineData("dc:issued < DATE '2026-01-01'", "a")]
    [InlineData("dc:issued >= TIMESTAMP '2026-01-01T00:00:00+00:00'", "b")]
    [InlineData("dc:issued = '2026-06-01T10:00:00+02:00'", "b")]
    [InlineData("dc:subjects = 'red'", "a b")]
    [InlineData("dc:subjects/* = 'green'", "b")]
    [InlineData("dc:subjects LIKE 'gr%'", "b")]
    [InlineData("dc:subjects IN ('green', 'blue')", "b")]
    [InlineData("dc:subjects/0 = 'red'", "a b")]
    [InlineData("dc:subjects IS NULL", "c d")]
    [InlineData("file:content IS NOT NULL", "a")]
    [InlineData("file:content/name = 'a.txt'", "a")]
    [InlineData("file:content/length > 3", "a")]
    [InlineData("content/name LIKE '%.txt'", "a")]
    [InlineData("files:files/*/file/name = 'b.pdf'", "b")]
    [InlineData("files:files/0/file/length = 7", "b")]
    [InlineData("ecm:name = 'a' OR ecm:name = 'b'", "a b")]
    [InlineData("NOT (ecm:name = 'a' OR ecm:name = 'b') AND ecm:primaryType = 'File'", "c d")]
    [InlineData("ecm:path STARTSWITH '/top'", "a b c d")]
    [InlineData("ecm:path STARTSWITH '/'  AND ecm:path STARTSWITH '/top/'", "a b c d")]
    [InlineData("ecm:path = '/top/a'", "a")]
    [InlineData("ecm:mixinType = 'Versionable'", "a b c d")]
    [InlineData("ecm:mixinType <> 'Versionable'", "")]
    [InlineData("ecm:mixinType = 'Special'", "d")]
    [InlineData("ecm:isTrashed = 1", "c")]
    [InlineData("ecm:isTrashed = FALSE AND ecm:isProxy = 0 AND ecm:isVersion = 0", "a b d")]
    [InlineData("ecm:currentLifeCycleState = 'project'", "a b c d")]
    public async Task A_condition_finds_what_meets_it(string condition, string expected)
    {
        await FillAsync();
        var query = NxqlParser.Parse($"SELECT * FROM File WHERE {condition} ORDER BY ecm:name");
        var found = await Search.FindAsync("default", query, 0, 100);
        string.Join(' ', found.Select(document => document.Name)).ShouldBe(expected);
        (await Search.CountAsync("default", query, 100)).ShouldBe(found.Count);
    }

    [Theory]
    [InlineData("dc:title", "c a d b")]
    [InlineData("dc:title DESC", "b d a c")]
    [InlineData("uid:major_version", "d a b c")]
    [InlineData("uid:major_version DESC", "c b a d")]
    [InlineData("my:flag, dc:title DESC", "d c b a")]
    [InlineData("dc:issued DESC", "b a d c")]
    [InlineData("ecm:path DESC", "d c b a")]
    public async Task An_order_puts_what_has_no_value_before_everything(string order, string expected)
    {
        await FillAsync();
        var query = NxqlParser.Parse($"SELECT * FROM File ORDER BY {order}");
        var found = string.Join(' ', (await Search.FindAsync("default", query, 0, 100)).Select(document => document.Name));
        found.ShouldBe(expected);
        var pages = new List<string>();
        for (var offset = 0; offset < 4; offset++)
            pages.AddRange((await Search.FindAsync("default", query, offset, 1)).Select(document => document.Name));
        string.Join(' ', pages).ShouldBe(found);
    }

    [Theory]
    [InlineData(false, " 10 Apple berry Ångström")]
    [InlineData(true, "Ångström berry Apple 10 ")]
    public async Task An_order_for_people_ignores_the_case_of_letters(bool isDescending, string expected)
    {
        var top = await Node.CreateAsync(await Node.RootAsync(), "top", "Folder");
        foreach (var (name, title) in new[] { ("a", "berry"), ("b", "Apple"), ("c", "Ångström"), ("d", "10") })
            await AddAsync(top, name, ("dc:title", title));
        await AddAsync(top, "e");
        var query = new NxqlQuery(["File"], Where: null, [new NxqlOrder("dc:title", isDescending, Position: 0) { IgnoresCase = true }]);
        var found = await Search.FindAsync("default", query, 0, 10);
        string.Join(' ', found.Select(document => document.Properties.Get("dc:title"))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("ecm:fulltext = 'x'", "'ecm:fulltext' is not offered")]
    [InlineData("dc:nothing = 'x'", "has no property 'dc:nothing'")]
    [InlineData("nothing = 'x'", "no property 'nothing'")]
    [InlineData("uid:major_version = 'x'", "takes a number")]
    [InlineData("dc:issued > 'x'", "takes a date")]
    [InlineData("file:content = 'x'", "no single value")]
    [InlineData("file:content/colour = 'x'", "no property 'file:content/colour'")]
    [InlineData("dc:title STARTSWITH '/a'", "STARTSWITH")]
    [InlineData("ecm:path STARTSWITH 'a'", "absolute path")]
    [InlineData("uid:major_version LIKE '1%'", "pattern")]
    [InlineData("ecm:ancestorId > 'x'", "by =, <> or IN")]
    public async Task What_is_not_offered_is_an_error_with_its_position(string condition, string what)
    {
        var problem = await Should.ThrowAsync<NxqlException>(() => Search.FindAsync("default", NxqlParser.Parse($"SELECT * FROM Document WHERE {condition}"), 0, 10));
        problem.Message.ShouldContain(what);
        problem.Position.ShouldBe("SELECT * FROM Document WHERE ".Length);
    }

    [Fact]
    public async Task Documents_below_an_ancestor_are_found_and_it_itself_is_not()
    {
        var top = await FillAsync();
        await Node.CreateAsync(await Node.RootAsync(), "topless");
        foreach (var (ancestor, expected) in (IEnumerable<(Document, long)>)[(top, 4), (await Node.RootAsync(), 10)])
            (await Search.CountAsync("default", NxqlParser.Parse($"SELECT * FROM Document WHERE ecm:ancestorId = '{ancestor.Id}'"), 100)).ShouldBe(expected);
    }

    [Fact]
    public async Task Whoever_asks_gets_pages_of_what_may_be_read()
    {
        var top = await Node.CreateAsync(await Node.RootAsync(), "top", "Folder");
        for (var i = 0; i < 7; i++)
        {
            var file = await Node.CreateAsync(top, $"file{i}");
            if (i % 2 == 0)
                await Node.Access.SetEntriesAsync(file, [new AccessEntry("bob", Permission.Read)]);
        }
        var search = Node.Get<ReadableSearch>();
        var query = NxqlParser.Parse("SELECT * FROM File ORDER BY ecm:name");
        var bob = new Principal("bob", []);
        var first = await search.FindAsync(bob, "default", query, 0, 3);
        (string.Join(' ', first.Documents.Select(document => document.Name)), first.HasMore).ShouldBe(("file0 file2 file4", true));
        var second = await search.FindAsync(bob, "default", query, 3, 3);
        (string.Join(' ', second.Documents.Select(document => document.Name)), second.HasMore, second.Total).ShouldBe(("file6", false, 4L));
        (await search.FindAsync(new Principal("eve", []), "default", query, 0, 3)).ShouldSatisfyAllConditions(
            page => page.Documents.ShouldBeEmpty(), page => page.Total.ShouldBe(0));
        var all = await search.FindAsync(Principal.System, "default", query, 0, 3);
        (all.Documents.Count, all.Total, all.HasMore).ShouldBe((3, 7L, true));
    }

    private async Task<Document> FillAsync()
    {
        var top = await Node.CreateAsync(await Node.RootAsync(), "top", "Folder");
        await AddAsync(top, "a", ("dc:title", "Apple"), ("dc:description", "x"), ("uid:major_version", 1L), ("my:flag", true), ("my:number", 2.25), ("dc:issued", Time(2025)),
            ("dc:subjects", new List<object?> { "red" }), ("file:content", Blob("a.txt", 5)));
        await AddAsync(top, "b", ("dc:title", "banana"), ("uid:major_version", 2L), ("my:flag", false), ("my:number", 3L), ("my:text", "5"), ("dc:issued", Time(2026)),
            ("dc:subjects", new List<object?> { "red", "green" }),
            ("files:files", new List<object?> { new Dictionary<string, object?> { ["file"] = Blob("b.pdf", 7) } }));
        var c = await AddAsync(top, "c", ("dc:title", "100%*[x]"), ("uid:major_version", 10L), ("my:odd", "a\0b \\u0000"));
        await Documents.UpdateAsync(c with { IsTrashed = true });
        var d = await AddAsync(top, "d", ("dc:title", "Größe '\""));
        await Documents.UpdateAsync(d with { Facets = ["Special"] });
        return top;
    }

    private async Task<Document> AddAsync(Document parent, string name, params (string Path, object Value)[] values)
    {
        var properties = new PropertyMap();
        foreach (var (path, value) in values)
            properties.Set(path, value);
        return await Node.CreateAsync(parent, name, properties: properties);
    }

    private static DateTimeOffset Time(int year) => new(year, 6, 1, 8, 0, 0, TimeSpan.Zero);

    private static BlobInfo Blob(string name, long length) => new() { Key = new BlobKey("default", "0123456789abcdef0123456789abcdef"), FileName = name, Length = length, MediaType = "text/plain" };
}
