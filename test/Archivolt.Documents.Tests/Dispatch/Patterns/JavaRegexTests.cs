using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Dispatch.Patterns;

namespace Archivolt.Documents.Tests.Dispatch.Patterns;

/// <summary>Java's flags, groups, line ends and classes, with what JDK 17.0.15 answers.</summary>
public class JavaRegexTests
{
    [Theory]
    [InlineData("(?s:a).", "a\n", false)]
    [InlineData("((?s)a).", "a\n", false)]
    [InlineData("(?s)a.(?-s).", "ab\n", false)]
    [InlineData("(?s)a|.", "\n", true)]
    [InlineData("(?d).", "\r", true)]
    [InlineData("(?x)a b", "ab", true)]
    [InlineData("(?x)a b", "a b", false)]
    [InlineData("(?x)a# b\nc", "ac", true)]
    [InlineData(@"(?x)\Qa b\E", "a b", true)]
    [InlineData("(?x)[a b]+", " ", false)]
    [InlineData(@"(?<x>a)(b)\1", "aba", true)]
    [InlineData(@"(?<x>a)(b)\1", "abb", false)]
    [InlineData(@"(a)(?<x>b)\k<x>", "abb", true)]
    [InlineData(@"(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\10", "abcdefghijj", true)]
    [InlineData(@"(a)\10", "aa0", true)]
    [InlineData(@"a\1?", "a", true)]
    [InlineData("(?i)k", "\u212A", false)]
    [InlineData("(?iu)k", "\u212A", true)]
    [InlineData("(?i)é", "É", false)]
    [InlineData("(?iu)é", "É", true)]
    [InlineData("(?i)[a-c]", "B", true)]
    [InlineData("(?i)a(?-i)b", "AB", false)]
    [InlineData(@"(?i)\p{Lu}", "a", true)]
    [InlineData(@"(?U)\w", "é", true)]
    [InlineData(@"(?U)\d", "\u0664", true)]
    [InlineData(@"a$\r", "a\r", true)]
    [InlineData(@"a$\r\n", "a\r\n", true)]
    [InlineData(@"a\r$\n", "a\r\n", false)]
    [InlineData(@"(?d)a$\r", "a\r", false)]
    [InlineData(@"(?m)a$\rb", "a\rb", true)]
    [InlineData(@"(?m)a\r^b", "a\rb", true)]
    [InlineData(@"(?md)a\r^b", "a\rb", false)]
    [InlineData("(?m)^", "", false)]
    [InlineData(@"\R{2}", "\r\n", false)]
    [InlineData(@"\R\R", "\r\n", true)]
    [InlineData("(?:a|ab){2}+", "aba", false)]
    [InlineData("(?:a|ab){2}", "aba", true)]
    [InlineData("^*a", "a", true)]
    [InlineData("a{2}{3}", "aa", true)]
    [InlineData("(?)a", "a", true)]
    [InlineData("[a-c&&b-d]", "b", true)]
    [InlineData("[^a-c&&b-d]", "a", true)]
    [InlineData("[ab&&^b]", "b", true)]
    [InlineData(@"\p{IsAlphabetic}", "\u24B6", true)]
    [InlineData(@"\P{L}", "\n", true)]
    [InlineData(@"(?>\P{Nd})b", "\U0001F600b", true)]
    public void An_expression_means_what_it_means_there(string expression, string text, bool matches) =>
        new RegexPattern(expression).IsMatch(text).ShouldBe(matches);

    [Theory]
    [InlineData("(?<x>a)(?<x>b)")]
    [InlineData(@"\k<x>(?<x>a)")]
    [InlineData("(?<1>a)")]
    [InlineData("a(?i)*")]
    [InlineData(@"\Q\E*")]
    [InlineData("[b-a]")]
    [InlineData(@"[a-\d]")]
    [InlineData("(?#a)")]
    [InlineData("(?<=a+)b")]
    [InlineData(@"(?<=(a|b){2})c")]
    public void What_is_refused_there_is_refused_here(string expression) => Should.Throw<FormatException>(() => new RegexPattern(expression));

    [Theory]
    [InlineData(@"(?i)(a)\1", "ignores case")]
    [InlineData(@"(?=(a))\1", "looking around")]
    [InlineData(@"(?:(a)?+b|\1)+", "possessive")]
    [InlineData(@"(?<=(?>a))b", "looks behind")]
    [InlineData(@"\X", "not known here")]
    [InlineData("(?c)a", "flag 'c'")]
    [InlineData(@"\p{IsGreek}", "is no property")]
    public void What_cannot_mean_the_same_is_refused(string expression, string reason) =>
        Should.Throw<FormatException>(() => new RegexPattern(expression)).Message.ShouldContain(reason);

    [Fact]
    public void Sets_beyond_reason_are_refused() =>
        Should.Throw<FormatException>(() => new RegexPattern(string.Concat(Enumerable.Repeat(@"\p{L}", 800)))).Message.ShouldContain("large sets");

    [Theory]
    [InlineData("^abc$", false)]
    [InlineData("(?:a|b$)$|c$", false)]
    [InlineData("[a-z&&[^b]]+", false)]
    [InlineData("a$b", true)]
    public void An_end_that_has_to_follow_costs_no_engine(string expression, bool isBounded) => new RegexPattern(expression).IsTimeBounded.ShouldBe(isBounded);
}
