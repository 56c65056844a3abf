using System.Net;
using Archivolt.AspNetCore.Tests;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Vendors;

namespace Archivolt.Linked.Tests;

/// <summary>What was believed of a file, after it has changed.</summary>
public sealed class LinkedBeliefTests
{
    public static TheoryData<string> Vendors => LinkedFileTests.Vendors;

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task A_version_and_a_download_are_of_the_file_as_it_is_whatever_was_believed(string provider)
    {
        await using var home = await LinkedServer.StartAsync("--Archivolt:LinkedAccounts:BelieveFor", "01:00:00");
        using var ann = await home.PersonAsync();
        (await ann.ConnectAsync(provider)).ShouldBe(HttpStatusCode.OK);
        var file = new VendorFile(ann, provider, "draft.txt", Content.Of("first"));
        var document = await ann.LinkAsync(provider, file.Id);
        file.Update(Content.Of("a longer second"));
        var stored = (await home.Documents.FindAsync("default", document))!;
        var version = await home.Server.Get<DocumentVersions>().CheckInAsync(new Principal(ann.Name, ["members"]), stored, isMajor: true);
        (await (await ann.DownloadAsync(version.Id)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("a longer second");
        (await (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync()).ShouldBe("a longer second");
        file.Update(Content.Of("3"));
        var text = await (await ann.DownloadAsync(document)).ShouldBe(HttpStatusCode.OK).Content.ReadAsStringAsync();
        text.ShouldBe(provider == LinkedServer.DriveId ? "3" : "a longer second");
    }
}
