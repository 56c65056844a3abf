using System.Net;
using System.Xml.Linq;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;

namespace Archivolt.Cmis.Tests;

/// <summary>The AtomPub binding: every resource and method.</summary>
public sealed class AtomTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly XNamespace App = "http://www.w3.org/2007/app";

    [Theory]
    [InlineData("atom/cmis", "1.1")]
    [InlineData("atom/cmis10", "1.0")]
    public async Task The_service_document_leads_to_everything(string url, string version)
    {
        using var client = await CmisClient.InFolderAsync(server);
        using var answer = await client.GetAsync(url);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/atomsvc+xml");
        var workspace = XElement.Parse(await answer.Content.ReadAsStringAsync()).Element(App + "workspace")!;
        var info = workspace.Element(CmisClient.Rest + "repositoryInfo")!;
        info.Element(CmisClient.Core + "cmisVersionSupported")!.Value.ShouldBe(version);
        workspace.Elements(App + "collection").Select(collection => collection.Element(CmisClient.Rest + "collectionType")!.Value).ShouldBe(["root", "types", "query", "checkedout"]);
        foreach (var href in workspace.Elements(App + "collection").Where(collection => collection.Element(CmisClient.Rest + "collectionType")!.Value != "query").Select(collection => collection.Attribute("href")!.Value)
            .Concat(workspace.Elements(CmisClient.Atom + "link").Select(link => link.Attribute("href")!.Value)))
        {
            (await client.GetAsync(href)).ShouldBe(HttpStatusCode.OK);
        }
        var templates = workspace.Elements(CmisClient.Rest + "uritemplate").ToDictionary(template => template.Element(CmisClient.Rest + "type")!.Value, template => template.Element(CmisClient.Rest + "template")!.Value);
        templates.Keys.ShouldBe(["objectbyid", "objectbypath", "query", "typebyid"]);
        var byId = System.Text.RegularExpressions.Regex.Replace(templates["objectbyid"].Replace("{id}", client.FolderId, StringComparison.Ordinal), @"\{\w+\}", "");
        var entry = XElement.Parse(await client.Http.GetStringAsync(byId));
        CmisClient.ValueOf(entry, "cmis:objectId").ShouldBe(client.FolderId);
        entry.Descendants(CmisClient.Core + "propertyString").Any(property => property.Attribute("propertyDefinitionId")!.Value == "cmis:description").ShouldBe(version == "1.1");
        var type = XElement.Parse(await client.Http.GetStringAsync(templates["typebyid"].Replace("{id}", "File", StringComparison.Ordinal)));
        type.Descendants(CmisClient.Core + "propertyDateTimeDefinition").ShouldNotBeEmpty();
        XElement.Parse(await client.Http.GetStringAsync(templates["objectbypath"].Split('?')[0] + "?path=/")).Name.LocalName.ShouldBe("entry");
    }

    [Fact]
    public async Task A_document_is_created_from_an_entry_and_every_link_of_it_answers()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var content = new byte[2_000_000];
        new Random(2).NextBytes(content);
        var base64 = Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks);
        using var answer = await client.SendAtomAsync(HttpMethod.Post, client.AtomUrl("children", $"id={client.FolderId}"),
            CmisClient.Entry(base64, ("cmis:name", "a &amp; b.txt"), ("cmis:objectTypeId", "cmis:document"), ("dc:title", "Title")));
        var entry = XElement.Parse(await answer.ShouldBe(HttpStatusCode.Created).Content.ReadAsStringAsync());
        var id = CmisClient.ValueOf(entry, "cmis:objectId")!;
        answer.Headers.Location!.AbsoluteUri.ShouldEndWith(id);
        CmisClient.ValueOf(entry, "cmis:name").ShouldBe("a & b.txt");
        CmisClient.ValueOf(entry, "dc:title").ShouldBe("Title");
        (await client.Http.GetByteArrayAsync(entry.Element(CmisClient.Atom + "content")!.Attribute("src")!.Value)).ShouldBe(content);
        var shown = await client.AtomAsync("entry", $"id={id}&renditionFilter=*&includeAllowableActions=true");
        foreach (var href in shown.Elements(CmisClient.Atom + "link").Where(link => link.Attribute("rel")!.Value != "service").Select(link => link.Attribute("href")!.Value))
            (await client.GetAsync(href)).ShouldBe(HttpStatusCode.OK);
        shown.Descendants(CmisClient.Core + "canGetContentStream").Single().Value.ShouldBe("true");
        shown.Descendants(CmisClient.Core + "streamId").First().Value.ShouldBe("nuxeo:icon");
        var folder = await client.AtomAsync("entry", $"id={client.FolderId}");
        foreach (var href in folder.Elements(CmisClient.Atom + "link").Select(link => link.Attribute("href")!.Value))
            (await client.GetAsync(href)).ShouldBe(HttpStatusCode.OK);
        (await client.AtomAsync("path", "path=/default-domain/workspaces")).Name.LocalName.ShouldBe("entry");
    }

    [Fact]
    public async Task Feeds_have_pages_and_trees_hold_feeds()
    {
        using var client = await CmisClient.InFolderAsync(server);
        using var made = await client.SendAtomAsync(HttpMethod.Post, client.AtomUrl("children", $"id={client.FolderId}"), CmisClient.Entry(null, ("cmis:name", "inner"), ("cmis:objectTypeId", "cmis:folder")));
        var inner = CmisClient.ValueOf(XElement.Parse(await made.ShouldBe(HttpStatusCode.Created).Content.ReadAsStringAsync()), "cmis:objectId")!;
        foreach (var name in (string[])["a", "b", "c"])
            await client.CreateAsync(name, folder: inner);
        var page = await client.AtomAsync("children", $"id={inner}&maxItems=2&orderBy=cmis:name%20DESC&includePathSegment=true");
        page.Element(CmisClient.Rest + "numItems")!.Value.ShouldBe("3");
        page.Elements(CmisClient.Atom + "entry").Select(entry => entry.Element(CmisClient.Rest + "pathSegment")!.Value).ShouldBe(["c", "b"]);
        var next = page.Elements(CmisClient.Atom + "link").Single(link => link.Attribute("rel")!.Value == "next").Attribute("href")!.Value;
        var last = XElement.Parse(await client.Http.GetStringAsync(next));
        last.Elements(CmisClient.Atom + "entry").Select(entry => entry.Element(CmisClient.Atom + "title")!.Value).ShouldBe(["a"]);
        last.Elements(CmisClient.Atom + "link").Select(link => link.Attribute("rel")!.Value).ShouldNotContain("next");
        var tree = await client.AtomAsync("descendants", $"id={client.FolderId}&depth=-1");
        tree.Elements(CmisClient.Atom + "entry").Single().Element(CmisClient.Rest + "children")!.Descendants(CmisClient.Atom + "entry").Count().ShouldBe(3);
        var parents = await client.AtomAsync("parents", $"id={inner}&includeRelativePathSegment=true");
        CmisClient.ValueOf(parents.Element(CmisClient.Atom + "entry")!, "cmis:objectId").ShouldBe(client.FolderId);
        (await client.AtomAsync("types", "typeId=cmis:folder&maxItems=2")).Elements(CmisClient.Atom + "entry").Count().ShouldBe(2);
        (await client.AtomAsync("typedesc", "depth=-1&includePropertyDefinitions=true")).Descendants(CmisClient.Core + "propertyStringDefinition").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Content_is_put_with_its_name_and_conditions()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt", "first");
        var url = client.AtomUrl("content", $"id={id}");
        using var put = await client.SendAtomAsync(HttpMethod.Put, url, "second", "text/plain", ("Content-Disposition", "attachment; filename=\"b.txt\""));
        CmisClient.ValueOf(XElement.Parse(await put.ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()), "cmis:contentStreamFileName").ShouldBe("b.txt");
        (await client.ContentAsync(id)).ShouldBe("second");
        var tag = (await client.GetAsync(url)).Headers.ETag!.Tag;
        await CmisClient.RefusedAsync(await client.SendAtomAsync(HttpMethod.Put, url + "&overwriteFlag=false", "x", "text/plain"), 409, "contentAlreadyExists");
        await CmisClient.RefusedAsync(await client.SendAtomAsync(HttpMethod.Put, url + "&changeToken=0-0", "x", "text/plain"), 409, "updateConflict");
        (await client.SendAtomAsync(HttpMethod.Put, url, "x", "text/plain", ("If-Match", "\"other\""))).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await client.SendAtomAsync(HttpMethod.Put, url, "third", "text/plain", ("If-Match", tag))).ShouldBe(HttpStatusCode.OK);
        (await client.SendAtomAsync(HttpMethod.Put, url + "&append=true&isLastChunk=true", " and last", "text/plain")).ShouldBe(HttpStatusCode.OK);
        (await client.ContentAsync(id)).ShouldBe("third and last");
        (await client.SendAtomAsync(HttpMethod.Delete, url)).ShouldBe(HttpStatusCode.NoContent);
        await CmisClient.RefusedAsync(await client.GetAsync(url), 409, "constraint");
        (await client.SendAtomAsync(HttpMethod.Put, url, "anew", "text/plain")).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Properties_places_and_existence_change()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var (folder, id) = (await client.FolderAsync("f"), await client.CreateAsync("a.txt"));
        using var updated = await client.SendAtomAsync(HttpMethod.Put, client.AtomUrl("entry", $"id={id}"), CmisClient.Entry(null, ("cmis:name", "b.txt"), ("dc:title", "T")));
        CmisClient.ValueOf(XElement.Parse(await updated.ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()), "cmis:name").ShouldBe("b.txt");
        // The title of an entry is no new name.
        (await client.SendAtomAsync(HttpMethod.Put, client.AtomUrl("entry", $"id={id}"), CmisClient.Entry(null, ("dc:title", "U")))).ShouldBe(HttpStatusCode.OK);
        (await client.PropertiesAsync(id)).Text("cmis:name").ShouldBe("b.txt");
        await CmisClient.RefusedAsync(await client.SendAtomAsync(HttpMethod.Put, client.AtomUrl("entry", $"id={id}"), CmisClient.Entry(null, ("cmis:changeToken", "0-0"), ("dc:title", "V"))), 409, "updateConflict");
        await CmisClient.RefusedAsync(await client.SendAtomAsync(HttpMethod.Put, client.AtomUrl("entry", $"id={id}"), CmisClient.Entry("eA==", ("dc:title", "V"))), 409, "constraint");
        (await client.SendAtomAsync(HttpMethod.Post, client.AtomUrl("children", $"id={folder}&sourceFolderId={client.FolderId}"), CmisClient.Entry(null, ("cmis:objectId", id)))).ShouldBe(HttpStatusCode.Created);
        (await client.NamesAsync(folder)).ShouldBe(["b.txt"]);
        await CmisClient.RefusedAsync(await client.SendAtomAsync(HttpMethod.Post, client.AtomUrl("children", $"id={client.FolderId}"), CmisClient.Entry(null, ("cmis:objectId", id))), 405, "notSupported");
        await CmisClient.RefusedAsync(await client.SendAtomAsync(HttpMethod.Delete, client.AtomUrl("entry", $"id={folder}")), 409, "constraint");
        (await client.SendAtomAsync(HttpMethod.Delete, client.AtomUrl("entry", $"id={id}"))).ShouldBe(HttpStatusCode.NoContent);
        (await client.SendAtomAsync(HttpMethod.Delete, client.AtomUrl("descendants", $"id={folder}"))).ShouldBe(HttpStatusCode.NoContent);
        (await client.NamesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_that_XML_cannot_hold_is_shown_all_the_same()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var documents = server.Get<IDocumentStore>();
        var parent = (await documents.FindAsync("default", client.FolderId))!;
        var document = new Document { Repository = "default", Id = "", ParentId = parent.Id, Name = "x\uFFFEy", Path = "", Type = "File" };
        document.Properties.Set("dc:title", "a\u0001b");
        await documents.CreateAsync(document);
        (await client.AtomAsync("children", $"id={client.FolderId}")).Elements(CmisClient.Atom + "entry").Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("eHh4", "xxx")]
    [InlineData("eA==", "x")]
    [InlineData("", "")]
    [InlineData(" e\n H<!-- c -->h<![CDATA[4]]>&#65;AA= ", "xxx\0\0")]
    [InlineData("eHh", null)]
    [InlineData("eHh4e", null)]
    [InlineData("eA=", null)]
    [InlineData("eA", null)]
    [InlineData("eA==eA==", null)]
    [InlineData("=", null)]
    [InlineData("eHh\u00e4", null)]
    [InlineData("eHh4<x/>", null)]
    public async Task Content_in_base64_is_whole_or_refused(string base64, string? content)
    {
        using var client = await CmisClient.InFolderAsync(server);
        using var answer = await client.SendAtomAsync(HttpMethod.Post, client.AtomUrl("children", $"id={client.FolderId}"),
            CmisClient.Entry("<!-- c -->" + base64, ("cmis:name", "a.txt"), ("cmis:objectTypeId", "cmis:document")));
        ((int)answer.StatusCode).ShouldBe(content is null ? 400 : 201, await answer.Content.ReadAsStringAsync());
        (await client.NamesAsync()).ShouldBe(content is null ? [] : ["a.txt"]);
        if (content is not null)
            (await client.ContentAsync(CmisClient.ValueOf(XElement.Parse(await answer.Content.ReadAsStringAsync()), "cmis:objectId")!)).ShouldBe(content);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    public async Task Large_content_that_lacks_a_character_at_its_end_is_refused(int missing)
    {
        using var client = await CmisClient.InFolderAsync(server);
        var base64 = Convert.ToBase64String(new byte[1_500_000]);
        using var answer = await client.SendAtomAsync(HttpMethod.Post, client.AtomUrl("children", $"id={client.FolderId}"),
            CmisClient.Entry(base64[..^(missing / 4 * 4 + 1)], ("cmis:name", "a.txt"), ("cmis:objectTypeId", "cmis:document")));
        await CmisClient.RefusedAsync(answer, 400, "invalidArgument");
        (await client.NamesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("<atom:entry")]
    [InlineData("<other/>")]
    [InlineData("""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><entry xmlns="http://www.w3.org/2005/Atom"><title>&e;</title></entry>""")]
    [InlineData("""<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><entry xmlns="http://www.w3.org/2005/Atom"/>""")]
    [InlineData("""<entry xmlns="http://www.w3.org/2005/Atom"><title><b/></title></entry>""")]
    [InlineData("""<entry xmlns="http://www.w3.org/2005/Atom" xmlns:r="http://docs.oasis-open.org/ns/cmis/restatom/200908/"><r:content><r:base64>!!!!</r:base64></r:content></entry>""")]
    [InlineData("""<entry xmlns="http://www.w3.org/2005/Atom" xmlns:r="http://docs.oasis-open.org/ns/cmis/restatom/200908/"><r:content><r:base64>eA==<x/></r:base64></r:content></entry>""")]
    [InlineData("""<entry xmlns="http://www.w3.org/2005/Atom" xmlns:r="http://docs.oasis-open.org/ns/cmis/restatom/200908/"><r:content><r:base64>eHh4""")]
    [InlineData("""<entry xmlns="http://www.w3.org/2005/Atom" xmlns:r="http://docs.oasis-open.org/ns/cmis/restatom/200908/"><r:content><r:base64>eA==</r:base64></r:content><r:content><r:base64>eA==</r:base64></r:content></entry>""")]
    public async Task A_body_that_is_no_entry_is_refused(string body)
    {
        using var client = await CmisClient.InFolderAsync(server);
        await CmisClient.RefusedAsync(await client.SendAtomAsync(HttpMethod.Post, client.AtomUrl("children", $"id={client.FolderId}"), body), 400, "invalidArgument");
        (await client.NamesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_entry_is_bounded_in_size_and_depth_besides_its_content()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var deep = string.Concat(Enumerable.Repeat("<a>", 5000)) + string.Concat(Enumerable.Repeat("</a>", 5000));
        var large = new string('x', 3_000_000);
        foreach (var body in (string[])
        [
            $"<entry xmlns=\"{CmisClient.Atom}\">{deep}</entry>",
            $"<entry xmlns=\"{CmisClient.Atom}\"><title>{large}</title></entry>",
            $"<entry xmlns=\"{CmisClient.Atom}\" a=\"{large}\"/>",
            $"<entry xmlns=\"{CmisClient.Atom}\" xmlns:r=\"{CmisClient.Rest}\"><r:content><r:base64>eA==<x a=\"{large}\"/></r:base64></r:content></entry>",
        ])
        {
            await CmisClient.RefusedAsync(await client.SendAtomAsync(HttpMethod.Post, client.AtomUrl("children", $"id={client.FolderId}"), body), 400, "invalidArgument");
        }
    }

    [Fact]
    public async Task URLs_and_methods_that_are_not_there_are_refused()
    {
        using var client = await CmisClient.InFolderAsync(server);
        foreach (var url in (string[])["atom/cmis/other", "atom/cmis/default/nosuch", "atom/cmis/default/entry/x", client.AtomUrl("entry", "id=x"), client.AtomUrl("entry", $"id={Guid.NewGuid()}"), client.AtomUrl("type", "typeId=x"), client.AtomUrl("path", "path=/x%00y")])
            await CmisClient.RefusedAsync(await client.GetAsync(url), 404, "objectNotFound");
        foreach (var url in (string[])[client.AtomUrl("entry", ""), client.AtomUrl("path", "path=relative"), client.AtomUrl("children", $"id={client.FolderId}&maxItems=-5"), "atom/cmis/default%2Fentry"])
            await CmisClient.RefusedAsync(await client.GetAsync(url), 400, "invalidArgument");
        foreach (var (method, url) in (List<(HttpMethod, string)>)[(HttpMethod.Post, "atom/cmis"), (HttpMethod.Delete, "atom/cmis/default"), (HttpMethod.Put, client.AtomUrl("children", "")), (HttpMethod.Patch, client.AtomUrl("entry", ""))])
            await CmisClient.RefusedAsync(await client.SendAtomAsync(method, url, "x"), 405, "notSupported");
    }
}
