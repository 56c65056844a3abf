using System.Text;
using Archivolt.Documents.Audit;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Documents.Tests.Audit;

public sealed class AuditCsvTests
{
    private const int Comment = 11;

    [Fact]
    public void An_entry_is_a_line_with_a_value_for_every_column() =>
        AuditCsv.Line(Entry("a, \"b\"") with { Id = 7, Repository = "default", Extended = new Dictionary<string, string> { ["downloadReason"] = "view" } })
            .ShouldBe("7,2026-01-31T12:00:00.000Z,0001-01-01T00:00:00.000Z,download,,bob,default,,,,,\"a, \"\"b\"\"\",\"{\"\"downloadReason\"\":\"\"view\"\"}\"");

    [Theory]
    [InlineData("=HYPERLINK(1)")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    public void No_spreadsheet_calculates_a_name(string name) => Fields(AuditCsv.Line(Entry(name)))[Comment].ShouldBe("'" + name);

    [Fact]
    public void Any_text_is_one_value_of_its_line() =>
        Prop.ForAll<NonEmptyString>(text =>
        {
            var fields = Fields(AuditCsv.Line(Entry(text.Get)));
            fields.Count.ShouldBe(AuditCsv.Header.Split(',').Length);
            fields[Comment].TrimStart('\'').ShouldBe(text.Get.TrimStart('\''));
        }).QuickCheckThrowOnFailure();

    private static AuditEntry Entry(string comment) => new()
    {
        EventId = "download",
        PrincipalName = "bob",
        EventDate = new DateTimeOffset(2026, 1, 31, 13, 0, 0, TimeSpan.FromHours(1)),
        Comment = comment,
    };

    // As RFC 4180 §2 says.
    private static List<string> Fields(string line)
    {
        var fields = new List<string>();
        for (var i = 0; i <= line.Length; i++)
        {
            var field = new StringBuilder();
            if (i < line.Length && line[i] == '"')
            {
                for (i++; line[i] != '"' || (i + 1 < line.Length && line[i + 1] == '"' && ++i > 0); i++)
                    field.Append(line[i]);
                i++;
            }
            for (; i < line.Length && line[i] != ','; i++)
                field.Append(line[i]);
            fields.Add(field.ToString());
        }
        return fields;
    }
}
