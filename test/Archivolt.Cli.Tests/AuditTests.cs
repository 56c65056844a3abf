using Archivolt.Documents.Audit;
using Archivolt.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Tests;

public sealed class AuditTests : CliTest
{
    [Fact]
    public async Task Entries_are_listed_newest_first_restricted_and_exported()
    {
        await WriteAsync();

        (await RunAsync("audit", "--data", DataHome)).ShouldExitWith(0).Lines.ShouldBe(
        [
            "2026-02-01T00:00:00Z\tdownload\teve\t/c\t=c.pdf", "2026-01-31T00:00:00Z\tdownloadDenied\tbob\t/b\tb.pdf", "2026-01-30T00:00:00Z\tdownload\tbob\t/a\ta.pdf",
        ]);
        (await RunAsync("audit", "--user", "bob", "--event", "download", "--json", "--data", DataHome)).ShouldExitWith(0)
            .Json.ShouldHaveSingleItem().GetProperty("comment").GetString().ShouldBe("a.pdf");
        (await RunAsync("audit", "--since", "2026-01-31", "--until", "2026-02-01", "--csv", "--data", DataHome)).ShouldExitWith(0)
            .Lines.ShouldSatisfyAllConditions(lines => lines.Length.ShouldBe(2), lines => lines[0].ShouldBe(AuditCsv.Header), lines => lines[1].ShouldContain(",downloadDenied,"));
        (await RunAsync("audit", "--limit", "1", "--data", DataHome)).ShouldExitWith(0).Lines.ShouldHaveSingleItem();
        (await RunAsync("audit", "--limit", "1", "--all", "--data", DataHome)).ShouldExitWith(0).Lines.Length.ShouldBe(3);
    }

    [Fact]
    public async Task What_finds_nothing_says_so_and_documents_are_known_by_path()
    {
        await WriteAsync();
        (await RunAsync("audit", "--event", "donwload", "--data", DataHome)).ShouldExitWith(0).Error.ShouldContain("No entry has all of that");
        (await RunAsync("audit", "--document", "/default-domain", "--data", DataHome)).ShouldExitWith(0).Error.ShouldContain("No entry has all of that");
        (await RunAsync("audit", "--document", "/nothing", "--data", DataHome)).ShouldExitWith(1).Error.ShouldContain("There is no document '/nothing' in the repository 'default'");
        (await RunAsync("audit", "--data", DataHome)).ShouldExitWith(0).Error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--since", "yesterday")]
    [InlineData("--limit", "0")]
    [InlineData("--csv", "--json")]
    public async Task What_cannot_be_meant_is_refused(params string[] options) => (await RunAsync(["audit", .. options, "--data", DataHome])).ShouldExitWith(2).Error.ShouldContain(options[0]);

    [Theory]
    [InlineData("audit")]
    [InlineData("uploads")]
    [InlineData("moves", "list")]
    [InlineData("user", "list")]
    [InlineData("user", "remove", "bob")]
    public async Task In_a_data_home_without_a_database_nothing_is_made_and_the_path_is_told(params string[] command)
    {
        (await RunAsync([.. command, "--data", DataHome])).ShouldExitWith(2).Error.ShouldContain($"There is no database '{Path.Combine(DataHome, "archivolt.db")}'");
        Directory.Exists(DataHome).ShouldBeFalse();
    }

    private async Task WriteAsync()
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Archivolt:DataPath", DataHome)]).Build();
        var services = new ServiceCollection();
        services.AddSingleton(configuration).AddLogging().AddInstallation(configuration);
        await using var provider = services.BuildServiceProvider();
        var audit = provider.GetRequiredService<IAuditLog>();
        await WriteAsync(audit, "download", "bob", "/a", "a.pdf", new DateTime(2026, 1, 30));
        await WriteAsync(audit, "downloadDenied", "bob", "/b", "b.pdf", new DateTime(2026, 1, 31));
        await WriteAsync(audit, "download", "eve", "/c", "=c.pdf", new DateTime(2026, 2, 1));
    }

    private static ValueTask<long> WriteAsync(IAuditLog audit, string what, string user, string path, string comment, DateTime time) => audit.WriteAsync(new AuditEntry
    {
        EventId = what,
        PrincipalName = user,
        DocumentPath = path,
        Comment = comment,
        EventDate = new DateTimeOffset(time, TimeSpan.Zero),
    });
}
