using System.Text.RegularExpressions;
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

    [Theory]
    [InlineData("a\0b")]
    [InlineData(@"a\ud800b")]
    [InlineData(@"\udc00")]
    public async Task What_nobody_can_have_stored_is_not_found(string escaped)
    {
        var odd = Unescaped(escaped);
        (await Documents.FindAsync("default", odd)).ShouldBeNull();
        (await Documents.FindByPathAsync("default", $"/{odd}")).ShouldBeNull();
        (await Node.Users.FindAsync(odd)).ShouldBeNull();
        (await Node.Users.VerifyPasswordAsync(odd, "x")).ShouldBeNull();
        (await Node.Users.VerifyTokenAsync($"avt_{odd}")).ShouldBeNull();
    }

    [Theory]
    [InlineData(@"a\ud800")]
    [InlineData(@"\ud800\ud800\udc00")]
    [InlineData(@"\udc00b")]
    public async Task Half_a_surrogate_pair_is_refused_in_every_text_that_is_no_property_and_nothing_is_left(string escaped)
    {
        var odd = Unescaped(escaped);
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        await Node.Users.CreateAsync("bob", "password", []);
        await RefusedAsync(() => Node.Users.CreateAsync(odd, "password", []));
        await RefusedAsync(() => Node.Users.CreateAsync("eve", "password", [odd]));
        await RefusedAsync(() => Node.Users.CreateTokenAsync("bob", odd));
        await RefusedAsync(() => Documents.UpdateAsync(document with { Facets = [odd] }));
        (await Node.Users.FindAsync("eve")).ShouldBeNull();
        (await Node.Users.ListTokensAsync("bob")).ShouldBeEmpty();
        (await Documents.FindByPathAsync("default", "/a")).ShouldNotBeNull().Facets.ShouldBe(document.Facets);
        (await Node.Users.CreateAsync("😀", "password", ["😀"])).Groups.ShouldBe(["😀"]);

        async Task RefusedAsync(Func<Task> change) => (await Should.ThrowAsync<DocumentException>(change)).Error.ShouldBe(DocumentError.Invalid);
    }

    [Theory]
    [InlineData(Odd, "a\uFFFDb\u200E\uFFFE\u0001 é 😀", Odd)]
    [InlineData(@"half \ud800", "half \uFFFD", "half \uFFFD")]
    public async Task What_happened_is_recorded_whatever_stands_in_its_names(string escaped, string comment, string detail)
    {
        var odd = Unescaped(escaped);
        await Node.Audit.WriteAsync(new AuditEntry
        {
            EventId = "download",
            PrincipalName = "bob",
            EventDate = Clock.GetUtcNow(),
            Comment = odd,
            Extended = new Dictionary<string, string> { ["blobFilename"] = odd },
        });
        var entry = (await Node.Audit.QueryAsync(new AuditQuery())).Single();
        (entry.Comment, entry.Extended["blobFilename"]).ShouldBe((comment, detail));
    }

    [Theory]
    [InlineData("\0")]
    [InlineData(@"\ud800")]
    public async Task A_document_whose_place_cannot_be_written_is_refused_and_nothing_is_left(string escaped)
    {
        var odd = Unescaped(escaped);
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

    // Strings in attributes are kept as UTF-8, which has no half pairs.
    private static string Unescaped(string escaped) => Regex.Unescape(escaped);
}
