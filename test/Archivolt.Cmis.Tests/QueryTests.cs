using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Access;
using Archivolt.Documents;

namespace Archivolt.Cmis.Tests;

/// <summary>Queries in the part of CMIS's language that is offered.</summary>
public sealed class QueryTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Conditions_find_what_they_say()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var inner = await client.FolderAsync("inner");
        var first = await client.CreateAsync("it's 100%.txt", "12345");
        await client.CreateAsync("b_c.txt", "1234567890");
        await client.CreateAsync("deep.txt", folder: inner);
        await client.PostAsync(first, "update", [("propertyId[0]", "dc:subjects"), ("propertyValue[0][0]", "red"), ("propertyValue[0][1]", "blue"), ("propertyId[1]", "dc:issued"), ("propertyValue[1]", "2020-05-01T00:00:00Z")]);
        var here = $"IN_FOLDER('{client.FolderId}')";
        foreach (var (condition, names) in (List<(string, string[])>)
        [
            (here, ["b_c.txt", "it's 100%.txt"]),
            ($"IN_TREE('{client.FolderId}')", ["b_c.txt", "deep.txt", "it's 100%.txt"]),
            ($"{here} AND cmis:name = 'it''s 100%.txt'", ["it's 100%.txt"]),
            ($@"{here} AND cmis:name = 'it\'s 100%.txt'", ["it's 100%.txt"]),
            ($@"{here} AND cmis:name LIKE '%100\%%'", ["it's 100%.txt"]),
            ($@"{here} AND cmis:name LIKE 'b\_c.%'", ["b_c.txt"]),
            ($"{here} AND cmis:name NOT LIKE 'b%'", ["it's 100%.txt"]),
            ($"{here} AND cmis:name IN ('b_c.txt', 'x')", ["b_c.txt"]),
            ($"{here} AND cmis:name NOT IN ('b_c.txt', 'x')", ["it's 100%.txt"]),
            ($"{here} AND cmis:contentStreamLength > 5", ["b_c.txt"]),
            ($"{here} AND cmis:contentStreamLength <= 5 AND cmis:contentStreamMimeType = 'text/plain'", ["it's 100%.txt"]),
            ($"{here} AND (dc:issued >= TIMESTAMP '2020-05-01T00:00:00.000Z' OR cmis:name = 'none')", ["it's 100%.txt"]),
            ($"{here} AND dc:issued IS NULL", ["b_c.txt"]),
            ($"{here} AND NOT (dc:issued IS NOT NULL)", ["b_c.txt"]),
            ($"{here} AND 'red' = ANY dc:subjects", ["it's 100%.txt"]),
            ($"{here} AND ANY dc:subjects IN ('blue', 'green')", ["it's 100%.txt"]),
            ($"{here} AND cmis:createdBy <> 'somebody'", ["b_c.txt", "it's 100%.txt"]),
            ($"{here} AND cmis:objectId = '{first}'", ["it's 100%.txt"]),
            ($"{here} AND cmis:creationDate > TIMESTAMP '2999-01-01T00:00:00Z'", []),
        ])
        {
            (await client.QueryAsync($"SELECT * FROM cmis:document WHERE {condition} ORDER BY cmis:name")).ShouldBe(names, condition);
        }
        (await client.QueryAsync($"select d.cmis:name as cmis:name from File as d where in_folder(d, '{client.FolderId}') order by d.cmis:name desc")).ShouldBe(["it's 100%.txt", "b_c.txt"]);
        (await client.QueryAsync($"SELECT * FROM cmis:folder WHERE {here}")).ShouldBe(["inner"]);
        (await client.QueryAsync($"SELECT * FROM Picture WHERE {here}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Columns_have_the_names_that_they_are_asked_by_and_pages_follow()
    {
        using var client = await CmisClient.InFolderAsync(server);
        foreach (var name in (string[])["a", "b", "c"])
            await client.CreateAsync(name);
        var statement = Uri.EscapeDataString($"SELECT cmis:name AS who, cmis:objectId FROM cmis:document WHERE IN_FOLDER('{client.FolderId}') ORDER BY cmis:name");
        var page = await (await client.GetAsync($"json/cmis/default?cmisselector=query&statement={statement}&maxItems=2&skipCount=1")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        page.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("properties").GetProperty("who").Text("value")).ShouldBe(["b", "c"]);
        page.GetProperty("results")[0].GetProperty("properties").GetProperty("who").Text("id").ShouldBe("cmis:name");
        page.GetProperty("hasMoreItems").GetBoolean().ShouldBeFalse();
        using var posted = await client.PostAsync(null, "query", [("statement", $"SELECT * FROM cmis:document WHERE IN_FOLDER('{client.FolderId}')"), ("maxItems", "1"), ("succinct", "true")]);
        (await posted.ShouldBe(HttpStatusCode.OK).JsonAsync()).GetProperty("results").GetArrayLength().ShouldBe(1);
        // Clients call it q in a URL and statement in a form, or the other way round.
        (await client.GetAsync($"json/cmis/default?cmisselector=query&q={statement}")).ShouldBe(HttpStatusCode.OK);
        using var xml = await client.SendAtomAsync(HttpMethod.Post, "atom/cmis/default/query",
            $"<cmis:query xmlns:cmis=\"{CmisClient.Core}\"><cmis:statement><![CDATA[SELECT * FROM cmis:document WHERE cmis:name >= 'b' AND IN_FOLDER('{client.FolderId}')]]></cmis:statement><cmis:maxItems>1</cmis:maxItems></cmis:query>", "application/cmisquery+xml");
        var feed = System.Xml.Linq.XElement.Parse(await xml.ShouldBe(HttpStatusCode.Created).Content.ReadAsStringAsync());
        feed.Elements(CmisClient.Atom + "entry").Count().ShouldBe(1);
        feed.Element(CmisClient.Rest + "numItems")!.Value.ShouldBe("2");
    }

    [Fact]
    public async Task Nobody_finds_what_they_may_not_read()
    {
        using var client = await CmisClient.InFolderAsync(server);
        await client.CreateAsync("open.txt");
        var closed = await client.CreateAsync("closed.txt");
        using var reader = await client.AsAsync("query-reader");
        var (documents, access) = (server.Get<IDocumentStore>(), server.Get<IDocumentAccess>());
        await access.SetEntriesAsync((await documents.FindAsync("default", client.FolderId))!, [new AccessEntry("query-reader", Permission.Read)]);
        await access.SetEntriesAsync((await documents.FindAsync("default", closed))!, [new AccessEntry("query-reader", Permission.Read, Granted: false)]);
        (await reader.QueryAsync($"SELECT * FROM cmis:document WHERE IN_TREE('{client.FolderId}')")).ShouldBe(["open.txt"]);
        (await reader.NamesAsync()).ShouldBe(["open.txt"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SELECT")]
    [InlineData("SELECT * FROM")]
    [InlineData("SELECT * FROM nosuch")]
    [InlineData("SELECT nosuch FROM File")]
    [InlineData("SELECT * FROM cmis:document WHERE")]
    [InlineData("SELECT * FROM cmis:document WHERE CONTAINS('x')")]
    [InlineData("SELECT * FROM cmis:document WHERE cmis:name")]
    [InlineData("SELECT * FROM cmis:document WHERE cmis:name = ")]
    [InlineData("SELECT * FROM cmis:document WHERE cmis:name = 5")]
    [InlineData("SELECT * FROM cmis:document WHERE cmis:name = 'x")]
    [InlineData("SELECT * FROM cmis:document WHERE cmis:isImmutable = TRUE")]
    [InlineData("SELECT * FROM cmis:document WHERE cmis:creationDate > 'yesterday'")]
    [InlineData("SELECT * FROM cmis:document WHERE cmis:contentStreamLength > 'x'")]
    [InlineData("SELECT * FROM cmis:document WHERE dc:subjects = 'x'")]
    [InlineData("SELECT * FROM cmis:document WHERE 'x' = ANY cmis:name")]
    [InlineData("SELECT * FROM cmis:document WHERE IN_FOLDER(other, 'x')")]
    [InlineData("SELECT * FROM cmis:document WHERE IN_FOLDER(5)")]
    [InlineData("SELECT * FROM cmis:document d JOIN cmis:folder f ON d.x = f.y")]
    [InlineData("SELECT * FROM cmis:document, cmis:folder")]
    [InlineData("SELECT * FROM cmis:document ORDER BY cmis:isImmutable")]
    [InlineData("SELECT * FROM cmis:document; DROP TABLE documents")]
    [InlineData("SELECT * FROM cmis:document WHERE cmis:name = 'a' OR 1 = 1")]
    [InlineData("SELECT COUNT(*) FROM cmis:document")]
    [InlineData("DELETE FROM cmis:document")]
    public async Task What_is_not_offered_is_an_invalid_argument(string statement)
    {
        using var client = server.Client();
        await CmisClient.RefusedAsync(await client.GetAsync($"json/cmis/default?cmisselector=query&statement={Uri.EscapeDataString(statement)}"), 400, "invalidArgument");
    }

    [Fact]
    public async Task A_query_is_bounded()
    {
        using var client = await CmisClient.InFolderAsync(server);
        foreach (var statement in (string[])
        [
            $"SELECT * FROM cmis:document WHERE {new string('(', 5000)}cmis:name = 'a'{new string(')', 5000)}",
            $"SELECT * FROM cmis:document WHERE {string.Concat(Enumerable.Repeat("NOT ", 5000))}cmis:name = 'a'",
            $"SELECT * FROM cmis:document WHERE cmis:name IN ({string.Join(',', Enumerable.Repeat("'a'", 5000))})",
            $"SELECT * FROM cmis:document WHERE cmis:name = '{new string('a', 70_000)}'",
            "SELECT * FROM cmis:document WHERE cmis:name = 'a\0b'",
            $"SELECT * FROM cmis:document ORDER BY {string.Join(',', Enumerable.Repeat("cmis:name", 3000))}",
        ])
        {
            await CmisClient.RefusedAsync(await client.PostAsync(null, "query", [("statement", statement)]), 400, "invalidArgument");
        }
        (await client.QueryAsync("SELECT * FROM cmis:document WHERE cmis:name = '''; DROP TABLE documents; --'")).ShouldBeEmpty();
    }
}
