using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Archivolt.Tests.Architecture;

/// <summary>References point down: between the assemblies of <c>src/</c>, and between the folders of the larger ones.</summary>
public sealed partial class StoreyTests
{
    // The lowest first; assemblies of one storey do not know each other.
    private static readonly string[][] Assemblies =
    [
        ["Archivolt"],
        ["Archivolt.Encryption", "Archivolt.OpenTelemetry", "Archivolt.Testing"],
        ["Archivolt.Documents"],
        ["Archivolt.Documents.Sql", "Archivolt.Nuxeo"],
        ["Archivolt.AspNetCore"],
        ["Archivolt.Server"],
        ["Archivolt.Cli"],
    ];

    private static readonly string Source = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "src"));

    public static TheoryData<string, string[]> Rooms => new()
    {
        { "Archivolt", ["", "Blobs", "Stores", "Jobs", "Providers", "Layers", "Integrity", "Configuration"] },
        {
            "Archivolt.Documents",
            ["", "Access", "Audit", "Dispatch", "Editing", "Moves", "Records", "Downloads", "ColdStorage", "Collection", "Integrity", "Configuration"]
        },
    };

    [Fact]
    public void No_assembly_references_one_of_its_own_storey_or_above()
    {
        var all = Directory.GetDirectories(Source).Select(Path.GetFileName).Where(name => File.Exists(Path.Combine(Source, name!, $"{name}.csproj")));
        all.ShouldBe(Assemblies.SelectMany(storey => storey), ignoreOrder: true);
        foreach (var (assembly, reference) in all.SelectMany(name => ReferencesOf(name!).Select(reference => (name!, reference))))
            StoreyOf(reference).ShouldBeLessThan(StoreyOf(assembly), $"{assembly} references {reference}");
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void No_folder_uses_one_above_it(string assembly, string[] order)
    {
        var folder = Path.Combine(Source, assembly);
        foreach (var file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        {
            var parts = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar);
            if (parts[0] is "obj" or "bin")
                continue;
            var room = Array.IndexOf(order, parts.Length == 1 ? "" : parts[0]);
            room.ShouldBeGreaterThanOrEqualTo(0, $"{file} is in a folder that has no place in the order");
            foreach (var used in Using().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
            {
                if (used.StartsWith($"{assembly}.", StringComparison.Ordinal) && Array.IndexOf(order, used[(assembly.Length + 1)..].Split('.')[0]) is >= 0 and var other)
                    other.ShouldBeLessThanOrEqualTo(room, $"{file} uses {used}");
            }
        }
    }

    private static int StoreyOf(string assembly) => Array.FindIndex(Assemblies, storey => storey.Contains(assembly, StringComparer.Ordinal));

    private static IEnumerable<string> ReferencesOf(string assembly) =>
        Reference().Matches(File.ReadAllText(Path.Combine(Source, assembly, $"{assembly}.csproj"))).Select(match => match.Groups["name"].Value);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"^using (static )?(?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Using();

    [GeneratedRegex("""<ProjectReference Include="\.\./[\w.]+/(?<name>[\w.]+)\.csproj""", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
