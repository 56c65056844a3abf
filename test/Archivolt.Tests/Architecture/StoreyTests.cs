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
        ["Archivolt.Azure", "Archivolt.Encryption", "Archivolt.GridFS", "Archivolt.OpenTelemetry", "Archivolt.Rclone", "Archivolt.Renditions", "Archivolt.S3", "Archivolt.Sql", "Archivolt.Testing"],
        ["Archivolt.Documents"],
        ["Archivolt.Dropbox", "Archivolt.GoogleDrive", "Archivolt.Scripting"],
        ["Archivolt.Documents.Sql", "Archivolt.Nuxeo"],
        ["Archivolt.AspNetCore"],
        ["Archivolt.Cmis", "Archivolt.Console", "Archivolt.WebDav"],
        ["Archivolt.Server"],
        ["Archivolt.Cli"],
    ];

    private static readonly string Source = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "src"));

    public static TheoryData<string, string[]> Rooms => new()
    {
        { "Archivolt", ["", "Blobs", "Stores", "Jobs", "Providers", "Layers", "Integrity", "Configuration"] },
        {
            "Archivolt.Documents",
            ["", "Access", "Directories", "Requests", "Synchronization", "Query", "Audit", "Dispatch", "Linked", "Uploads", "Editing", "Moves", "Records", "Downloads", "Renditions", "ColdStorage", "Ownership", "Collection", "Integrity", "Configuration"]
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
        var up = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        {
            var parts = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar);
            if (parts[0] is "obj" or "bin")
                continue;
            var room = Array.IndexOf(order, parts.Length == 1 ? "" : parts[0]);
            room.ShouldBeGreaterThanOrEqualTo(0, $"{file} is in a folder that has no place in the order");
            up.AddRange(RoomsIn(File.ReadAllText(file), assembly, order).Where(used => used.Room > room).Select(used => $"{file} uses {used.Name}"));
        }
        up.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("using Archivolt.Layers;")]
    [InlineData("using static Archivolt.Layers.LayerOrder;")]
    [InlineData("using Order = Archivolt.Layers.LayerOrder;")]
    [InlineData("global using Archivolt.Layers;")]
    [InlineData("var order = global::Archivolt.Layers.LayerOrder.Mirrored;")]
    [InlineData("/// <see cref=\"Layers.Retained\"/>")]
    [InlineData("if (store is Layers.Mirroring.Mirrored)")]
    [InlineData("if (store is Archivolt.Layers.Retained)")]
    public void A_name_in_a_folder_is_found_however_it_is_spelled(string line) =>
        RoomsIn(line, "Archivolt", ["", "Stores", "Layers"]).ShouldHaveSingleItem().Room.ShouldBe(2);

    [Theory]
    [InlineData("foreach (var layer in registry.Layers.Where(layer => layer.IsImplied))")]
    [InlineData("using Archivolt.LayersOfOthers;")]
    [InlineData("using Some.Archivolt.Layers;")]
    public void What_is_only_called_alike_is_none(string line) => RoomsIn(line, "Archivolt", ["", "Stores", "Layers"]).ShouldBeEmpty();

    // A global using would be in every folder at once.
    [Fact]
    public void Every_file_says_itself_what_it_uses()
    {
        foreach (var file in Directory.EnumerateFiles(Source, "*.cs*", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)))
            GlobalUsing().IsMatch(File.ReadAllText(file)).ShouldBeFalse(file);
    }

    private static IEnumerable<(string Name, int Room)> RoomsIn(string text, string assembly, string[] order) =>
        from name in Name().Matches(text).Select(match => match.Value)
        let inner = new[] { $"{assembly}.", $"{assembly.Split('.')[^1]}." }.FirstOrDefault(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        let room = Array.IndexOf(order, name[(inner?.Length ?? 0)..].Split('.')[0])
        where room > 0
        select (name, room);

    private static int StoreyOf(string assembly) => Array.FindIndex(Assemblies, storey => storey.Contains(assembly, StringComparer.Ordinal));

    private static IEnumerable<string> ReferencesOf(string assembly) =>
        Reference().Matches(File.ReadAllText(Path.Combine(Source, assembly, $"{assembly}.csproj"))).Select(match => match.Groups["name"].Value);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    // A path of names, from its beginning.
    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(\.[A-Z]\w*)+", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex(@"^\s*global using |<Using Include=", RegexOptions.Multiline)]
    private static partial Regex GlobalUsing();

    [GeneratedRegex("""<ProjectReference Include="\.\./[\w.]+/(?<name>[\w.]+)\.csproj""", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();
}
