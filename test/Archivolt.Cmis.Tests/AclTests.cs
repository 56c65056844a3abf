using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents;
using Archivolt.Documents.Access;

namespace Archivolt.Cmis.Tests;

/// <summary>Who may do what with objects, read and changed in both bindings.</summary>
public sealed class AclTests(RunningServer server) : IClassFixture<RunningServer>
{
    private IDocumentAccess Access => server.Get<IDocumentAccess>();

    [Fact]
    public async Task Entries_of_an_object_and_of_folders_above_are_read_alike_in_both_bindings()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt");
        await SetAsync(client.FolderId, new AccessEntry("members", Permission.Read), new AccessEntry("leads", Permission.Everything));
        await SetAsync(id, new AccessEntry("bob", Permission.Write), new AccessEntry("amy", Permission.Remove));
        (string, string, bool)[] expected = [("bob", "cmis:write", true), ("amy", "Remove", true), ("members", "cmis:read", false), ("leads", "cmis:all", false)];
        var json = await client.AskAsync(id, "acl");
        EntriesIn(json).Take(4).ShouldBe(expected);
        json.GetProperty("isExact").GetBoolean().ShouldBeTrue();
        var xml = await client.AtomAsync("acl", $"id={id}");
        EntriesIn(xml).Take(4).ShouldBe(expected);
        EntriesIn((await client.AskAsync(id, "object", "includeACL=true")).GetProperty("acl")).Take(4).ShouldBe(expected);
        var entry = await client.AtomAsync("entry", $"id={id}&includeACL=true&includeAllowableActions=true");
        EntriesIn(entry.Descendants(CmisClient.Core + "acl").Single()).Take(4).ShouldBe(expected);
        entry.Descendants(CmisClient.Core + "exactACL").Single().Value.ShouldBe("true");
        entry.Descendants(CmisClient.Core + "canApplyACL").Single().Value.ShouldBe("true");
        (await client.GetAsync(entry.Elements(CmisClient.Atom + "link").Single(link => link.Attribute("rel")!.Value.EndsWith("/acl", StringComparison.Ordinal)).Attribute("href")!.Value)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Denials_and_entries_for_a_time_make_the_list_inexact_and_stay()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt");
        AccessEntry[] kept = [new("eve", Permission.Read, Granted: false), new("temp", Permission.Read) { End = DateTimeOffset.UtcNow.AddDays(1) }];
        await SetAsync(id, [.. kept, new AccessEntry("bob", Permission.Read)]);
        (await client.AskAsync(id, "acl")).GetProperty("isExact").GetBoolean().ShouldBeFalse();
        EntriesIn(await client.AskAsync(id, "acl")).Where(entry => entry.Item3).ShouldBe([("bob", "cmis:read", true)]);
        using var changed = await client.SendAtomAsync(HttpMethod.Put, client.AtomUrl("acl", $"id={id}"), Acl(("amy", "cmis:write")));
        changed.ShouldBe(HttpStatusCode.OK);
        (await Access.GetEntriesAsync(await DocumentAsync(id))).Select(entry => (entry.Grantee, entry.Granted)).ShouldBe([("eve", false), ("temp", true), ("amy", true)]);
    }

