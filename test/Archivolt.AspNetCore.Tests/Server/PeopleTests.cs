using System.Net;
using System.Text.Json;
using Archivolt.AspNetCore.Tests.Automation;

namespace Archivolt.AspNetCore.Tests.Server;

/// <summary>Users, groups and directories in the shapes that the platform's clients send and read.</summary>
public sealed class PeopleTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_user_is_created_changed_signs_in_and_is_deleted()
    {
        using var client = server.Client();
        var created = await (await client.PostAsync("api/v1/user", Json.Text(
            """{"entity-type": "user", "properties": {"username": "leela", "password": "leela1", "firstName": "Leela", "groups": ["members"]}}"""))).ShouldBe(HttpStatusCode.Created).JsonAsync();
        (created.Text("id"), created.Property("firstName").GetString(), created.Property("lastName").ValueKind).ShouldBe(("leela", "Leela", JsonValueKind.Null));
        created.TryGetProperty("contextParameters", out _).ShouldBeFalse();
        using var leela = server.Client("leela", "leela1");
        (await leela.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.OK);
        await (await leela.DeleteAsync("api/v1/user/leela")).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await leela.PostAsync("api/v1/user", Json.Text("""{"properties": {"username": "fry"}}"""))).ShouldBeErrorAsync(HttpStatusCode.Forbidden);

        await (await client.PostAsync("api/v1/user", Json.Text("""{"properties": {"username": "leela"}}"""))).ShouldBeErrorAsync(HttpStatusCode.Conflict);
        await (await client.PostAsync("api/v1/user", Json.Text("""{"properties": {"username": "a:b"}}"""))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await client.PostAsync("api/v1/user", Json.Text("""{"properties": {}}"""))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);

        var changed = await (await client.PutAsync("api/v1/user/leela", Json.Text("""{"properties": {"lastName": "Turanga", "password": "leela2"}}"""))).ShouldBe(HttpStatusCode.OK).JsonAsync();
        (changed.Property("firstName").GetString(), changed.Property("lastName").GetString()).ShouldBe(("Leela", "Turanga"));
        changed.Property("groups").EnumerateArray().Single().GetString().ShouldBe("members");
        (await leela.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.Unauthorized);
        (await client.DeleteAsync("api/v1/user/leela")).ShouldBe(HttpStatusCode.NoContent);
        (await client.DeleteAsync("api/v1/user/leela")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_profile_of_a_user_has_five_fields_where_it_is_asked_for()
    {
        using var client = server.Client();
        client.DefaultRequestHeaders.Add("enrichers-user", "userprofile");
        var user = await (await client.GetAsync($"api/v1/user/{RunningServer.Admin}")).JsonAsync();
        user.GetProperty("contextParameters").GetProperty("userprofile").EnumerateObject().Select(field => field.Name)
            .ShouldBe(["birthdate", "phonenumber", "avatar", "gender", "locale"]);
    }

    [Fact]
    public async Task A_group_is_created_changed_and_deleted()
    {
        using var client = server.Client();
        (await (await client.GetAsync("api/v1/group/administrators")).ShouldBe(HttpStatusCode.OK).JsonAsync()).Text("grouplabel").ShouldBe("Administrators group");
        var created = await (await client.PostAsync("api/v1/group", Json.Text(
            """{"entity-type": "group", "groupname": "foo", "grouplabel": "Foo", "memberUsers": ["Administrator"], "memberGroups": ["members"]}"""))).ShouldBe(HttpStatusCode.Created).JsonAsync();
        (created.Text("groupname"), created.GetProperty("memberUsers")[0].GetString(), created.GetProperty("memberGroups")[0].GetString()).ShouldBe(("foo", "Administrator", "members"));
        var changed = await (await client.PutAsync("api/v1/group/foo", Json.Text("""{"grouplabel": "Foo Fighters"}"""))).ShouldBe(HttpStatusCode.OK).JsonAsync();
        (changed.Text("grouplabel"), changed.GetProperty("memberUsers").GetArrayLength()).ShouldBe(("Foo Fighters", 1));
        await (await client.PostAsync("api/v1/group", Json.Text("""{"groupname": "bar", "memberUsers": ["nobody"]}"""))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await client.DeleteAsync("api/v1/group/foo")).ShouldBe(HttpStatusCode.NoContent);
        await (await client.GetAsync("api/v1/group/foo")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await client.DeleteAsync("api/v1/group/administrators")).ShouldBeErrorAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_directory_is_read_by_everyone_who_signs_in_and_changed_by_administrators()
    {
        await server.CreateUserAsync("amy");
        using var admin = server.Client();
        using var amy = server.Client("amy");
        (await (await amy.GetAsync("api/v1/directory/nature")).ShouldBe(HttpStatusCode.OK).JsonAsync()).Entries().Count().ShouldBeGreaterThan(10);
        await (await amy.PostAsync("api/v1/directory/nature", Json.Text("""{"properties": {"id": "x"}}"""))).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await amy.GetAsync("api/v1/directory/oauth2Clients")).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await amy.GetAsync("api/v1/directory/unknown")).ShouldBeErrorAsync(HttpStatusCode.NotFound);

        var created = await (await admin.PostAsync("api/v1/directory/nature", Json.Text("""{"properties": {"id": "http://a/b", "label": "Foo"}}"""))).ShouldBe(HttpStatusCode.Created).JsonAsync();
        (created.Text("entity-type"), created.Text("directoryName"), created.Property("obsolete").ValueKind).ShouldBe(("directoryEntry", "nature", JsonValueKind.Null));
        foreach (var address in (string[])["http://a/b", "http:%2F%2Fa%2Fb"])
            (await (await admin.GetAsync(new Uri(server.Nuxeo + "api/v1/directory/nature/" + address))).ShouldBe(HttpStatusCode.OK).JsonAsync()).Text("id").ShouldBe("http://a/b");
        (await (await admin.PutAsync("api/v1/directory/nature/http:%2F%2Fa%2Fb", Json.Text("""{"properties": {"label": "Bar"}}"""))).JsonAsync()).Property("label").GetString().ShouldBe("Bar");
        await (await admin.PostAsync("api/v1/directory/nature", Json.Text("""{"properties": {"id": "y", "colour": "red"}}"""))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        (await admin.DeleteAsync("api/v1/directory/nature/http:%2F%2Fa%2Fb")).ShouldBe(HttpStatusCode.NoContent);

        var client = await (await admin.PostAsync("api/v1/directory/oauth2Clients", Json.Text("""{"properties": {"clientId": "app"}}"""))).ShouldBe(HttpStatusCode.Created).JsonAsync();
        client.Property("id").GetInt64().ShouldBe(1);
        admin.DefaultRequestHeaders.Add("translate-directoryEntry", "label");
        (await (await admin.GetAsync("api/v1/directory/nature/article")).JsonAsync()).Property("label").GetString().ShouldBe("Article");
    }
}
