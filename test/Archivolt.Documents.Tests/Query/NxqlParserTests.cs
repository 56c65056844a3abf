using Archivolt.Documents.Query;

namespace Archivolt.Documents.Tests.Query;

public sealed class NxqlParserTests
{
    [Fact]
    public void A_query_is_read_with_types_conditions_and_order()
    {
        var query = NxqlParser.Parse("select * from File, Note where dc:title = 'It\\'s' and not (uid:major_version >= -2 or ecm:isTrashed = 0) order by dc:modified desc, ecm:name");
        query.Types.ShouldBe(["File", "Note"]);
        query.OrderBy.Select(key => (key.Property, key.IsDescending)).ShouldBe([("dc:modified", true), ("ecm:name", false)]);
        var all = query.Where.ShouldBeOfType<NxqlCondition.All>();
        all.Conditions[0].ShouldBeOfType<NxqlCondition.Comparison>().Values.ShouldBe(["It's"]);
        var any = all.Conditions[1].ShouldBeOfType<NxqlCondition.Not>().Condition.ShouldBeOfType<NxqlCondition.Any>();
        any.Conditions[0].ShouldBeOfType<NxqlCondition.Comparison>().ShouldSatisfyAllConditions(
            comparison => comparison.Operator.ShouldBe(NxqlOperator.GreaterOrEqual), comparison => comparison.Values.ShouldBe([-2L]));
    }

    [Fact]
    public void The_type_Document_stands_for_all() => NxqlParser.Parse("SELECT * FROM Document").ShouldBe(new NxqlQuery([], null, []), new SameQuery());

    [Theory]
    [InlineData("", 1, "SELECT")]
    [InlineData("SELECT title FROM Document", 8, "*")]
    [InlineData("SELECT * FROM", 14, "type")]
    [InlineData("SELECT * FROM File WHERE", 25, "property")]
    [InlineData("SELECT * FROM File WHERE dc:title", 34, "comparison")]
    [InlineData("SELECT * FROM File WHERE dc:title = ", 37, "value")]
    [InlineData("SELECT * FROM File WHERE dc:title = 'x", 37, "no end")]
    [InlineData("SELECT * FROM File WHERE dc:title # 'x'", 35, "U+0023")]
    [InlineData("SELECT * FROM File WHERE (dc:title = 'x'", 41, ")")]
    [InlineData("SELECT * FROM File GROUP BY dc:title", 20, "GROUP")]
    [InlineData("SELECT * FROM File WHERE dc:created > DATE 'soon'", 44, "date")]
    [InlineData("SELECT * FROM File WHERE dc:title NOT = 'x'", 39, "comparison")]
    public void What_cannot_be_read_is_named_with_its_position(string query, int position, string what)
    {
        var problem = Should.Throw<NxqlException>(() => NxqlParser.Parse(query));
        problem.Message.ShouldContain(what);
        problem.Message.ShouldEndWith($"(position {position})");
    }

    [Theory]
    [InlineData(" OR ")]
    [InlineData(" AND NOT ")]
    public void A_query_has_so_many_conditions(string between)
    {
        var conditions = Enumerable.Repeat("dc:title = 'x'", 500);
        NxqlParser.Parse($"SELECT * FROM File WHERE {string.Join(between, conditions)}");
        Should.Throw<NxqlException>(() => NxqlParser.Parse($"SELECT * FROM File WHERE {string.Join(between, conditions.Append("dc:title = 'x'"))}")).Message.ShouldContain("500 conditions");
    }

    [Fact]
    public void Values_take_the_places_of_question_marks_outside_of_texts()
    {
        var text = NxqlParser.WithParameters("SELECT * FROM File WHERE dc:title = '?' AND dc:source = ? AND dc:rights = \"?\"", ["a' OR ecm:uuid = 'b\\"]);
        var all = NxqlParser.Parse(text).Where.ShouldBeOfType<NxqlCondition.All>();
        all.Conditions.Cast<NxqlCondition.Comparison>().Select(comparison => comparison.Values[0]).ShouldBe(["?", "a' OR ecm:uuid = 'b\\", "?"]);
        Should.Throw<NxqlException>(() => NxqlParser.WithParameters("?", []));
    }

    // Whatever a text holds, quoted it is one value and comes back as it was.
    [Fact]
    public void A_quoted_text_is_read_as_itself()
    {
        var random = new Random(1);
        const string Characters = "'\"\\%_?ab()=,\n\t é😀";
        for (var round = 0; round < 2000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Characters[random.Next(Characters.Length - 2)]));
            var read = NxqlParser.Parse($"SELECT * FROM File WHERE dc:title = {NxqlParser.Quote(text)}").Where.ShouldBeOfType<NxqlCondition.Comparison>();
            read.Values.Single().ShouldBe(text);
        }
    }

    // Any text is a query or a named problem inside of it.
    [Fact]
    public void No_text_breaks_the_parser()
    {
        string[] words = ["SELECT", "*", "FROM", "File", "WHERE", "dc:title", "=", "'x'", "(", ")", "AND", "OR", "NOT", "IN", ",", "1.5", "-", "LIKE", "IS", "NULL", "ORDER", "BY", "\0", "'", "DATE", "BETWEEN", "\ud800"];
        var random = new Random(2);
        for (var round = 0; round < 20_000; round++)
        {
            var text = "SELECT * FROM File WHERE " + string.Join(' ', Enumerable.Range(0, random.Next(14)).Select(_ => words[random.Next(words.Length)]));
            try
            {
                NxqlParser.Parse(text);
            }
            catch (NxqlException problem)
            {
                problem.Position.ShouldBeInRange(0, text.Length);
            }
        }
    }

    [Fact]
    public void Deep_nesting_is_refused_and_breaks_nothing() =>
        Should.Throw<NxqlException>(() => NxqlParser.Parse("SELECT * FROM File WHERE " + new string('(', 30_000))).Message.ShouldContain("deeper");

    private sealed class SameQuery : IEqualityComparer<NxqlQuery>
    {
        public bool Equals(NxqlQuery? x, NxqlQuery? y) => x!.Types.SequenceEqual(y!.Types) && x.Where == y.Where && x.OrderBy.SequenceEqual(y.OrderBy);

        public int GetHashCode(NxqlQuery query) => 0;
    }
}