    [Fact]
    public async Task What_ends_inheritance_ends_the_list()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt");
        await SetAsync(client.FolderId, new AccessEntry("members", Permission.Read));
        await SetAsync(id, new AccessEntry("bob", Permission.Read), new AccessEntry(Principal.Everyone, Permission.Everything, Granted: false));
        var json = await client.AskAsync(id, "acl");
        EntriesIn(json).ShouldBe([("bob", "cmis:read", true)]);
        json.GetProperty("isExact").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Entries_are_added_and_removed_and_count_at_once()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt");
        using var bob = await client.AsAsync("acl-bob");
        (await bob.GetAsync(bob.AtomUrl("entry", $"id={id}"))).ShouldBe(HttpStatusCode.NotFound);
        using var added = await client.PostAsync(id, "applyACL", [("addACEPrincipal[0]", "acl-bob"), ("addACEPermission[0][0]", "cmis:read"), ("addACEPermission[0][1]", "Remove"), ("ACLPropagation", "propagate")]);
        EntriesIn(await added.ShouldBe(HttpStatusCode.OK).JsonAsync()).Where(entry => entry.Item3).ShouldBe([("acl-bob", "cmis:read", true), ("acl-bob", "Remove", true)]);
        (await bob.GetAsync(bob.AtomUrl("entry", $"id={id}"))).ShouldBe(HttpStatusCode.OK);
        (await Access.GetEntriesAsync(await DocumentAsync(id))).ShouldAllBe(entry => entry.Creator == RunningServer.Admin);
        await CmisClient.RefusedAsync(await bob.PostAsync(id, "applyACL", [("addACEPrincipal[0]", "acl-bob"), ("addACEPermission[0][0]", "cmis:all")]), 403, "permissionDenied");
        await CmisClient.RefusedAsync(await bob.SendAtomAsync(HttpMethod.Put, bob.AtomUrl("acl", $"id={id}"), Acl(("acl-bob", "cmis:all"))), 403, "permissionDenied");
        using var removed = await client.PostAsync(id, "applyACL", [("removeACEPrincipal[0]", "acl-bob"), ("removeACEPermission[0][0]", "cmis:read"), ("removeACEPermission[0][1]", "Remove")]);
        removed.ShouldBe(HttpStatusCode.OK);
        (await bob.GetAsync(bob.AtomUrl("entry", $"id={id}"))).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Lists_that_mean_nothing_are_refused_and_change_nothing()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var id = await client.CreateAsync("a.txt");
        await SetAsync(id, new AccessEntry("bob", Permission.Read));
        foreach (var (fields, status, error) in (List<((string, string)[], int, string)>)
        [
            ([("addACEPrincipal[0]", "x"), ("addACEPermission[0][0]", "cmis:none")], 409, "constraint"),
            ([("addACEPrincipal[0]", "x"), ("addACEPermission[0][0]", "cmis:read"), ("ACLPropagation", "objectonly")], 409, "constraint"),
            ([("addACEPrincipal[1]", "x"), ("addACEPermission[1][0]", "cmis:read")], 400, "invalidArgument"),
            ([("addACEPrincipal[0]", ""), ("addACEPermission[0][0]", "cmis:read")], 400, "invalidArgument"),
        ])
        {
            await CmisClient.RefusedAsync(await client.PostAsync(id, "applyACL", fields), status, error);
        }
        foreach (var body in (string[])["", "<x/>", Acl(("x", "cmis:none")), Acl(("", "cmis:read")), Acl(("x", "cmis:read"))[..^5], $"<cmis:acl xmlns:cmis=\"{CmisClient.Core}\"><cmis:permission/></cmis:acl>"])
        {
            using var answer = await client.SendAtomAsync(HttpMethod.Put, client.AtomUrl("acl", $"id={id}"), body);
            ((int)answer.StatusCode).ShouldBeOneOf(400, 409);
        }
        (await Access.GetEntriesAsync(await DocumentAsync(id))).Select(entry => entry.Grantee).ShouldBe(["bob"]);
    }

    [Fact]
    public async Task The_repository_says_what_it_offers()
    {
        using var client = await CmisClient.InFolderAsync(server);
        var info = (await (await client.GetAsync("json/cmis/default?cmisselector=repositoryInfo")).ShouldBe(HttpStatusCode.OK).JsonAsync()).GetProperty("default");
        info.GetProperty("capabilities").Text("capabilityACL").ShouldBe("manage");
        info.GetProperty("aclCapabilities").GetProperty("permissions").EnumerateArray().Select(item => item.Text("permission")).ShouldContain("cmis:all");
        var service = XElement.Parse(await client.Http.GetStringAsync("atom/cmis"));
        service.Descendants(CmisClient.Core + "aclCapability").Single().Elements(CmisClient.Core + "permissions").Count().ShouldBe(info.GetProperty("aclCapabilities").GetProperty("permissions").GetArrayLength());
    }

    private static string Acl(params (string Principal, string Permission)[] entries) =>
        $"<cmis:acl xmlns:cmis=\"{CmisClient.Core}\">{string.Concat(entries.Select(entry => $"<cmis:permission><cmis:principal><cmis:principalId>{entry.Principal}</cmis:principalId></cmis:principal><cmis:permission>{entry.Permission}</cmis:permission><cmis:direct>true</cmis:direct></cmis:permission>"))}</cmis:acl>";

    private static IEnumerable<(string, string, bool)> EntriesIn(JsonElement acl) => acl.GetProperty("aces").EnumerateArray()
        .Select(ace => (ace.GetProperty("principal").Text("principalId")!, ace.GetProperty("permissions")[0].GetString()!, ace.GetProperty("isDirect").GetBoolean()));

    private static IEnumerable<(string, string, bool)> EntriesIn(XElement acl) => acl.Elements(CmisClient.Core + "permission")
        .Select(ace => (ace.Descendants(CmisClient.Core + "principalId").Single().Value, ace.Element(CmisClient.Core + "permission")!.Value, ace.Element(CmisClient.Core + "direct")!.Value == "true"));

    private async Task<Document> DocumentAsync(string id) => (await server.Get<IDocumentStore>().FindAsync("default", id))!;

    private async Task SetAsync(string id, params AccessEntry[] entries) => await Access.SetEntriesAsync(await DocumentAsync(id), entries);
}
