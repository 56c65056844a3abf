using System.Text.RegularExpressions;
using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Dispatch.Patterns;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Documents.Tests.Dispatch.Patterns;

/// <summary>What is looked at before an expression's engine never refuses what the engine would take.</summary>
[Trait("Speed", "Slow")]
public class PatternOutlineTests
{
    private static readonly Gen<string> Atom = Gen.Elements(
        "a", "b", "7", ".", "-", "[a-c]", "[^a]", "[ab&&[^b]]", @"\d", @"\W", @"\.", @"\x61", @"\Qa.\E", "(ab)", "(a|b)", "(?:b)", "(?i)", "(?i:a)", "(?=a)", "(?!b)", @"\b", "^", "$", @"\R");

    private static readonly Gen<string> Quantifier = Gen.Frequency(
        (4, Gen.Constant("")), (3, Gen.Elements("*", "+", "?", "{2}", "{0}", "{1,}", "{0,2}", "{2,3}")), (1, Gen.Elements("*?", "++", "?+", "{70}")));

    private static readonly Gen<string> Expression =
        from parts in (from atom in Atom from quantifier in Quantifier select atom + quantifier).NonEmptyListOf()
        from alternative in Gen.Frequency((6, Gen.Constant("")), (1, Gen.Elements("|", "|a", "|a*b")))
        select string.Concat(parts.Take(6)) + alternative;

    private static readonly Gen<string> Text =
        from characters in Gen.Elements('a', 'A', 'b', 'c', '7', '.', '-', '\n', 'é').ListOf()
        select string.Concat(characters.Take(8));

    private static readonly Gen<(string Expression, string[] Texts)> Anything =
        from expression in Expression
        from texts in Text.ArrayOf(40)
        select (expression, texts);

    [Fact]
    public void A_text_is_matched_as_by_the_plain_engine()
    {
        var matches = 0;
        Prop.ForAll(Anything.ToArbitrary(), anything =>
        {
            Regex plain;
            try
            {
                plain = new Regex($@"\A(?:{JavaRegex.Translate(anything.Expression).Expression})\z", RegexOptions.CultureInvariant);
            }
            catch (FormatException)
            {
                return true; // An anchor cannot be repeated.
            }
            var pattern = new RegexPattern(anything.Expression);
            matches += anything.Texts.Count(plain.IsMatch);
            return Array.TrueForAll(anything.Texts, text => Matches(pattern, text) is not { } matched || matched == plain.IsMatch(text));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
        matches.ShouldBeGreaterThan(300);
    }

    [Fact]
    public void An_expression_is_time_bounded_where_no_linear_engine_takes_it() =>
        Prop.ForAll(Expression.ToArbitrary(), expression =>
        {
            try
            {
                return new RegexPattern(expression).IsTimeBounded || IsLinear(JavaRegex.Translate(expression).Expression);
            }
            catch (FormatException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData(@"(a)\1", "aa")]
    [InlineData(@"(?<x>a)\k<x>", "aa")]
    public void What_looks_back_is_matched_in_bounded_time(string expression, string text)
    {
        var pattern = new RegexPattern(expression);
        pattern.IsTimeBounded.ShouldBeTrue();
        pattern.IsMatch(text).ShouldBeTrue();
    }

    [Theory]
    [InlineData(".*[xyz]+17", "x17", "x18")]
    [InlineData("report-[0-9]{4}.pdf", "report-2024.pdf", "report-24.pdf")]
    [InlineData("[a-f]+.*", "f", "g")]
    [InlineData(".*[0-9]", "a0", "a")]
    [InlineData("a.*/secret/.*z", "a/secret/z", "a/public/z")]
    [InlineData("ab+c", "abbc", "abb")]
    public void What_cannot_match_is_told_without_the_engine(string expression, string possible, string impossible)
    {
        var outline = JavaRegex.Translate(expression).Outline;
        outline.MayMatch(possible).ShouldBeTrue();
        outline.MayMatch(impossible).ShouldBeFalse();
    }

    // On a machine that stands still for a moment a bounded expression gives up; that is no wrong answer.
    private static bool? Matches(RegexPattern pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (BlobException) when (pattern.IsTimeBounded)
        {
            return null;
        }
    }

    private static bool IsLinear(string expression)
    {
        try
        {
            _ = new Regex($@"\A(?:{expression})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }
}
