using System.Globalization;
using Archivolt.Blobs;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Tests.Blobs;

public sealed class BlobExceptionTests
{
    [Fact]
    public void The_message_names_store_and_key_where_there_are_some()
    {
        new BlobException(BlobError.IO, "It broke.").Message.ShouldBe("It broke.");
        new BlobException(BlobError.IO, "It broke.", "Memory \"m\"").Message.ShouldBe("It broke. (store Memory \"m\")");
        new BlobException(BlobError.IO, "It broke.", key: "k").Message.ShouldBe("It broke. (key 'k')");
        var exception = BlobException.NotFound("Memory \"m\"", "k");
        exception.Message.ShouldBe("There is no blob with this key. (store Memory \"m\", key 'k')");
        (exception.Error, exception.Store, exception.Key).ShouldBe((BlobError.NotFound, "Memory \"m\"", "k"));
    }

    [Fact]
    public void A_key_from_outside_cannot_forge_log_lines() => Prop.ForAll(Texts.Any.ToArbitrary(), text =>
    {
        foreach (var exception in new[] { new BlobException(BlobError.InvalidKey, "Bad.", key: text), new BlobException(BlobError.NotFound, $"No '{text}'.") })
        {
            exception.Message.ShouldAllBe(character => char.GetUnicodeCategory(character) != UnicodeCategory.Control
                && char.GetUnicodeCategory(character) != UnicodeCategory.Format && character != '\u2028' && character != '\u2029');
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_long_key_is_shortened_in_the_message_only()
    {
        var exception = BlobException.NotFound("s", new string('k', 4000));
        exception.Message.Length.ShouldBeLessThan(300);
        exception.Key.ShouldNotBeNull().Length.ShouldBe(4000);
    }

    [Fact]
    public void Only_passing_faults_are_transient() => Enum.GetValues<BlobError>().Where(error => new BlobException(error, "").IsTransient)
        .ShouldBe([BlobError.Unavailable, BlobError.Timeout]);
}
