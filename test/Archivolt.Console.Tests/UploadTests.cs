using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Uploads;

namespace Archivolt.WebConsole.Tests;

/// <summary>The page about uploads, without script.</summary>
public sealed class UploadTests : IAsyncLifetime
{
    private const string Page = "/console/operations/uploads";

    private readonly RunningServer _server = new();

    private UploadSessions Sessions => _server.Get<UploadSessions>();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Uploads_of_everybody_are_listed_as_text_and_one_is_dropped()
    {
        using var visitor = await Visitor.SignedInAsync(_server);
        (await visitor.PageAsync(Page)).ShouldContain("Nothing is being uploaded");
        var jane = new Principal("jane <b>", []);
        var batch = await Sessions.CreateAsync(jane, TestContext.Current.CancellationToken);
        await Sessions.StoreAsync(jane, batch, 0, BlobSource.FromText("hello").With("<script>alert(1)</script>.txt", "text/plain"), TestContext.Current.CancellationToken);
        var growing = await Sessions.BeginAsync(jane, new UploadFile(0) { Length = 1000 }, TestContext.Current.CancellationToken);
        await Sessions.AppendAsync(jane, growing, 0, 0, BlobSource.FromText("1234"), TestContext.Current.CancellationToken);

        var page = await visitor.PageAsync(Page);
        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;.txt");
        page.ShouldNotContain("<script>alert(1)");
        page.ShouldContain("<bdi>jane &lt;b&gt;</bdi>");
        page.ShouldContain("less than a minute");
        page.ShouldContain("""<progress max="1000" value="4" """.TrimEnd());

        using var dropped = await visitor.PostAsync(Page, new() { ["batch"] = growing });
        dropped.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var after = await visitor.PageAsync(dropped.Headers.Location!.OriginalString);
        after.ShouldContain("The upload is dropped");
        after.ShouldNotContain(growing);
        after.ShouldContain(batch);
        var entry = (await _server.Get<IAuditLog>().QueryAsync(new AuditQuery { EventId = "uploadDropped" }, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        (entry.PrincipalName, entry.Extended["owner"]).ShouldBe((RunningServer.Admin, "jane <b>"));

        using var again = await visitor.PostAsync(Page, new() { ["batch"] = growing });
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await again.Content.ReadAsStringAsync()).ShouldContain("it was used, dropped or has expired");
    }

    [Fact]
    public async Task They_are_listed_and_dropped_over_REST_by_administrators()
    {
        await _server.CreateUserAsync("carol");
        using var carol = _server.Client("carol");
        var opened = (await (await carol.PostAsync("api/v1/upload", content: null)).JsonAsync()).Text("batchId")!;
        (await carol.GetAsync("api/v1/management/upload-batches")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await carol.DeleteAsync($"api/v1/management/upload-batches/{opened}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var client = _server.Client();
        var entry = (await (await client.GetAsync("api/v1/management/upload-batches")).JsonAsync()).GetProperty("entries").EnumerateArray().ShouldHaveSingleItem();
        (entry.Text("batchId"), entry.Text("owner"), entry.GetProperty("files").GetInt32(), entry.GetProperty("isOver").GetBoolean()).ShouldBe((opened, "carol", 0, false));
        (await client.DeleteAsync($"api/v1/management/upload-batches/{opened}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.DeleteAsync($"api/v1/management/upload-batches/{opened}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync("api/v1/management/upload-batches?limit=1001")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Only_administrators_see_and_drop_them()
    {
        await _server.CreateUserAsync("carol");
        using var carol = await Visitor.SignedInAsync(_server, "carol");
        (await carol.Http.GetAsync(Page)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await carol.PostAsync(Page, new() { ["batch"] = "x" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
