using Archivolt.Documents.Audit;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteOddTextTests() : OddTextContract(new SqliteTestDatabase());

public sealed class PostgresOddTextTests() : OddTextContract(new PostgresTestDatabase());

/// <summary>Texts that a database may not take: kept where they are content, refused with a sentence where they are names.</summary>
public abstract class OddTextContract(TestDatabase database) : SqlContract(database)
{
    private const string Odd = "a\0b\u200E\uFFFE\u0001 é 😀";

    [Fact]
    public async Task Properties_and_facets_keep_every_character()
    {
        var properties = new PropertyMap();
        properties.Set("dc:title", Odd);
        properties.Set("x:list", new List<object?> { Odd, "\0" });
        properties.Set("file:content", Sample.Blob("aaaa", name: Odd));
        var created = await Node.CreateAsync(await Node.RootAsync(), "a", properties: properties);
        await Documents.UpdateAsync(created with { Facets = [Odd] });
        await using var other = Database.Open();
        var found = (await other.Documents.FindAsync("default", created.Id))!;
        (found.Title, found.Facets.Single(), found.Blobs().Single().Blob.FileName).ShouldBe((Odd, Odd, Odd));
    }

    [Fact]
    public async Task What_nobody_can_have_stored_is_not_found()
    {
        (await Documents.FindAsync("default", "a\0b")).ShouldBeNull();
        (await Documents.FindByPathAsync("default", "/a\0b")).ShouldBeNull();
        (await Node.Users.FindAsync("a\0b")).ShouldBeNull();
        (await Node.Users.VerifyPasswordAsync("a\0b", "x")).ShouldBeNull();
        (await Node.Users.VerifyTokenAsync("avt_a\0b")).ShouldBeNull();
    }

    [Fact]
    public async Task What_happened_is_recorded_whatever_stands_in_its_names()
    {
        await Node.Audit.WriteAsync(new AuditEntry
        {
            EventId = "download",
            PrincipalName = "bob",
            EventDate = Clock.GetUtcNow(),
            Comment = Odd,
            Extended = new Dictionary<string, string> { ["blobFilename"] = Odd },
        });
        var entry = (await Node.Audit.QueryAsync(new AuditQuery())).Single();
        (entry.Comment, entry.Extended["blobFilename"]).ShouldBe((Odd.Replace('\0', '\uFFFD'), Odd));
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("\ud800")]
    public async Task A_document_whose_place_cannot_be_written_is_refused_and_nothing_is_left(string odd)
    {
        var root = await Node.RootAsync();
        var before = await Documents.CountAsync("default");
        var properties = new PropertyMap();
        properties.Set("file:content", Sample.Blob($"key{odd}"));
        try
        {
            await Node.CreateAsync(root, "a", properties: properties);
            (await Documents.FindByPathAsync("default", "/a"))!.Blobs().Single().Blob.Key.Key.ShouldBe($"key{odd}");
        }
        catch (DocumentException refusal)
        {
            refusal.Error.ShouldBe(DocumentError.Invalid);
            (await Documents.CountAsync("default")).ShouldBe(before);
        }
        (await Node.CreateAsync(root, "b")).Path.ShouldBe("/b");
    }
}
