using System.Reflection;
using System.Runtime.CompilerServices;
using Archivolt.Server;

namespace Archivolt.AspNetCore.Tests.Settings;

/// <summary><c>docs/settings.md</c> is made of the options' own documentation; with <c>ARCHIVOLT_WRITE_DOCS=1</c> this test writes it.</summary>
public sealed class SettingsReferenceTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("archivolt-settings-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task The_reference_has_every_setting_and_what_it_does()
    {
        var differing = new List<string>();
        foreach (var table in SettingsTables.All)
        {
            var known = (await KnownAsync(table.Path.Replace("ID", "default", StringComparison.Ordinal), SettingsTables.TypeOf(table))).Except(SettingsTables.Others(table)).ToList();
            differing.AddRange(table.Names.Except(known).Select(name => $"{table.Title}: {name} is no setting"));
            differing.AddRange(known.Except(table.Names).Select(name => $"{table.Title}: {name} is missing"));
        }
        differing.ShouldBeEmpty();
        var text = SettingsTables.Text;
        text.ShouldNotContain("|  |\n", customMessage: "a setting has no documentation");
        var file = Path.Combine(Root(), "docs", "settings.md");
        if (Environment.GetEnvironmentVariable("ARCHIVOLT_WRITE_DOCS") == "1")
            await File.WriteAllTextAsync(file, text);
        (await File.ReadAllTextAsync(file)).ShouldBe(text, "run this test with ARCHIVOLT_WRITE_DOCS=1");
    }

    [Fact]
    public void Every_section_that_options_are_read_from_is_in_the_reference()
    {
        _ = typeof(ArchivoltHost).Assembly;
        var sections = AppDomain.CurrentDomain.GetAssemblies()
            .Where(assembly => assembly.GetName().Name is { } name && name.StartsWith("Archivolt", StringComparison.Ordinal) && !name.Contains("Tests", StringComparison.Ordinal))
            .SelectMany(assembly => assembly.GetTypes())
            .Select(type => type.GetField("Section", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)?.GetRawConstantValue() as string)
            .OfType<string>().Where(section => section.StartsWith("Archivolt", StringComparison.Ordinal)).Distinct();
        sections.Except(SettingsTables.All.Select(table => table.Path)).ShouldBe(["Archivolt:Dispatch"], "rules have a chapter of their own");
    }

    // What a refusal says is known.
    private async Task<IReadOnlyList<string>> KnownAsync(string section, string? type)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] arguments = ["--urls", "http://127.0.0.1:0", "--data", _data, $"--{section}:Qqqqqqqqqqqqqqqqqqqqqqqqq", "1"];
        (await ArchivoltHost.RunAsync([.. arguments, .. type is null ? [] : (string[])["--Archivolt:Providers:default:Type", type]], output, error)).ShouldBe(3, section);
        var refusal = error.ToString();
        refusal.ShouldContain("is not a setting; use ", customMessage: section);
        return refusal.Split("; use ")[1].TrimEnd().TrimEnd('.').Split(", ");
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
