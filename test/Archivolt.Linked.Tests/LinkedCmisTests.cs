using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Vendors;

namespace Archivolt.Linked.Tests;

/// <summary>Linked files for clients of CMIS.</summary>
public sealed class LinkedCmisTests(LinkedServer home) : IClassFixture<LinkedServer>
{
    [Theory]
    [InlineData(LinkedServer.DriveId)]
    [InlineData(LinkedServer.DropboxId)]
    public async Task A_linked_file_is_read_by_whoever_may_see_it_and_nothing_is_put_behind_it(string provider)
    {
        using var ann = await home.PersonAsync();
        (await ann.ConnectAsync(provider)).ShouldBe(HttpStatusCode.OK);
        using var bob = await home.PersonAsync("bob");
        (await bob.ConnectAsync(provider)).ShouldBe(HttpStatusCode.OK);
        var document = await ann.LinkAsync(provider, new VendorFile(ann, provider, "Secret plan.txt", Content.Of("linked words")).Id);
        var url = $"json/cmis/default/root?objectId={document}";
        (await (await ann.Client.GetAsync($"{url}&cmisselector=content")).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("linked words");
        foreach (var refused in (string[])[$"{url}&cmisselector=content", $"{url}&cmisselector=content&streamId=nuxeo:rendition:thumbnail", $"atom/cmis/default/content?id={document}"])
            (await (await bob.Client.GetAsync(refused)).ShouldBe(HttpStatusCode.NotFound).Content.ReadAsStringAsync()).ShouldNotContain("Secret");
        foreach (var person in new[] { ann, bob })
        {
            (await (await person.Client.GetAsync($"{url}&cmisselector=object")).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldNotContain("Secret");
            using var form = new MultipartFormDataContent { { new StringContent("appendContent"), "cmisaction" }, { new StringContent("more"), "content", "f.txt" } };
            (await (await person.Client.PostAsync(url, form)).ShouldBe(HttpStatusCode.Conflict).JsonAsync()).Text("message")!.ShouldContain("linked file");
        }
        (await (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("linked words");
        using var copy = new FormUrlEncodedContent([KeyValuePair.Create("cmisaction", "createDocumentFromSource"), KeyValuePair.Create("sourceId", document), KeyValuePair.Create("propertyId[0]", "cmis:name"), KeyValuePair.Create("propertyValue[0]", $"copy of {document}")]);
        (await bob.Client.PostAsync("json/cmis/default/root/default-domain/workspaces/shared", copy)).ShouldBe(HttpStatusCode.NotFound);
    }
}
