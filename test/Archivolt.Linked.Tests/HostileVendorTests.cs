using Archivolt.Blobs;
using Archivolt.Documents.Linked;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Linked.Tests;

/// <summary>A vendor that sends more than anybody wants, or less, or somewhere else.</summary>
public sealed class HostileVendorTests(LinkedServer home) : IClassFixture<LinkedServer>
{
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
