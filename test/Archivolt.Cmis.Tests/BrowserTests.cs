using System.Net;
using System.Text;
using System.Text.Json;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;

namespace Archivolt.Cmis.Tests;

/// <summary>The browser binding: every selector and action.</summary>
public sealed class BrowserTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly Principal Administrator = new(RunningServer.Admin, [Principal.Administrators]);

    [Fact]
    public async Task A_repository_says_what_it_can_do_and_clients_of_the_platform_find_their_version()
    {
        using var client = await CmisClient.InFolderAsync(server);
        foreach (var url in (string[])["json/cmis", "json/cmis/default", "json/cmis/default?cmisselector=repositoryInfo"])
        {
            var info = (await (await client.GetAsync(url)).ShouldBe(HttpStatusCode.OK).JsonAsync()).GetProperty("default");
            info.Text("productVersion").ShouldBe("2021.43");
            info.Text("cmisVersionSupported").ShouldBe("1.1");
            info.Text("rootFolderUrl").ShouldBe($"{server.Nuxeo}json/cmis/default/root");
            info.GetProperty("capabilities").Text("capabilityQuery").ShouldBe("metadataonly");
            var root = await client.PropertiesAsync(info.Text("rootFolderId")!);
            root.Text("cmis:path").ShouldBe("/");
            root.GetProperty("cmis:parentId").ValueKind.ShouldBe(JsonValueKind.Null);
        }
        await CmisClient.RefusedAsync(await client.GetAsync("json/cmis/other"), 404, "objectNotFound");
    }

    [Fact]
    public async Task Types_are_those_of_documents_below_the_two_of_CMIS()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var bases = await Repository("typeChildren");
        bases.GetProperty("types").EnumerateArray().Select(type => type.Text("id")).ShouldBe(["cmis:document", "cmis:folder"]);
        var page = await Repository("typeChildren", "&typeId=cmis:document&maxItems=1&skipCount=1");
        page.GetProperty("types").GetArrayLength().ShouldBe(1);
        page.GetProperty("hasMoreItems").GetBoolean().ShouldBeTrue();
        var tree = await Repository("typeDescendants", "&depth=-1");
        tree.EnumerateArray().Single(type => type.GetProperty("type").Text("id") == "cmis:folder").GetProperty("children").EnumerateArray()
            .Select(type => type.GetProperty("type").Text("id")).ShouldContain("Workspace");
        var file = await Repository("typeDefinition", "&typeId=File");
        file.Text("parentId").ShouldBe("cmis:document");
        file.Text("contentStreamAllowed").ShouldBe("allowed");
        var definitions = file.GetProperty("propertyDefinitions");
        definitions.GetProperty("cmis:creationDate").Text("propertyType").ShouldBe("datetime");
        definitions.GetProperty("dc:subjects").Text("cardinality").ShouldBe("multi");
        definitions.GetProperty("uid:major_version").Text("propertyType").ShouldBe("integer");
        definitions.GetProperty("dc:creator").Text("updatability").ShouldBe("readonly");
        definitions.GetProperty("dc:title").GetProperty("inherited").GetBoolean().ShouldBeTrue();
        definitions.GetProperty("uid:uid").GetProperty("inherited").GetBoolean().ShouldBeFalse();
        (await Repository("typeDefinition", "&typeId=Note")).Text("contentStreamAllowed").ShouldBe("notallowed");
        await CmisClient.RefusedAsync(await client.GetAsync("json/cmis/default?cmisselector=typeDefinition&typeId=Comment"), 404, "objectNotFound");

        async Task<JsonElement> Repository(string selector, string more = "") => await (await client.GetAsync($"json/cmis/default?cmisselector={selector}{more}")).ShouldBe(HttpStatusCode.OK).JsonAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_document_is_created_with_content_before_or_behind_its_fields(bool contentFirst)
    {
        using var client = await CmisClient.InFolderAsync(server);
        var content = new byte[300_000];
        new Random(1).NextBytes(content);
        (string, string)[] fields =
        [
            .. CmisClient.Properties(("cmis:name", "größe.bin"), ("cmis:objectTypeId", "cmis:document"), ("cmis:description", "what it is"), ("dc:issued", "86400000")),
            ("propertyId[4]", "dc:subjects"), ("propertyValue[4][0]", "a"), ("propertyValue[4][1]", "b"),
        ];
        using var answer = await client.PostAsync(client.FolderId, "createDocument", fields, content, "größe.bin", "application/octet-stream", contentFirst);
        answer.ShouldBe(HttpStatusCode.Created);
        var id = CmisClient.IdOf(await answer.JsonAsync());
        answer.Headers.Location!.AbsoluteUri.ShouldEndWith($"objectId={id}");
        var properties = await client.PropertiesAsync(id);
        properties.Text("cmis:name").ShouldBe("größe.bin");
        properties.Text("cmis:objectTypeId").ShouldBe("File");
        properties.Text("cmis:description").ShouldBe("what it is");
        properties.Text("dc:title").ShouldBe("größe.bin");
        properties.GetProperty("dc:issued").GetInt64().ShouldBe(86_400_000);
        properties.GetProperty("dc:subjects").EnumerateArray().Select(subject => subject.GetString()).ShouldBe(["a", "b"]);
        properties.GetProperty("cmis:contentStreamLength").GetInt64().ShouldBe(content.Length);
        (await (await client.SelectAsync(id, "content")).Content.ReadAsByteArrayAsync()).ShouldBe(content);
        using var picture = await client.PostAsync(client.FolderId, "createDocument", CmisClient.Properties(("cmis:name", "p.png"), ("cmis:objectTypeId", "cmis:document")), [1, 2, 3], "p.png", "image/png");
        (await picture.JsonAsync()).GetProperty("succinctProperties").Text("cmis:objectTypeId").ShouldBe("Picture");
    }

    [Fact]
    public async Task Objects_are_found_by_id_and_path_with_the_properties_that_are_asked_for()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a b%2F.txt");
        var path = (await client.PropertiesAsync(client.FolderId)).Text("cmis:path");
        var byPath = await (await client.GetAsync($"json/cmis/default/root{path}/a%20b%252F.txt?cmisselector=object&filter=cmis:objectId,cmis:creationDate")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        byPath.GetProperty("properties").EnumerateObject().Select(property => property.Name).ShouldBe(["cmis:objectId", "cmis:creationDate"]);
        byPath.GetProperty("properties").GetProperty("cmis:objectId").Text("value").ShouldBe(id);
        byPath.GetProperty("properties").GetProperty("cmis:creationDate").Text("type").ShouldBe("datetime");
        (await client.AskAsync(id, "properties", "succinct=true")).Text("cmis:name").ShouldBe("a b%2F.txt");
        var whole = await client.AskAsync(id, "object", "includeAllowableActions=true&renditionFilter=*");
        whole.GetProperty("allowableActions").GetProperty("canSetContentStream").GetBoolean().ShouldBeTrue();
        whole.GetProperty("renditions")[0].Text("streamId").ShouldBe("nuxeo:icon");
        (await client.AskAsync(id, "renditions", "renditionFilter=image/*")).EnumerateArray().ShouldNotBeEmpty();
        (await client.AskAsync(id, "renditions", "renditionFilter=cmis:none")).GetArrayLength().ShouldBe(0);
        // Without a selector a document is its content, and a folder what is in it.
        (await client.Http.GetStringAsync($"json/cmis/default/root?objectId={id}")).ShouldBe("content");
        (await (await client.GetAsync($"json/cmis/default/root{path}")).JsonAsync()).GetProperty("objects").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task What_is_in_a_folder_comes_in_pages_and_in_an_order()
    {
        using var client = await CmisClient.InFolderAsync(server);
        foreach (var name in (string[])["c", "a", "b"])
            await client.CreateAsync(name);
        (await client.NamesAsync()).ShouldBe(["c", "a", "b"]);
        (await client.NamesAsync(more: "orderBy=cmis:name%20ASC")).ShouldBe(["a", "b", "c"]);
        (await client.NamesAsync(more: "orderBy=cmis:name%20DESC&maxItems=1&skipCount=1")).ShouldBe(["b"]);
        var page = await client.AskAsync(client.FolderId, "children", "maxItems=2&includePathSegment=true");
        page.GetProperty("numItems").GetInt64().ShouldBe(3);
        page.GetProperty("hasMoreItems").GetBoolean().ShouldBeTrue();
        page.GetProperty("objects")[0].Text("pathSegment").ShouldBe("c");
        (await client.NamesAsync(more: "maxItems=99999999999999999999&skipCount=3")).ShouldBeEmpty();
        foreach (var wrong in (string[])["skipCount=-1", "maxItems=x", "skipCount=99999999999999999999", "orderBy=cmis:isImmutable", "orderBy=a'b", "orderBy=cmis:name%20UP"])
            await CmisClient.RefusedAsync(await client.SelectAsync(client.FolderId, "children", wrong), 400, "invalidArgument");
    }

    [Fact]
    public async Task Trees_and_parents_lead_up_and_down()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var inner = await client.FolderAsync("inner");
        var id = await client.CreateAsync("deep.txt", folder: inner);
        var tree = await client.AskAsync(client.FolderId, "descendants", "depth=-1&succinct=true&includePathSegment=true");
        tree[0].GetProperty("object").Text("pathSegment").ShouldBe("inner");
        CmisClient.IdOf(tree[0].GetProperty("children")[0].GetProperty("object").GetProperty("object")).ShouldBe(id);
        (await client.AskAsync(client.FolderId, "descendants", "depth=1"))[0].TryGetProperty("children", out _).ShouldBeFalse();
        (await client.AskAsync(client.FolderId, "folderTree", "depth=-1"))[0].TryGetProperty("children", out _).ShouldBeFalse();
        CmisClient.IdOf(await client.AskAsync(inner, "parent", "succinct=true")).ShouldBe(client.FolderId);
        var parents = await client.AskAsync(id, "parents", "succinct=true&includeRelativePathSegment=true");
        CmisClient.IdOf(parents[0].GetProperty("object")).ShouldBe(inner);
        parents[0].Text("relativePathSegment").ShouldBe("deep.txt");
        foreach (var (asked, selector) in (List<(string, string)>)[(id, "children"), (id, "parent"), (id, "descendants"), (inner, "descendants&depth=0"), (inner, "versions")])
            await CmisClient.RefusedAsync(await client.SelectAsync(asked, selector), 400, "invalidArgument");
    }

    [Fact]
    public async Task Content_is_set_extended_and_deleted()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt", "first");
        (await client.PostAsync(id, "setContent", [], "second"u8.ToArray())).ShouldBe(HttpStatusCode.OK);
        (await client.ContentAsync(id)).ShouldBe("second");
        await CmisClient.RefusedAsync(await client.PostAsync(id, "setContent", [("overwriteFlag", "false")], "third"u8.ToArray()), 409, "contentAlreadyExists");
        (await client.PostAsync(id, "appendContent", [("isLastChunk", "false")], " and"u8.ToArray())).ShouldBe(HttpStatusCode.OK);
        (await client.PostAsync(id, "appendContent", [("isLastChunk", "true")], " more"u8.ToArray())).ShouldBe(HttpStatusCode.OK);
        (await client.ContentAsync(id)).ShouldBe("second and more");
        (await client.PostAsync(id, "deleteContent", [])).ShouldBe(HttpStatusCode.OK);
        await CmisClient.RefusedAsync(await client.SelectAsync(id, "content"), 409, "constraint");
        (await client.PostAsync(id, "appendContent", [], "anew"u8.ToArray())).ShouldBe(HttpStatusCode.OK);
        (await client.ContentAsync(id)).ShouldBe("anew");
        var note = (await server.CreateAsync("Note")).Uid();
        await CmisClient.RefusedAsync(await client.PostAsync(note, "setContent", [], "x"u8.ToArray()), 403, "streamNotSupported");
        await CmisClient.RefusedAsync(await client.PostAsync(client.FolderId, "setContent", [], "x"u8.ToArray()), 403, "streamNotSupported");
        await CmisClient.RefusedAsync(await client.PostAsync(id, "setContent", []), 400, "invalidArgument");
    }

    [Fact]
    public async Task Properties_change_all_or_none_and_a_name_is_free_or_refused()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt");
        await client.CreateAsync("taken.txt");
        (await client.PostAsync(id, "update", CmisClient.Properties(("cmis:name", "b.txt"), ("cmis:description", "d"), ("dc:title", "Title")))).ShouldBe(HttpStatusCode.OK);
        var properties = await client.PropertiesAsync(id);
        (properties.Text("cmis:name"), properties.Text("cmis:description"), properties.Text("dc:title"), properties.Text("cmis:contentStreamFileName")).ShouldBe(("b.txt", "d", "Title", "b.txt"));
        await CmisClient.RefusedAsync(await client.PostAsync(id, "update", CmisClient.Properties(("cmis:name", "taken.txt"), ("dc:title", "Other"))), 409, "nameConstraintViolation");
        await CmisClient.RefusedAsync(await client.PostAsync(id, "update", CmisClient.Properties(("cmis:name", "a/b"))), 409, "nameConstraintViolation");
        await CmisClient.RefusedAsync(await client.PostAsync(id, "update", CmisClient.Properties(("cmis:name", ""))), 409, "constraint");
        await CmisClient.RefusedAsync(await client.PostAsync(id, "update", CmisClient.Properties(("cmis:createdBy", "me"))), 409, "constraint");
        await CmisClient.RefusedAsync(await client.PostAsync(id, "update", CmisClient.Properties(("x:y", "me"))), 400, "invalidArgument");
        await CmisClient.RefusedAsync(await client.PostAsync(id, "update", CmisClient.Properties(("dc:issued", "tomorrow"))), 400, "invalidArgument");
        await CmisClient.RefusedAsync(await client.PostAsync(id, "update", CmisClient.Properties(("dc:issued", "99999999999999999"))), 400, "invalidArgument");
        await CmisClient.RefusedAsync(await client.PostAsync(id, "update", [("propertyId[1]", "dc:title"), ("propertyValue[1]", "x")]), 400, "invalidArgument");
        (await client.PropertiesAsync(id)).Text("dc:title").ShouldBe("Title");
        // What a client read it may send back; an empty value takes one away.
        (await client.PostAsync(id, "update", CmisClient.Properties(("cmis:objectTypeId", "File"), ("cmis:createdBy", RunningServer.Admin), ("dc:description", "")))).ShouldBe(HttpStatusCode.OK);
        (await client.PostAsync(id, "update", [("propertyId[0]", "dc:subjects")])).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_change_token_keeps_out_whoever_knows_an_older_state()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt", "first");
        var token = (await client.PropertiesAsync(id)).Text("cmis:changeToken")!;
        (await client.PostAsync(id, "setContent", [("changeToken", token)], "second"u8.ToArray())).ShouldBe(HttpStatusCode.OK);
        foreach (var (action, content) in (List<(string, byte[]?)>)[("setContent", [1]), ("appendContent", [1]), ("deleteContent", null), ("update", null), ("delete", null)])
        {
            var fields = action == "update" ? CmisClient.Properties(("cmis:name", "renamed"), ("dc:title", "x")) : [];
            await CmisClient.RefusedAsync(await client.PostAsync(id, action, [("changeToken", token), .. fields], content), 409, "updateConflict");
        }
        (await client.ContentAsync(id)).ShouldBe("second");
        (await client.NamesAsync()).ShouldBe(["a.txt"]);
        token = (await client.PropertiesAsync(id)).Text("cmis:changeToken")!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => client.PostAsync(id, "setContent", [("changeToken", token)], Encoding.UTF8.GetBytes($"content {i}"))));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Where(answer => answer.StatusCode != HttpStatusCode.OK).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Objects_move_and_are_copied()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var (from, to) = (await client.FolderAsync("from"), await client.FolderAsync("to"));
        var id = await client.CreateAsync("a.txt", folder: from);
        await CmisClient.RefusedAsync(await client.PostAsync(id, "move", [("sourceFolderId", to), ("targetFolderId", to)]), 400, "invalidArgument");
        await CmisClient.RefusedAsync(await client.PostAsync(from, "move", [("sourceFolderId", client.FolderId), ("targetFolderId", from)]), 400, "invalidArgument");
        (await client.PostAsync(id, "move", [("sourceFolderId", from), ("targetFolderId", to)])).ShouldBe(HttpStatusCode.OK);
        (await client.NamesAsync(to)).ShouldBe(["a.txt"]);
        var other = await client.CreateAsync("a.txt", "other", folder: from);
        await CmisClient.RefusedAsync(await client.PostAsync(other, "move", [("sourceFolderId", from), ("targetFolderId", to)]), 409, "nameConstraintViolation");
        (await client.NamesAsync(from)).ShouldBe(["a.txt"]);
        using var copied = await client.PostAsync(to, "createDocumentFromSource", [("sourceId", other), .. CmisClient.Properties(("cmis:name", "copy.txt"))]);
        copied.ShouldBe(HttpStatusCode.Created);
        (await client.ContentAsync(CmisClient.IdOf(await copied.JsonAsync()))).ShouldBe("other");
    }

    [Fact]
    public async Task What_is_deleted_goes_into_the_trash_and_its_name_is_free()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var (folder, documents) = (await client.FolderAsync("f"), server.Get<IDocumentStore>());
        var id = await client.CreateAsync("a.txt", folder: folder);
        await CmisClient.RefusedAsync(await client.PostAsync(folder, "delete", []), 409, "constraint");
        (await client.PostAsync(id, "delete", [])).ShouldBe(HttpStatusCode.OK);
        await CmisClient.RefusedAsync(await client.SelectAsync(id, "object"), 404, "objectNotFound");
        (await documents.FindAsync(CmisClient.Repository, id))!.IsTrashed.ShouldBeTrue();
        var next = await client.CreateAsync("a.txt", folder: folder);
        next.ShouldNotBe(id);
        using var deleted = await client.PostAsync(folder, "deleteTree", [("allVersions", "true"), ("continueOnFailure", "true")]);
        (await deleted.JsonAsync()).GetProperty("ids").GetArrayLength().ShouldBe(0);
        foreach (var gone in (string[])[folder, next])
            await CmisClient.RefusedAsync(await client.SelectAsync(gone, "object"), 404, "objectNotFound");
        (await client.QueryAsync($"SELECT * FROM cmis:document WHERE IN_TREE('{client.FolderId}')")).ShouldBeEmpty();
        var root = CmisClient.IdOf(await (await client.GetAsync("json/cmis/default/root?cmisselector=object&succinct=true")).JsonAsync());
        await CmisClient.RefusedAsync(await client.PostAsync(root, "deleteTree", []), 409, "constraint");
    }

    [Fact]
    public async Task Versions_are_listed_and_deleted_one_by_one()
    {
        using var client = await CmisClient.InFolderAsync(server);
        using var created = await client.PostAsync(client.FolderId, "createDocument", [("versioningState", "major"), .. CmisClient.Properties(("cmis:name", "v.txt"), ("cmis:objectTypeId", "File"))], "one"u8.ToArray());
        var id = CmisClient.IdOf(await created.ShouldBe(HttpStatusCode.Created).JsonAsync());
        await client.PostAsync(id, "setContent", [], "two"u8.ToArray());
        await server.Get<DocumentVersions>().CheckInAsync(Administrator, (await server.Get<IDocumentStore>().FindAsync(CmisClient.Repository, id))!, isMajor: false);
        var all = (await client.AskAsync(id, "versions", "succinct=true")).EnumerateArray().Select(version => version.GetProperty("succinctProperties")).ToList();
        all.Select(version => version.GetProperty("cmis:versionLabel").GetString()).ShouldBe([null, "1.1", "1.0"]);
        all.ShouldAllBe(version => version.Text("cmis:versionSeriesId") == id && version.Text("cmis:name") == "v.txt");
        all.Select(version => version.GetProperty("cmis:isLatestMajorVersion").GetBoolean()).ShouldBe([false, false, true]);
        var first = all[2].Text("cmis:objectId")!;
        (await client.ContentAsync(first)).ShouldBe("one");
        CmisClient.IdOf(await client.AskAsync(first, "object", "succinct=true&returnVersion=latest")).ShouldBe(id);
        CmisClient.IdOf(await client.AskAsync(id, "object", "succinct=true&returnVersion=latestmajor")).ShouldBe(first);
        CmisClient.IdOf((await client.AskAsync(first, "parents", "succinct=true"))[0].GetProperty("object")).ShouldBe(client.FolderId);
        await CmisClient.RefusedAsync(await client.PostAsync(first, "setContent", [], "x"u8.ToArray()), 403, "permissionDenied");
        (await client.PostAsync(first, "delete", [("allVersions", "false")])).ShouldBe(HttpStatusCode.OK);
        await CmisClient.RefusedAsync(await client.PostAsync(id, "delete", [("allVersions", "false")]), 409, "constraint");
        (await client.AskAsync(id, "versions")).GetArrayLength().ShouldBe(2);
        (await client.PostAsync(all[1].Text("cmis:objectId"), "delete", [])).ShouldBe(HttpStatusCode.OK);
        await CmisClient.RefusedAsync(await client.SelectAsync(id, "object"), 404, "objectNotFound");
    }

    [Fact]
    public async Task Services_that_are_not_offered_say_so()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt");
        foreach (var action in (string[])["checkOut", "checkIn", "cancelCheckOut", "addObjectToFolder", "createPolicy", "nonsense"])
            await CmisClient.RefusedAsync(await client.PostAsync(id, action, []), 405, "notSupported");
        await CmisClient.RefusedAsync(await client.PostAsync(null, "createDocument", []), 409, "constraint");
        await CmisClient.RefusedAsync(await client.PostAsync(null, "bulkUpdate", []), 405, "notSupported");
        await CmisClient.RefusedAsync(await client.GetAsync("json/cmis/default?cmisselector=contentChanges"), 405, "notSupported");
        await CmisClient.RefusedAsync(await client.GetAsync("json/cmis/default?callback=steal"), 405, "notSupported");
        await CmisClient.RefusedAsync(await client.Http.PutAsync("json/cmis/default", new StringContent("x")), 405, "notSupported");
        (await client.AskAsync(id, "relationships")).GetProperty("objects").GetArrayLength().ShouldBe(0);
        (await client.AskAsync(id, "policies")).GetArrayLength().ShouldBe(0);
        foreach (var (type, name) in (List<(string, string)>)[("Root", "r"), ("File", "f"), ("cmis:document", "d")])
            await CmisClient.RefusedAsync(await client.PostAsync(client.FolderId, "createFolder", CmisClient.Properties(("cmis:name", name), ("cmis:objectTypeId", type))), 409, "constraint");
        await CmisClient.RefusedAsync(await client.PostAsync(client.FolderId, "createFolder", [("includeAllowableActions", "perhaps"), .. CmisClient.Properties(("cmis:name", "x"), ("cmis:objectTypeId", "Folder"))]), 400, "invalidArgument");
        await CmisClient.RefusedAsync(await client.PostAsync(client.FolderId, "createDocument", [("versioningState", "checkedout"), .. CmisClient.Properties(("cmis:name", "x"), ("cmis:objectTypeId", "File"))]), 409, "constraint");
        await CmisClient.RefusedAsync(await client.PostAsync(client.FolderId, "createDocument", CmisClient.Properties(("cmis:name", "x"), ("cmis:objectTypeId", "Note")), [1]), 403, "streamNotSupported");
        (await client.NamesAsync()).ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task A_page_that_sees_no_status_gets_the_exception_with_200()
    {
        using var client = await CmisClient.InFolderAsync(server);
        await CmisClient.RefusedAsync(await client.SelectAsync(Guid.NewGuid().ToString(), "object", "suppressResponseCodes=true"), 200, "objectNotFound");
        (string, string)[] fields = [("suppressResponseCodes", "true"), .. CmisClient.Properties(("cmis:name", "once"), ("cmis:objectTypeId", "cmis:folder"))];
        (await client.PostAsync(client.FolderId, "createFolder", fields)).ShouldBe(HttpStatusCode.OK);
        await CmisClient.RefusedAsync(await client.PostAsync(client.FolderId, "createFolder", fields), 200, "nameConstraintViolation");
    }
}
