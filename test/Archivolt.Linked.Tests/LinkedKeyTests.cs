using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Dispatch;
using Archivolt.Vendors;

namespace Archivolt.Linked.Tests;

/// <summary>Keys that somebody made up.</summary>
public sealed class LinkedKeyTests(LinkedServer home) : IClassFixture<LinkedServer>
{
    // As a part of an address dots would lead to the list of files, which answers too.
    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../about")]
    [InlineData("FILE/export")]
    [InlineData("FILE?alt=media")]
    [InlineData("FILE#x")]
    [InlineData("FILE:.")]
    [InlineData("FILE:..")]
    [InlineData("FILE%25")]
    [InlineData("FILE%2F..")]
    public async Task A_file_id_leads_to_no_other_call(string made)
    {
        using var ann = await home.PersonAsync();
        (await ann.ConnectAsync(LinkedServer.DriveId)).ShouldBe(HttpStatusCode.OK);
        var file = new VendorFile(ann, LinkedServer.DriveId, "mine.txt", Content.Of("mine"));
        var key = $"googledrive:{ann.Email}:{made.Replace("FILE", file.Id, StringComparison.Ordinal)}";
        (await ann.TryLinkAsync(new { providerId = LinkedServer.DriveId, key })).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [MemberData(nameof(LinkedFileTests.Vendors), MemberType = typeof(LinkedFileTests))]
    public async Task A_key_with_control_characters_is_refused_with_a_sentence(string provider)
    {
        using var ann = await home.PersonAsync();
        (await ann.ConnectAsync(provider)).ShouldBe(HttpStatusCode.OK);
        var file = new VendorFile(ann, provider, "mine.txt", Content.Of("mine"));
        var key = ann.KeyOf(provider, file.Id).Replace("@", "\0@", StringComparison.Ordinal);
        (await (await ann.TryLinkAsync(new { providerId = provider, key })).ShouldBeErrorAsync(HttpStatusCode.BadRequest)).ShouldContain("links no file");
    }

    [Fact]
    public async Task No_rule_is_said_to_move_a_linked_file()
    {
        using var ann = await home.PersonAsync();
        (await ann.ConnectAsync(LinkedServer.DriveId)).ShouldBe(HttpStatusCode.OK);
        var document = await ann.LinkAsync(LinkedServer.DriveId, new VendorFile(ann, LinkedServer.DriveId, "mine.txt", Content.Of("mine")).Id);
        (await home.Server.Get<DispatchExplainer>().ExplainAsync((await home.Documents.FindAsync("default", document))!)).ShouldBeEmpty();
    }
}
