using Archivolt.AspNetCore.Errors;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.WebDav.Tests;

/// <summary>The header <c>If</c>: what is written is read again, and what is malformed is refused.</summary>
public sealed class IfHeaderTests
{
    private static readonly Gen<IfCondition> Condition =
        from isNot in ArbMap.Default.GeneratorFor<bool>()
        from isToken in ArbMap.Default.GeneratorFor<bool>()
        from text in Gen.Elements("urn:uuid:181d4fae", "DAV:no-lock", "opaquelocktoken:a(b)", "Not")
        select isToken ? new IfCondition(isNot, text, null) : new IfCondition(isNot, null, $"\"{text}\"");

    private static readonly Gen<IReadOnlyList<IfCondition>> Conditions = Condition.NonEmptyListOf().Select(list => (IReadOnlyList<IfCondition>)list.Take(5).ToList());

    [Fact]
    public void What_is_written_is_read_again() => Prop.ForAll(Conditions.NonEmptyListOf().ToArbitrary(), Gen.Elements(null, "http://host/a%20(b)", "/a").ToArbitrary(), (lists, resource) =>
    {
        var text = string.Join(' ', lists.Take(5).Select((list, number) => (resource is null ? "" : $"<{resource}> ") + Written(list, number % 2 == 0 ? " " : "")));
        var read = IfHeader.Parse(text).Lists;
        read.Select(list => Written(list.Conditions, "")).ShouldBe(lists.Take(5).Select(list => Written(list, "")));
        read.ShouldAllBe(list => list.Resource == resource);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_read_or_refused() => Prop.ForAll(Gen.Elements('(', ')', '<', '>', '[', ']', 'N', 'o', 't', ' ', '"', 'a').ListOf().Select(characters => string.Concat(characters)).ToArbitrary(), text =>
    {
        try
        {
            IfHeader.Parse(text);
        }
        catch (RequestException exception)
        {
            exception.Status.ShouldBe(400);
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("<urn:a>")]
    [InlineData("()")]
    [InlineData("(<urn:a>) </b> (<urn:c>)")]
    [InlineData("(<>)")]
    [InlineData("(<urn:a)")]
    [InlineData("([\"a\")")]
    [InlineData("(Not)")]
    [InlineData("(<urn:a>) x")]
    public void What_is_malformed_is_refused(string text) => Should.Throw<RequestException>(() => IfHeader.Parse(text)).Status.ShouldBe(400);

    private static string Written(IEnumerable<IfCondition> conditions, string space) =>
        $"({string.Join(space, conditions.Select(condition => (condition.IsNot ? "Not " : "") + (condition.Token is { } token ? $"<{token}>" : $"[{condition.EntityTag}]")))})";
}
