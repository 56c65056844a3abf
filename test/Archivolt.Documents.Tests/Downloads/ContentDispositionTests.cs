using System.Text;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Downloads;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Documents.Tests.Downloads;

public sealed class ContentDispositionTests
{
    [Theory]
    [InlineData("cafe.txt", "attachment; filename=cafe.txt")]
    [InlineData("café.txt", "attachment; filename*=UTF-8''caf%C3%A9.txt")]
    [InlineData("my file.pdf", "attachment; filename*=UTF-8''my%20file.pdf")]
    [InlineData("a\"b\\c.txt", "attachment; filename*=UTF-8''a%22b%5Cc.txt")]
    [InlineData("it's*100%.txt", "attachment; filename*=UTF-8''it%27s%2A100%25.txt")]
    [InlineData("a;b=c,d.txt", "attachment; filename*=UTF-8''a%3Bb%3Dc%2Cd.txt")]
    [InlineData("x\r\nSet-Cookie: a=b", "attachment; filename*=UTF-8''x%0D%0ASet-Cookie%3A%20a%3Db")]
    [InlineData("\u202Egpj.exe", "attachment; filename*=UTF-8''%E2%80%AEgpj.exe")]
    [InlineData("😀.png", "attachment; filename*=UTF-8''%F0%9F%98%80.png")]
    public void Safe_names_stand_unquoted_and_others_as_utf_8(string fileName, string header) =>
        ContentDisposition.Format(fileName).ShouldBe(header);

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character() =>
        ContentDisposition.Format("half\ud83d.png").ShouldBe("attachment; filename*=UTF-8''half%EF%BF%BD.png");

    [Fact]
    public void Inline_is_said_when_asked_for() => ContentDisposition.Format("a.txt", inline: true).ShouldBe("inline; filename=a.txt");

    [Fact]
    public void Any_name_gives_one_header_that_decodes_to_it() =>
        Prop.ForAll<NonEmptyString>(name =>
        {
            var header = ContentDisposition.Format(name.Get);
            header.ShouldAllBe(character => character > '\x1f' && character < '\x7f');
            var value = header[(header.IndexOf('=', StringComparison.Ordinal) + 1)..].Replace("UTF-8''", "", StringComparison.Ordinal);
            Uri.UnescapeDataString(value).ShouldBe(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name.Get)));
        }).QuickCheckThrowOnFailure();
}
