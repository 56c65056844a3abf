using System.Net;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;

namespace Archivolt.AspNetCore.Tests.Security;

/// <summary>Every request that changes users, groups or tokens is in the audit with whoever made it.</summary>
public sealed class AccessAuditTests(RunningServer server) : IClassFixture<RunningServer>
{
    private sealed record Request(HttpMethod Method, string Path, string? Body, string Event, string Subject);

    [Fact]
    public async Task It_names_who_asked()
    {
        Request[] requests =
        [
            new(HttpMethod.Post, "user", """{"properties": {"username": "ann", "password": "a long password"}}""", AccessEvents.UserCreated, "ann"),
            new(HttpMethod.Put, "user/ann", """{"properties": {"groups": ["members"]}}""", AccessEvents.UserModified, "ann"),
            new(HttpMethod.Post, "management/users", """{"name": "ben", "password": "a long password"}""", AccessEvents.UserCreated, "ben"),
            new(HttpMethod.Put, "management/users/ben/password", """{"password": "another long password"}""", AccessEvents.PasswordChanged, "ben"),
            new(HttpMethod.Post, "management/users/ben/tokens", """{"label": "backup"}""", AccessEvents.TokenCreated, "ben"),
            new(HttpMethod.Post, "group", """{"groupname": "crew", "memberUsers": ["ann"]}""", AccessEvents.GroupCreated, "crew"),
            new(HttpMethod.Put, "group/crew", """{"grouplabel": "The crew"}""", AccessEvents.GroupModified, "crew"),
            new(HttpMethod.Delete, "group/crew", null, AccessEvents.GroupDeleted, "crew"),
            new(HttpMethod.Delete, "management/users/ben", null, AccessEvents.UserDeleted, "ben"),
            new(HttpMethod.Delete, "user/ann", null, AccessEvents.UserDeleted, "ann"),
        ];
        using var client = server.Client();
        foreach (var request in requests)
        {
            using var message = new HttpRequestMessage(request.Method, $"api/v1/{request.Path}") { Content = request.Body is null ? null : Json.Text(request.Body) };
            using var answer = await client.SendAsync(message);
            answer.IsSuccessStatusCode.ShouldBeTrue($"{request}: {await answer.Content.ReadAsStringAsync()}");
            var last = (await server.Get<IAuditLog>().QueryAsync(new AuditQuery())).First(entry => entry.Category == AccessEvents.Category);
            (last.EventId, last.PrincipalName, last.Comment).ShouldBe((request.Event, RunningServer.Admin, request.Subject), request.Path);
        }
    }

    [Fact]
    public async Task A_token_is_revoked_by_name()
    {
        await server.CreateUserAsync("cleo");
        using var client = server.Client();
        var made = await (await client.PostAsync("api/v1/management/users/cleo/tokens", Json.Text("""{"label": "old"}"""))).ShouldBe(HttpStatusCode.Created).JsonAsync();
        (await client.DeleteAsync($"api/v1/management/tokens/{made.Text("id")}")).ShouldBe(HttpStatusCode.NoContent);
        var entry = (await server.Get<IAuditLog>().QueryAsync(new AuditQuery { EventId = AccessEvents.TokenRevoked })).ShouldHaveSingleItem();
        (entry.PrincipalName, entry.Comment, entry.Extended["label"]).ShouldBe((RunningServer.Admin, "cleo", "old"));
    }
}
