using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Dispatch.Patterns;

namespace Archivolt.Documents.Tests.Dispatch.Patterns;

/// <summary>Regular expressions in rules: Java's dialect, whole text, bounded time.</summary>
public class RegexRuleTests
{
    [Theory]
    [InlineData(@"\Qa.b\E+", "a.bb", "axb")]
    [InlineData(@"\Q1+1", "1+1", "11")]
    [InlineData(@"a*+b", "aab", "aa")]
    [InlineData(@"(ab)?+c", "abc", "ab")]
    [InlineData(@"\d+", "42", "٤٢")]
    [InlineData(@"\w+", "abc", "é")]
    [InlineData(@"\W", "é", "a")]
    [InlineData(@"\S+", "abc", "a b")]
    [InlineData(@"[\D]+", "abc", "a1")]
    [InlineData(@"a.c", "abc", "a\nc")]
    [InlineData(@"a.c", "a\tc", "a\rc")]
    [InlineData(@"(?s)a.c", "a\rc", "ac")]
    [InlineData(@"(?i)VIDEO", "video", "audio")]
    [InlineData(@"\p{Alpha}+", "abc", "a1")]
    [InlineData(@"\P{Alpha}+", "123", "a1")]
    [InlineData(@"[\p{Upper}_]+", "A_B", "a_b")]
    [InlineData(@"\p{Lu}\p{IsAlphabetic}*", "Élan", "élan")]
    [InlineData(@"[a-c[x-z]]+", "abxyz", "m")]
    [InlineData(@"[a-z&&[^bc]]+", "ade", "abe")]
    [InlineData(@"[a-z&&[def]]+", "fed", "a")]
    [InlineData(@"[^a-c[x-z]]+", "mno", "max")]
    [InlineData(@"[]a]+", "]a", "b")]
    [InlineData(@"[a-]+", "a-a", "b")]
    [InlineData(@"\x{41}\x42\u0043\0104", "ABCD", "ABC")]
    [InlineData(@"\h+", "  ", "\n")]
    [InlineData(@"a\Rb", "a\r\nb", "a b")]
    [InlineData(@"(?<x>a+)b\k<x>", "aabaa", "aaba")]
    [InlineData(@"(a)b\1", "aba", "abb")]
    [InlineData(@"(?!secret).*", "public", "secret.txt")]
    [InlineData(@"x{2}", "xx", "x")]
    [InlineData(@"a|b", "b", "ab")]
    [InlineData(@"}]#-", "}]#-", "}")]
    [InlineData(@"\/a\-b", "/a-b", "a")]
    public void Java_expressions_mean_what_they_mean_there(string expression, string matching, string other)
    {
        Place(expression, matching).ShouldBe("custom");
        Place(expression, other).ShouldBe("default");
    }

    [Fact]
    public void Counts_too_large_for_the_linear_engine_place_a_blob_all_the_same()
    {
        Place("[xy]{12000}", new string('x', 12_000)).ShouldBe("custom");
        Place("[xy]{12000}", new string('x', 11_999) + "z").ShouldBe("default");
    }

    [Fact]
    public void Classes_nested_beyond_reason_are_refused_and_many_beside_each_other_are_not()
    {
        static string Nested(int depth) => string.Concat(Enumerable.Repeat("[a", depth)) + new string(']', depth);
        Place(Nested(50), "a").ShouldBe("custom");
        Should.Throw<BlobException>(() => Place(Nested(1000), "a")).Message.ShouldEndWith("character classes are nested more than 50 times.");
        Place($"(?:{string.Concat(Enumerable.Repeat("[a]?", 1000))})", "aaa").ShouldBe("custom");
    }

