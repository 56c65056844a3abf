using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Records;

namespace Archivolt.Cmis.Tests;

/// <summary>What people and programs do to each other: nothing is lost, and nobody learns of what is not theirs.</summary>
public sealed class HostileTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly Principal Administrator = new(RunningServer.Admin, [Principal.Administrators]);

    private IDocumentStore Documents => server.Get<IDocumentStore>();

    [Fact]
    public async Task No_answer_tells_what_is_hidden_from_what_is_not_there()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var hidden = await client.CreateAsync("hidden.txt");
        using var spy = await client.AsAsync("cmis-spy");
        await AllowAsync(client.FolderId, new AccessEntry("cmis-spy", Permission.Write));
        await AllowAsync(hidden, new AccessEntry("cmis-spy", Permission.Read, Granted: false));
        var mine = await spy.CreateAsync("mine.txt");
        var none = Guid.NewGuid().ToString();
        foreach (var selector in (string[])["object", "properties", "allowableActions", "children", "parents", "content", "renditions", "versions"])
            (await TextAsync(await spy.SelectAsync(hidden, selector), hidden)).ShouldBe(await TextAsync(await spy.SelectAsync(none, selector), none), selector);
        foreach (var (action, content) in (List<(string, byte[]?)>)[("setContent", [1]), ("appendContent", [1]), ("deleteContent", null), ("update", null), ("delete", null), ("deleteTree", null)])
            (await TextAsync(await spy.PostAsync(hidden, action, [], content), hidden)).ShouldBe(await TextAsync(await spy.PostAsync(none, action, [], content), none), action);
        foreach (var field in (string[])["targetFolderId", "sourceFolderId"])
        {
            (string, string)[] Fields(string id) => [(field, id), (field == "targetFolderId" ? "sourceFolderId" : "targetFolderId", client.FolderId)];
            (await TextAsync(await spy.PostAsync(mine, "move", Fields(hidden)), hidden)).ShouldBe(await TextAsync(await spy.PostAsync(mine, "move", Fields(none)), none), field);
        }
        (await TextAsync(await spy.PostAsync(client.FolderId, "createDocumentFromSource", [("sourceId", hidden)]), hidden)).ShouldBe(await TextAsync(await spy.PostAsync(client.FolderId, "createDocumentFromSource", [("sourceId", none)]), none));
        var path = (await client.PropertiesAsync(client.FolderId)).Text("cmis:path");
        (await TextAsync(await spy.GetAsync($"json/cmis/default/root{path}/hidden.txt"), "hidden")).ShouldBe(await TextAsync(await spy.GetAsync($"json/cmis/default/root{path}/none.txt"), "none"));
        foreach (var resource in (string[])["entry", "children", "descendants", "parents", "content", "allowableactions", "versions"])
            (await TextAsync(await spy.GetAsync(spy.AtomUrl(resource, $"id={hidden}")), hidden)).ShouldBe(await TextAsync(await spy.GetAsync(spy.AtomUrl(resource, $"id={none}")), none), resource);
        (await spy.NamesAsync()).ShouldBe(["mine.txt"]);

        static async Task<string> TextAsync(HttpResponseMessage answer, string name) => $"{(int)answer.StatusCode} {(await answer.Content.ReadAsStringAsync()).Replace(name, "*", StringComparison.Ordinal)}";
    }

    [Fact]
    public async Task Whoever_only_reads_changes_nothing_and_is_told_so_before()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var (folder, id) = (await client.FolderAsync("f"), await client.CreateAsync("a.txt"));
        using var reader = await client.AsAsync("cmis-reader");
        await AllowAsync(client.FolderId, new AccessEntry("cmis-reader", Permission.Read));
        var allowed = (await reader.AskAsync(id, "allowableActions")).EnumerateObject().Where(action => action.Value.GetBoolean()).Select(action => action.Name);
        allowed.ShouldBe(["canGetProperties", "canGetObjectParents", "canGetAllVersions", "canGetContentStream", "canGetRenditions", "canGetACL"]);
        foreach (var (target, action, fields, content) in (List<(string, string, (string, string)[], byte[]?)>)
        [
            (client.FolderId, "createDocument", CmisClient.Properties(("cmis:name", "new"), ("cmis:objectTypeId", "File")), [1]),
            (client.FolderId, "createDocument", CmisClient.Properties(("cmis:name", "a.txt"), ("cmis:objectTypeId", "File")), [1]),
            (client.FolderId, "createFolder", CmisClient.Properties(("cmis:name", "new"), ("cmis:objectTypeId", "Folder")), null),
            (id, "setContent", [], [1]), (id, "appendContent", [], [1]), (id, "deleteContent", [], null), (id, "update", CmisClient.Properties(("dc:title", "x")), null),
            (id, "update", CmisClient.Properties(("cmis:name", "x")), null), (id, "move", [("sourceFolderId", client.FolderId), ("targetFolderId", folder)], null), (id, "delete", [], null), (folder, "deleteTree", [], null),
        ])
        {
            await CmisClient.RefusedAsync(await reader.PostAsync(target, action, fields, content), 403, "permissionDenied");
        }
        foreach (var (method, url, body) in (List<(HttpMethod, string, string?)>)
        [
            (HttpMethod.Post, client.AtomUrl("children", $"id={client.FolderId}"), CmisClient.Entry("eA==", ("cmis:name", "new"), ("cmis:objectTypeId", "File"))),
            (HttpMethod.Put, client.AtomUrl("content", $"id={id}"), "x"), (HttpMethod.Delete, client.AtomUrl("content", $"id={id}"), null), (HttpMethod.Delete, client.AtomUrl("entry", $"id={id}"), null),
            (HttpMethod.Put, client.AtomUrl("entry", $"id={id}"), CmisClient.Entry(null, ("dc:title", "x"))),
        ])
        {
            await CmisClient.RefusedAsync(await reader.SendAtomAsync(method, url, body), 403, "permissionDenied");
        }
        (await client.NamesAsync()).ShouldBe(["f", "a.txt"]);
        (await client.ContentAsync(id)).ShouldBe("content");
    }

    [Fact]
    public async Task Whoever_may_not_delete_a_folder_does_not_learn_what_is_hidden_in_it()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var (empty, folder) = (await client.FolderAsync("empty"), await client.FolderAsync("folder"));
        var hidden = await client.CreateAsync("hidden.txt", folder: folder);
        using var reader = await client.AsAsync("cmis-folder-reader");
        await AllowAsync(client.FolderId, new AccessEntry("cmis-folder-reader", Permission.Read));
        await AllowAsync(hidden, new AccessEntry("cmis-folder-reader", Permission.Read, Granted: false));
        await server.Get<DocumentEditor>().LockAsync(Administrator, (await Documents.FindAsync("default", hidden))!);
        foreach (var id in (string[])[empty, folder])
        {
            foreach (var action in (string[])["delete", "deleteTree"])
                await CmisClient.RefusedAsync(await reader.PostAsync(id, action, []), 403, "permissionDenied");
        }
    }

    [Fact]
    public async Task A_lock_keeps_others_out_and_what_is_below_a_folder()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var folder = await client.FolderAsync("f");
        var id = await client.CreateAsync("a.txt", folder: folder);
        using var writer = await client.AsAsync("cmis-writer");
        await AllowAsync(client.FolderId, new AccessEntry("cmis-writer", Permission.Write));
        await server.Get<DocumentEditor>().LockAsync(Administrator, (await Documents.FindAsync("default", id))!);
        (await writer.AskAsync(id, "allowableActions")).GetProperty("canSetContentStream").GetBoolean().ShouldBeFalse();
        await CmisClient.RefusedAsync(await writer.PostAsync(id, "setContent", [], [1]), 403, "permissionDenied");
        await CmisClient.RefusedAsync(await writer.PostAsync(id, "delete", []), 403, "permissionDenied");
        await CmisClient.RefusedAsync(await writer.PostAsync(folder, "deleteTree", []), 409, "updateConflict");
        (await client.ContentAsync(id)).ShouldBe("content");
    }

    [Fact]
    public async Task A_record_under_hold_keeps_its_content()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("r.txt", "kept");
        var records = server.Get<RecordKeeper>();
        await records.SetLegalHoldAsync(Administrator, await records.MakeRecordAsync(Administrator, (await Documents.FindAsync("default", id))!), hold: true);
        var allowed = await client.AskAsync(id, "allowableActions");
        foreach (var action in (string[])["canSetContentStream", "canDeleteContentStream"])
            allowed.GetProperty(action).GetBoolean().ShouldBeFalse(action);
        foreach (var (action, content) in (List<(string, byte[]?)>)[("setContent", [1]), ("appendContent", [1]), ("deleteContent", null)])
            await CmisClient.RefusedAsync(await client.PostAsync(id, action, [], content), 409, "constraint");
        await CmisClient.RefusedAsync(await client.SendAtomAsync(HttpMethod.Put, client.AtomUrl("content", $"id={id}"), "x", "text/plain"), 409, "constraint");
        (await client.PostAsync(id, "update", CmisClient.Properties(("cmis:name", "renamed.txt")))).ShouldBe(HttpStatusCode.OK);
        (await client.ContentAsync(id)).ShouldBe("kept");
    }

    [Fact]
    public async Task A_name_in_the_trash_is_taken_for_whoever_may_not_move_it_aside()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var (hidden, locked) = (await client.CreateAsync("hidden.txt"), await client.CreateAsync("locked.txt"));
        using var writer = await client.AsAsync("cmis-trash-writer");
        await AllowAsync(client.FolderId, new AccessEntry("cmis-trash-writer", Permission.Write));
        await AllowAsync(hidden, new AccessEntry("cmis-trash-writer", Permission.Everything, Granted: false));
        foreach (var id in (string[])[hidden, locked])
            (await client.PostAsync(id, "delete", [])).ShouldBe(HttpStatusCode.OK);
        await server.Get<DocumentEditor>().LockAsync(Administrator, (await Documents.FindAsync("default", locked))!);
        foreach (var name in (string[])["hidden.txt", "locked.txt"])
        {
            await CmisClient.RefusedAsync(await writer.PostAsync(client.FolderId, "createDocument", CmisClient.Properties(("cmis:name", name), ("cmis:objectTypeId", "File")), [1]), 409, "nameConstraintViolation");
        }
        (await writer.NamesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_of_another_origin_posts_no_form()
    {
        using var client = await CmisClient.InFolderAsync(server);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"json/cmis/default/root?objectId={client.FolderId}")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("cmisaction", "deleteTree")]),
        };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        (await client.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var old = new HttpRequestMessage(HttpMethod.Put, client.AtomUrl("content", $"id={client.FolderId}")) { Content = new StringContent("x") };
        old.Headers.Add("Origin", "https://evil.example");
        (await client.Http.SendAsync(old)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await client.SelectAsync(client.FolderId, "object")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whoever_has_not_signed_in_is_asked_to()
    {
        using var nobody = server.Client(null);
        foreach (var url in (string[])["json/cmis", "json/cmis/default/root", "atom/cmis", "atom/cmis10/default/types"])
        {
            using var answer = await nobody.GetAsync(url);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, url);
            answer.Headers.WwwAuthenticate.ShouldNotBeEmpty();
        }
        await using var open = await RunningServer.StartAsync(args: ["--Archivolt:Anonymous", "true"]);
        using var guest = new CmisClient(open, (await open.CreateAsync("Folder")).Uid());
        guest.Http.DefaultRequestHeaders.Authorization = null;
        await CmisClient.RefusedAsync(await guest.SelectAsync(guest.FolderId, "object"), 404, "objectNotFound");
        foreach (var id in (string[])[guest.FolderId, Guid.NewGuid().ToString()])
            (await guest.PostAsync(id, "delete", [])).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("text/plain", "cmisaction=delete")]
    [InlineData("multipart/form-data", "x")]
    [InlineData("multipart/form-data; boundary=b", "")]
    [InlineData("multipart/form-data; boundary=b", "no form")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\n\r\nnameless\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"cmisaction\"\r\n\r\ndele")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"f\"\r\n\r\ncut off")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"f\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"g\"\r\n\r\n2\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n2\r\n--b--\r\n")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"cmisaction\"\r\n\r\nupdate\r\n--b\r\nContent-Disposition: form-data; name=\"x\"\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\ncaf\u00e9\r\n--b--\r\n")]
    [InlineData("application/x-www-form-urlencoded", "cmisaction=update&cmisaction=delete")]
    [InlineData("application/x-www-form-urlencoded", "content=x&cmisaction=setContent")]
    [InlineData("application/x-www-form-urlencoded", "other=x")]
    [InlineData("application/x-www-form-urlencoded", "cmisaction=update&_charset_=iso-8859-1")]
    public async Task A_body_that_is_no_form_is_refused(string type, string body)
    {
        using var client = await CmisClient.InFolderAsync(server);
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        await CmisClient.RefusedAsync(await client.Http.PostAsync($"json/cmis/default/root?objectId={client.FolderId}", content), 400, "invalidArgument");
    }

    [Fact]
    public async Task A_form_is_bounded_besides_its_content()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt");
        await CmisClient.RefusedAsync(await client.PostAsync(id, "update", CmisClient.Properties(("dc:title", new string('x', 2_000_000)))), 400, "invalidArgument");
        await CmisClient.RefusedAsync(await client.PostAsync(id, "update", [.. Enumerable.Range(0, 3000).Select(i => ($"field{i}", "x"))]), 400, "invalidArgument");
        using var url = new FormUrlEncodedContent([KeyValuePair.Create("cmisaction", "update"), .. Enumerable.Range(0, 3000).Select(i => KeyValuePair.Create($"field{i}", "x"))]);
        await CmisClient.RefusedAsync(await client.Http.PostAsync($"json/cmis/default/root?objectId={id}", url), 400, "invalidArgument");
        await CmisClient.RefusedAsync(await client.PostAsync(id, "update", CmisClient.Properties(("dc:title", "a\0b"))), 400, "invalidArgument");
        (await CmisClient.RefusedAsync(await client.PostAsync(id, "delete", [("changeToken", new string('x', 100_000))]), 409, "updateConflict")).Length.ShouldBeLessThan(2000);
        (await client.PostAsync(id, "setContent", [], new byte[20_000_000])).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("json/cmis/default/root/../x")]
    [InlineData("json/cmis/default/root/%2e%2e/x")]
    [InlineData("json/cmis/default/root/a%2Fb")]
    [InlineData("json/cmis/default/root/%ff")]
    [InlineData("json/cmis/default/root/%00")]
    [InlineData("atom/cmis/default/%2e%2e/entry")]
    public async Task A_URL_that_leads_elsewhere_is_refused(string path)
    {
        using var socket = new TcpClient(server.Address.Host, server.Address.Port);
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{RunningServer.Admin}:{RunningServer.AdminPassword}"));
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /nuxeo/{path} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nAuthorization: Basic {credentials}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        (await reader.ReadToEndAsync()).Split(' ')[1].ShouldBeOneOf("400", "404");
    }

    [Fact]
    public async Task Ids_of_nothing_and_of_other_repositories_are_not_found()
    {
        await using var two = await RunningServer.StartAsync(args: ["--Archivolt:Repositories:0", "default", "--Archivolt:Repositories:1", "other", "--Archivolt:Providers:default:Type", "File", "--Archivolt:Providers:other:Type", "File", "--Archivolt:Providers:other:Path", "other"]);
        using var client = await CmisClient.InFolderAsync(two);
        foreach (var id in (string[])["x", "..", "%00", "'", new string('x', 5000), Guid.NewGuid().ToString(), Guid.NewGuid().ToString("B")])
            await CmisClient.RefusedAsync(await client.SelectAsync(Uri.EscapeDataString(id), "object"), 404, "objectNotFound");
        await CmisClient.RefusedAsync(await client.GetAsync($"json/cmis/other/root?objectId={client.FolderId}&cmisselector=object"), 404, "objectNotFound");
        await CmisClient.RefusedAsync(await client.GetAsync($"atom/cmis/other/entry?id={client.FolderId}"), 404, "objectNotFound");
        (await (await client.GetAsync("json/cmis")).JsonAsync()).EnumerateObject().Select(repository => repository.Name).ShouldBe(["default", "other"]);
    }

    [Fact]
    public async Task Many_that_create_one_name_make_one_document()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => client.PostAsync(
            client.FolderId, "createDocument", CmisClient.Properties(("cmis:name", "one.txt"), ("cmis:objectTypeId", "cmis:document")), Encoding.UTF8.GetBytes($"content {i}"))));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        (await client.NamesAsync()).ShouldBe(["one.txt"]);
        (await Documents.ListChildrenAsync("default", client.FolderId, 0, 100)).Total.ShouldBe(1);
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => client.CreateAsync($"{i}.txt")));
        var renamed = await Task.WhenAll(ids.Select(id => client.PostAsync(id, "update", CmisClient.Properties(("cmis:name", "same.txt")))));
        renamed.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        (await client.NamesAsync()).Count(name => name == "same.txt").ShouldBe(1);
    }

    [Fact]
    public async Task Many_that_append_at_once_lose_nothing()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("log.txt", "");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => client.PostAsync(id, "appendContent", [], Encoding.UTF8.GetBytes($"{i}"))));
        var content = await client.ContentAsync(id);
        content.Order().ShouldBe(answers.Index().Where(answer => answer.Item.StatusCode == HttpStatusCode.OK).Select(answer => (char)('0' + answer.Index)));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK || answer.StatusCode == HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_is_in_a_folder_in_the_trash_is_gone_and_comments_are_no_objects()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var folder = await client.FolderAsync("f");
        var id = await client.CreateAsync("a.txt", folder: folder);
        var comment = await Documents.CreateAsync(new Document { Repository = "default", Id = "", ParentId = id, Name = "c", Path = "", Type = "Comment" });
        await CmisClient.RefusedAsync(await client.SelectAsync(comment.Id, "object"), 404, "objectNotFound");
        await server.Get<DocumentEditor>().TrashAsync(Administrator, (await Documents.FindAsync("default", folder))!, trashed: true);
        await CmisClient.RefusedAsync(await client.SelectAsync(id, "content"), 404, "objectNotFound");
        (await client.QueryAsync($"SELECT * FROM cmis:document WHERE cmis:objectId = '{id}'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tree_that_is_too_large_for_an_answer_is_refused()
    {
        await using var small = await RunningServer.StartAsync(args: ["--Archivolt:Cmis:MaxDescendants", "3", "--Archivolt:Cmis:MaxItems", "2"]);
        using var client = await CmisClient.InFolderAsync(small);
        for (var i = 0; i < 3; i++)
            await client.CreateAsync($"{i}");
        (await client.AskAsync(client.FolderId, "descendants", "depth=-1")).GetArrayLength().ShouldBe(3);
        (await client.NamesAsync(more: "maxItems=100")).Count.ShouldBe(2);
        await client.CreateAsync("4");
        await CmisClient.RefusedAsync(await client.SelectAsync(client.FolderId, "descendants", "depth=-1"), 409, "constraint");
    }

    [Fact]
    public async Task An_installation_without_CMIS_answers_none_but_the_list_of_repositories()
    {
        await using var without = await RunningServer.StartAsync(args: ["--Archivolt:Cmis:Enabled", "false"]);
        using var client = without.Client();
        (await client.GetAsync("json/cmis")).ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("json/cmis/default")).ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync("atom/cmis")).ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task AllowAsync(string id, AccessEntry entry) => await server.Get<IDocumentAccess>().SetEntriesAsync((await Documents.FindAsync("default", id))!, [entry]);
}
