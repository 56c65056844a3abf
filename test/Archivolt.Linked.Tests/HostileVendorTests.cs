using System.IO.Pipelines;
using System.Net;
using System.Text.Json.Serialization.Metadata;
using Archivolt.AspNetCore.Tests;
using Archivolt.Blobs;
using Archivolt.Documents.Linked;
using Archivolt.Dropbox;
using Archivolt.GoogleDrive;
using Archivolt.Vendors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Linked.Tests;

/// <summary>A vendor that sends more than anybody wants, or less, or somewhere else.</summary>
public sealed class HostileVendorTests(LinkedServer home) : IClassFixture<LinkedServer>
{
    [Fact]
    public async Task An_answer_without_end_is_left()
    {
        await using var vendor = await HostileVendor.StartAsync(HostileVendor.EndlessAsync);
        await using var dropbox = new DropboxFiles(new DropboxOptions { ApiUrl = vendor.Address });
        await using var drive = new GoogleDriveFiles(new GoogleDriveOptions { ApiUrl = vendor.Address });
        foreach (var files in new ILinkedFiles[] { dropbox, drive })
        {
            var refused = await Should.ThrowAsync<BlobException>(async () => await files.FindAsync(new AnyCredentials(), "id:x"));
            refused.Error.ShouldBe(BlobError.IO);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{".tag":"file","id":"id:x"}""")]
    [InlineData("""{".tag":"file","id":"id:x","name":"a.txt"}""")]
    [InlineData("""{"id":"x","name":null,"modifiedTime":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"entries":[{".tag":"file"}]}""")]
    [InlineData("""{"entries":null,"cursor":null,"revisions":[{}],"email_verified":true,"email":null}""")]
    public async Task An_answer_that_lacks_something_is_an_error_of_the_vendor(string answer)
    {
        await using var vendor = await HostileVendor.StartAsync(context => context.Response.WriteAsync(answer));
        await using var dropbox = new DropboxFiles(new DropboxOptions { ApiUrl = vendor.Address });
        await using var drive = new GoogleDriveFiles(new GoogleDriveOptions { ApiUrl = vendor.Address, UserInfoUrl = vendor.Address });
        var (who, file) = (new AnyCredentials(), new LinkedFile { Id = "id:x", Name = "a.txt", Version = "1", RevisionId = "1" });
        foreach (var files in new ILinkedFiles[] { dropbox, drive })
        {
            foreach (var look in new Func<Task>[]
            {
                async () => await files.FindAsync(who, "id:x"), async () => await files.GetAccountAsync(who), async () => await files.SignUrlAsync(who, file),
                async () => await files.ListRevisionsAsync(who, file).CountAsync(), async () => await files.ListChangesAsync(who, null), async () => await files.ListChangesAsync(who, "cursor"),
            })
            {
                var thrown = await Record.ExceptionAsync(look);
                (thrown is null or BlobException { Error: BlobError.IO or BlobError.PermissionDenied }).ShouldBeTrue($"{thrown}");
            }
        }
    }

    [Fact]
    public async Task Pages_that_lead_to_themselves_end()
    {
        await using var vendor = await HostileVendor.StartAsync(context => context.Response.WriteAsync("""{"revisions":[],"changes":[],"nextPageToken":"again"}"""));
        await using var drive = new GoogleDriveFiles(new GoogleDriveOptions { ApiUrl = vendor.Address });
        (await Should.ThrowAsync<BlobException>(async () =>
            await drive.ListRevisionsAsync(new AnyCredentials(), new LinkedFile { Id = "x", Name = "a.txt", Version = "1" }).CountAsync())).Error.ShouldBe(BlobError.IO);
    }

    [Fact]
    public async Task An_answer_that_stands_still_is_left()
    {
        await using var vendor = await HostileVendor.StartAsync(HostileVendor.StillAsync);
        using var http = new LinkedHttp("A vendor", new HttpClient { Timeout = TimeSpan.FromMilliseconds(500) });
        using var answer = await http.SendAsync(new AnyCredentials(), () => new HttpRequestMessage(HttpMethod.Get, vendor.Address));
        var type = (JsonTypeInfo<Dictionary<string, string>>)System.Text.Json.JsonSerializerOptions.Default.GetTypeInfo(typeof(Dictionary<string, string>));
        (await Should.ThrowAsync<BlobException>(() => http.ReadAsync(answer, type))).Error.ShouldBe(BlobError.Timeout);
    }

    [Fact]
    public async Task Content_that_stands_still_is_left()
    {
        var pipe = new Pipe();
        await using var content = new AnswerStream(pipe.Reader.AsStream(), new MemoryStream(), TimeSpan.FromMilliseconds(50));
        (await Should.ThrowAsync<BlobException>(async () => await content.ReadExactlyAsync(new byte[1]))).Error.ShouldBe(BlobError.Timeout);
    }

    [Theory]
    [MemberData(nameof(LinkedFileTests.Vendors), MemberType = typeof(LinkedFileTests))]
    public async Task A_small_picture_that_is_none_is_not_stored(string provider)
    {
        using var ann = await home.PersonAsync();
        (await ann.ConnectAsync(provider)).ShouldBe(HttpStatusCode.OK);
        var file = new VendorFile(ann, provider, "photo.png", TinyImages.Png);
        file.Thumbnail(Content.Generated(20L << 20, seed: 3));
        var document = await ann.LinkAsync(provider, file.Id);
        (await ann.Client.GetAsync($"api/v1/id/{document}/@rendition/thumbnail")).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_token_address_that_stands_still_is_left()
    {
        await using var vendor = await HostileVendor.StartAsync(HostileVendor.StillAsync);
        home.Server.Get<LinkedProviders>().TryGet(LinkedServer.DropboxId, out var provider).ShouldBeTrue();
        var service = new LinkedService(provider, provider.Settings with { TokenUrl = $"{vendor.Address}token" });
        using var http = new LinkedTokenHttp(new HttpClient { Timeout = TimeSpan.FromMilliseconds(500) });
        (await Should.ThrowAsync<BlobException>(() => http.RefreshAsync(service, "a refresh token"))).Error.ShouldBeOneOf(BlobError.Timeout, BlobError.Unavailable);
    }

    [Fact]
    public async Task Secrets_do_not_follow_where_a_token_address_leads()
    {
        var asked = new List<string>();
        await using var vendor = await HostileVendor.StartAsync(context =>
        {
            lock (asked)
                asked.Add(context.Request.Path);
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });
        home.Server.Get<LinkedProviders>().TryGet(LinkedServer.DropboxId, out var provider).ShouldBeTrue();
        var service = new LinkedService(provider, provider.Settings with { TokenUrl = $"{vendor.Address}token" });
        await Should.ThrowAsync<BlobException>(() => home.Server.Get<LinkedTokenHttp>().RefreshAsync(service, "a refresh token"));
        asked.ShouldBe(["/token"]);
    }
}