    [Theory]
    [InlineData("[a")]
    [InlineData("a{1")]
    [InlineData("a{x}")]
    [InlineData("*a")]
    [InlineData("a**")]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData(@"a\")]
    [InlineData(@"\y")]
    [InlineData(@"\p{Nonsense}")]
    [InlineData(@"\x4")]
    [InlineData("(?(a)b)")]
    [InlineData("(?")]
    [InlineData("(?i")]
    public void A_bad_expression_is_refused_with_its_rule(string expression)
    {
        var refusal = Should.Throw<BlobException>(() => Place(expression, "a"));
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldContain($"rule 'dc:title^{expression}' (rules.xml, line 1)");
    }

    [Fact]
    public void An_expression_built_to_explode_takes_no_time()
    {
        var dispatcher = Sample.Dispatcher(("dc:title^^(a+)+$", "custom"), ("default", "default"));
        var document = Sample.Document();
        document.Properties.Set("dc:title", new string('a', 50_000) + "!");
        // A backtracking engine would take centuries, a bounded one would give up.
        dispatcher.Decide(Sample.Blob, document, path: null).Provider.ShouldBe("default");
        dispatcher.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void An_expression_that_must_backtrack_is_warned_of_and_refuses_a_blob_rather_than_misplace_it()
    {
        var dispatcher = Sample.Dispatcher(("dc:title^(?=a)(a+)+b", "custom"), ("default", "default"));
        dispatcher.Findings.ShouldHaveSingleItem().Message.ShouldContain("looks around or back");
        var document = Sample.Document();
        document.Properties.Set("dc:title", new string('a', 5_000) + "!b");
        var refusal = Should.Throw<BlobException>(() => dispatcher.Decide(Sample.Blob, document, path: null));
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldContain("no place could be chosen");
    }

    [Fact]
    public void An_expression_that_asks_for_too_much_memory_gets_no_more_of_it_and_misses_no_match()
    {
        var dispatcher = Sample.Dispatcher(("dc:title^(?:.*a.{60}.*b.{60})+x?", "custom"), ("default", "default"));
        var (document, random) = (Sample.Document(), new Random(1));
        var title = string.Concat(Enumerable.Range(0, 64_000).Select(_ => random.Next(2) == 0 ? 'a' : 'b'));
        title[^61].ShouldBe('b');
        document.Properties.Set("dc:title", title);
        // How often it asks depends on how fast the machine is.
        var allocated = long.MaxValue;
        for (var attempt = 0; attempt < 20 && allocated > 1 << 20; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            PlaceOrRefusal(dispatcher, document).ShouldNotBe("default");
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        allocated.ShouldBeLessThanOrEqualTo(1 << 20);
    }

    [Fact]
    public void A_text_that_asks_for_too_much_leaves_shorter_ones_alone()
    {
        var dispatcher = Sample.Dispatcher(("dc:title^.*a.{12}.*b.*c.*d", "custom"), ("default", "default"));
        var (document, random) = (Sample.Document(), new Random(1));
        var usual = new string('a', 1500) + new string('b', 1500) + "d";
        document.Properties.Set("dc:title", usual);
        PlaceOrRefusal(dispatcher, document).ShouldBe("default");
        document.Properties.Set("dc:title", string.Concat(Enumerable.Range(0, 12_000).Select(_ => random.Next(2) == 0 ? 'a' : 'x')) + "bcd");
        PlaceOrRefusal(dispatcher, document).ShouldNotBe("default");
        document.Properties.Set("dc:title", usual);
        PlaceOrRefusal(dispatcher, document).ShouldBe("default");
    }

    [Fact]
    public void Texts_of_any_length_are_matched_alike()
    {
        var dispatcher = Sample.Dispatcher(("dc:title^(?:.*a.{12}.*b.{12})+", "custom"), ("default", "default"));
        var (document, random) = (Sample.Document(), new Random(1));
        var letters = string.Concat(Enumerable.Range(0, 20_000).Select(_ => random.Next(2) == 0 ? 'a' : 'b'));
        for (var length = 1_400; length < letters.Length; length += 97)
        {
            var title = letters[..length];
            document.Properties.Set("dc:title", title);
            if (title[^13] == 'b')
                PlaceOrRefusal(dispatcher, document).ShouldNotBe("default", $"{length} characters");
        }
    }

    [Fact]
    public void States_count_however_few_of_them_a_text_asks_for()
    {
        var engine = new LinearRegex(@"\A(?:.*a.{14})\z");
        var (random, sum) = (new Random(1), 0L);
        while (sum <= LinearRegex.MostStates)
        {
            var text = string.Concat(Enumerable.Range(0, 20).Select(_ => random.Next(2) == 0 ? 'a' : 'b'));
            var states = 0L;
            var matches = engine.IsMatch(text, ref states);
            sum += states;
            matches.ShouldBe(sum > LinearRegex.MostStates ? null : text[^15] == 'a');
        }
        engine.IsFull.ShouldBeTrue();
    }

    [Fact]
    public void An_expression_has_a_greatest_length() =>
        Should.Throw<BlobException>(() => Sample.Dispatcher(($"dc:title^{new string('a', 4097)}", "custom"), ("default", "default"))).Message.ShouldContain("at most 4096 characters");

    // Whether an expression is refused for its time depends on how fast the machine is.
    private static string PlaceOrRefusal(RuleDispatcher dispatcher, Document document)
    {
        try
        {
            return dispatcher.Decide(Sample.Blob, document, path: null).Provider;
        }
        catch (BlobException refusal) when (refusal.Message.Contains("no place could be chosen"))
        {
            return "refused";
        }
    }

    private static string Place(string expression, string title)
    {
        var document = Sample.Document();
        document.Properties.Set("dc:title", title);
        return Sample.Place($"dc:title^{expression}", document: document);
    }
}
