using Archivolt.Cmis.Query;
using Archivolt.Cmis.Types;
using Archivolt.Documents;
using Archivolt.Documents.Query;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Cmis.Tests;

/// <summary>Texts in queries: each comes back as it was, and none ends early, whatever is in it.</summary>
public sealed class QlTokenTests
{
    private static readonly TypeCatalog Types = new(SchemaRegistry.Stock);

    [Fact]
    public void A_text_comes_back_from_its_quotes() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), given =>
    {
        var text = given.Get.Replace("\0", "", StringComparison.Ordinal);
        foreach (var quote in (string[])["''", "\\'"])
        {
            var written = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", quote, StringComparison.Ordinal);
            var query = QlParser.Parse($"SELECT * FROM File WHERE cmis:name = '{written}' AND dc:title = 'x'", Types);
            var all = query.Where.ShouldBeOfType<NxqlCondition.All>();
            all.Conditions.Count.ShouldBe(2);
            all.Conditions[0].ShouldBeOfType<NxqlCondition.Comparison>().Values.ShouldBe([text]);
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(@"100\%", @"100\%")]
    [InlineData(@"a\_b%", @"a\_b%")]
    [InlineData(@"a\%", @"a\%")]
    [InlineData(@"it\'s ''%", "it's '%")]
    public void A_backslash_takes_the_meaning_away_in_a_pattern(string written, string pattern) =>
        QlParser.Parse($"SELECT * FROM File WHERE cmis:name LIKE '{written}'", Types).Where.ShouldBeOfType<NxqlCondition.Comparison>().Values.ShouldBe([pattern]);

    [Fact]
    public void Whatever_is_written_is_a_query_or_an_invalid_argument() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), given =>
    {
        foreach (var statement in (string[])[given.Get, $"SELECT * FROM File WHERE {given.Get}", $"SELECT {given.Get} FROM File", $"SELECT * FROM File WHERE cmis:name = {given.Get}", $"SELECT * FROM File ORDER BY {given.Get}"])
        {
            try
            {
                QlParser.Parse(statement, Types).Type.ShouldNotBeNull();
            }
            catch (CmisException exception)
            {
                exception.Error.ShouldBe(CmisError.InvalidArgument);
            }
        }
    }).QuickCheckThrowOnFailure();
}
