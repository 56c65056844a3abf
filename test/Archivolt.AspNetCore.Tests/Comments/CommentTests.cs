using System.Net;
using System.Text.Json;
using Archivolt.AspNetCore.Tests.Automation;

namespace Archivolt.AspNetCore.Tests.Comments;

/// <summary>Comments on documents and replies to them, in the shapes that the platform's clients send and read.</summary>
public sealed class CommentTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_comment_is_made_read_changed_and_deleted()
    {
        using var client = server.Client();
        var file = (await server.CreateAsync()).Uid();
        (await ListAsync(client, file)).ShouldBeEmpty();
        var made = await CommentAsync(client, file, "Größe?");
        (made.Text("entity-type"), made.Text("parentId"), made.Text("author"), made.Text("text")).ShouldBe(("comment", file, RunningServer.Admin, "Größe?"));
        made.GetProperty("modificationDate").ValueKind.ShouldBe(JsonValueKind.Null);
        (await (await client.GetAsync($"api/v1/id/{file}/@comment/{made.Text("id")}")).ShouldBe(HttpStatusCode.OK).JsonAsync()).Text("text").ShouldBe("Größe?");

        var changed = await (await client.PutAsync($"api/v1/id/{file}/@comment/{made.Text("id")}", Json.Text("""{"entity-type": "comment", "text": "42"}"""))).ShouldBe(HttpStatusCode.OK).JsonAsync();
        changed.Text("text").ShouldBe("42");
        changed.Text("modificationDate").ShouldNotBeNull();
        (await client.DeleteAsync($"api/v1/id/{made.Text("id")}")).ShouldBe(HttpStatusCode.NoContent);
        (await ListAsync(client, file)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Replies_are_counted_and_listed_page_by_page()
    {
        using var client = server.Client();
        var file = (await server.CreateAsync()).Uid();
        var comment = await CommentAsync(client, file, "first");
        var replies = new List<JsonElement>();
        foreach (var text in (string[])["one", "two", "three"])
            replies.Add(await CommentAsync(client, comment.Text("id")!, text));
        var read = await (await client.GetAsync($"api/v1/id/{file}/@comment/{comment.Text("id")}?fetch-comment=repliesSummary")).JsonAsync();
        (read.GetProperty("numberOfReplies").GetInt32(), read.Text("lastReplyDate")).ShouldBe((3, replies[2].Text("creationDate")));
        (await ListAsync(client, comment.Text("id")!, "?pageSize=2&currentPageIndex=1")).Select(reply => reply.Text("text")).ShouldBe(["three"]);
        (await ListAsync(client, file)).Count().ShouldBe(1);
        (await client.DeleteAsync($"api/v1/id/{file}/@comment/{comment.Text("id")}")).ShouldBe(HttpStatusCode.NoContent);
        await (await client.GetAsync($"api/v1/id/{replies[0].Text("id")}")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Readers_read_comments_and_only_authors_change_them()
    {
        await server.CreateUserAsync("reader");
        await server.CreateUserAsync("writer");
        using var admin = server.Client();
        using var reader = server.Client("reader");
        using var writer = server.Client("writer");
        var file = (await server.CreateAsync()).Uid();
        (await admin.PutAsync($"api/v1/id/{file}/@acl", Json.Content(new[] { new { username = "reader", permission = "Read" }, new { username = "writer", permission = "Read" }, new { username = "writer", permission = "Write" } })))
            .ShouldBe(HttpStatusCode.OK);
        var comment = await CommentAsync(admin, file, "mine");
        (await ListAsync(reader, file)).Count().ShouldBe(1);
        await (await reader.PostAsync($"api/v1/id/{file}/@comment", Text("no"))).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        await (await writer.PutAsync($"api/v1/id/{file}/@comment/{comment.Text("id")}", Text("no"))).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        var own = await CommentAsync(writer, file, "yes");
        own.Text("author").ShouldBe("writer");

        // As documents they are no less protected.
        var said = comment.Text("id")!;
        (await writer.PutDocumentAsync(said, new Dictionary<string, object> { ["comment:text"] = "no" })).ShouldBe(HttpStatusCode.Forbidden);
        (await writer.PutDocumentAsync(said, new Dictionary<string, object> { ["comment:author"] = "writer" })).ShouldBe(HttpStatusCode.Forbidden);
        await (await writer.RunAsync("Document.SetProperty", said, new { xpath = "comment:text", value = "no" })).ShouldBeErrorAsync(HttpStatusCode.Forbidden);
        (await writer.PutDocumentAsync(own.Text("id")!, new Dictionary<string, object> { ["comment:author"] = RunningServer.Admin })).ShouldBe(HttpStatusCode.Forbidden);
        (await writer.PutDocumentAsync(own.Text("id")!, new Dictionary<string, object> { ["comment:text"] = "indeed" })).ShouldBe(HttpStatusCode.OK);
        var forged = new Dictionary<string, object>
        {
            ["entity-type"] = "document",
            ["type"] = "Comment",
            ["name"] = "comment",
            ["properties"] = new Dictionary<string, object> { ["comment:author"] = RunningServer.Admin, ["comment:text"] = "I approve", ["comment:creationDate"] = "2001-01-01T00:00:00Z" },
        };
        (await writer.PostAsync($"api/v1/id/{file}", Json.Content(forged))).ShouldBe(HttpStatusCode.Created);
        var approved = (await ListAsync(reader, file)).Single(each => each.Text("text") == "I approve");
        approved.Text("author").ShouldBe("writer");
        approved.Text("creationDate").ShouldNotStartWith("2001");
        (await writer.RunAsync("Document.Trash", said, new { })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_no_comment_of_the_document_is_not_found_and_what_says_nothing_is_refused()
    {
        using var client = server.Client();
        var (file, other, folder) = ((await server.CreateAsync()).Uid(), (await server.CreateAsync()).Uid(), (await server.CreateAsync("Folder")).Uid());
        var comment = (await CommentAsync(client, other, "of another")).Text("id");
        await (await client.GetAsync($"api/v1/id/{file}/@comment/{comment}")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await client.GetAsync($"api/v1/id/{file}/@comment/{file}")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await client.DeleteAsync($"api/v1/id/{file}/@comment/{comment}")).ShouldBeErrorAsync(HttpStatusCode.NotFound);
        await (await client.PostAsync($"api/v1/id/{folder}/@comment", Text("on a folder"))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await client.PostAsync($"api/v1/id/{file}/@comment", Text(" "))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
        await (await client.PostAsync($"api/v1/id/{file}/@comment", Text(new string('x', 70_000)))).ShouldBeErrorAsync(HttpStatusCode.BadRequest);
    }

    private static async Task<JsonElement> CommentAsync(HttpClient client, string id, string text) =>
        await (await client.PostAsync($"api/v1/id/{id}/@comment", Text(text))).ShouldBe(HttpStatusCode.Created).JsonAsync();

    private static async Task<IEnumerable<JsonElement>> ListAsync(HttpClient client, string id, string query = "") =>
        (await (await client.GetAsync($"api/v1/id/{id}/@comment{query}")).ShouldBe(HttpStatusCode.OK).JsonAsync()).Entries();

    private static StringContent Text(string text) => Json.Content(new { text });
}
