using System.Net;
using System.Text.Json.Nodes;
using Archivolt.Vendors.Dropbox;

namespace Archivolt.Vendors;

/// <summary>Dropbox answers to malformed input with text, and to a cursor with what changed.</summary>
public sealed class DropboxInputTests : IAsyncLifetime
{
    private const string Email = "ann@example.org";

    private DropboxServer _server = null!;
    private DropboxAccount _ann = null!;
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        _server = await DropboxServer.StartAsync();
        _ann = _server.AddAccount(Email);
        _token = _server.OAuth.NewAccessToken(Email);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("{\"path\":", "application/json", "could not decode input as JSON")]
    [InlineData("{}", "application/json", "missing required field 'path'")]
    [InlineData("{\"path\":7}", "application/json", "expected string, got number")]
    [InlineData("{\"path\":\"a\"}", "application/json", "did not match pattern")]
    [InlineData("{\"path\":\"/a\"}", "application/x-www-form-urlencoded", "Bad HTTP \"Content-Type\" header")]
    public async Task Malformed_input_is_answered_with_text(string argument, string type, string expected)
    {
        using var answer = await _server.CallAsync("files/get_metadata", _token, argument, type);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldStartWith("Error in call to API function \"files/get_metadata\": ");
        (await answer.Content.ReadAsStringAsync()).ShouldContain(expected);
    }

    [Fact]
    public async Task A_content_call_takes_its_argument_from_the_header_alone()
    {
        _ann.AddFile("/ü.txt", Content.Of("ü"));
        using var escaped = await _server.ReadAsync("files/download", _token, "{\"path\":\"/\\u00fc.txt\"}");
        (await escaped.Content.ReadAsStringAsync()).ShouldBe("ü");
        var result = escaped.Headers.GetValues("Dropbox-API-Result").Single();
        result.ShouldAllBe(letter => letter < 127);
        ((string?)JsonNode.Parse(result)!["path_display"]).ShouldBe("/ü.txt");
        using var form = new FormUrlEncodedContent([]);
        (await _server.ReadAsync("files/download", _token, "{\"path\":\"/\\u00fc.txt\"}", content: form)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _server.ReadAsync("files/download", _token, "")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_cursor_tells_what_changed_since()
    {
        var bob = _server.AddAccount("bob@example.org");
        var moved = _ann.AddFile("/a/moved", Content.Of("m"));
        var deleted = _ann.AddFile("/a/deleted", Content.Of("d"));
        var updated = _ann.AddFile("/updated", Content.Of("u"));
        var cursor = (string)(await PostAsync("files/list_folder/get_latest_cursor", new() { ["path"] = "", ["recursive"] = true }))["cursor"]!;
        moved.MoveTo(_ann.AddFolder("/b"));
        deleted.Delete();
        updated.Update(Content.Of("v"));
        bob.AddFile("/shared/file", Content.Of("s"));
        bob.AddFolder("/shared").ShareWith(_ann);
        bob.AddFile("/own", Content.Of("o"));

        var changes = await PostAsync("files/list_folder/continue", new() { ["cursor"] = cursor });
        changes["entries"]!.AsArray().Select(entry => $"{entry![".tag"]} {entry["path_display"]}").ShouldBe(
            ["folder /b", "deleted /a/moved", "file /b/moved", "deleted /a/deleted", "file /updated", "folder /shared", "file /shared/file"]);
        bob.AddFolder("/shared").Unshare(_ann);
        changes = await PostAsync("files/list_folder/continue", new() { ["cursor"] = (string?)changes["cursor"] });
        changes["entries"]!.AsArray().Select(entry => $"{entry![".tag"]} {entry["path_display"]}").ShouldBe(["deleted /shared", "deleted /shared/file"]);

        _server.ResetCursors();
        ((string?)(await PostAsync("files/list_folder/continue", new() { ["cursor"] = cursor }))["error_summary"]).ShouldBe("reset/..");
    }

    private async Task<JsonNode> PostAsync(string name, JsonObject argument)
    {
        using var answer = await _server.CallAsync(name, _token, argument.ToJsonString());
        return await Calls.JsonOf(answer);
    }
}
