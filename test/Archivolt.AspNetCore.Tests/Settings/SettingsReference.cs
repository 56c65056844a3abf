using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Xml.Linq;

namespace Archivolt.AspNetCore.Tests.Settings;

/// <summary>One table of <c>docs/settings.md</c>.</summary>
/// <param name="Path">The section in the configuration; <c>ID</c> stands for a provider.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Options">Types whose properties are the settings; their documentation says what they do.</param>
internal sealed record SettingsTable(string Path, string Title, params Type[] Options)
{
    /// <summary>Settings that are no property, or mean something else than it: name, default and what they do.</summary>
    public IReadOnlyList<(string Name, string Default, string Text)> Others { get; init; } = [];

    /// <summary>Properties that are no setting.</summary>
    public IReadOnlyList<string> NotSet { get; init; } = [];

    /// <summary>What stands above the table.</summary>
    public string Introduction { get; init; } = "";

    /// <summary>The names of all its settings.</summary>
    public IEnumerable<string> Names => Rows.Select(row => row.Name);

    private IEnumerable<(string Name, string Default, string Text)> Rows => Options.SelectMany(RowsOf)
        .Where(row => Others.All(other => other.Name != row.Name)).Concat(Others).OrderBy(row => row.Name, StringComparer.Ordinal);

    /// <summary>The table in Markdown.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"## {Title}\n\n");
        if (Introduction.Length > 0)
            text.Append(Introduction).Append("\n\n");
        text.Append(CultureInfo.InvariantCulture, $"`{Path}`\n\n| setting | default | |\n|---|---|---|\n");
        foreach (var (name, usual, what) in Rows)
            text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {(usual.Length == 0 ? "" : $"`{usual}`")} | {what.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        return text.ToString();
    }

    private IEnumerable<(string Name, string Default, string Text)> RowsOf(Type options)
    {
        var usual = Activator.CreateInstance(options, nonPublic: true);
        foreach (var property in options.GetProperties().Where(property => (property.CanWrite || property.PropertyType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(IList<>))))
        {
            if (!NotSet.Contains(property.Name))
                yield return (property.Name, Shown(property.GetValue(usual)), Documentation.Of(property) + Choices(property.PropertyType));
        }
    }

    private static string Choices(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } choices
        ? $" ({string.Join(", ", Enum.GetNames(choices).Select(name => $"`{name}`"))})"
        : "";

    private static string Shown(object? value) => value switch
    {
        null or "" or ICollection { Count: 0 } => "",
        bool flag => flag ? "true" : "false",
        string text => text,
        IEnumerable several => string.Join(", ", several.Cast<object>()),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>What the compiler wrote beside the assemblies.</summary>
    private static class Documentation
    {
        private static readonly Dictionary<Assembly, XDocument> Files = [];

        public static string Of(PropertyInfo property)
        {
            var assembly = property.DeclaringType!.Assembly;
            if (!Files.TryGetValue(assembly, out var file))
                Files[assembly] = file = XDocument.Load(System.IO.Path.ChangeExtension(assembly.Location, "xml"));
            var name = $"P:{property.DeclaringType.FullName}.{property.Name}";
            var summary = file.Descendants("member").FirstOrDefault(member => member.Attribute("name")?.Value == name)?.Element("summary");
            return string.Join(' ', (summary is null ? "" : TextOf(summary)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        private static string TextOf(XElement element) => string.Concat(element.Nodes().Select(node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" or "seealso" } see when see.Attribute("cref") is { } reference => $"`{NameOf(reference.Value)}`",
            XElement { Name.LocalName: "see" } see when see.Attribute("langword") is { } word => $"`{word.Value}`",
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement other => TextOf(other),
            _ => "",
        }));

        private static string NameOf(string reference)
        {
            var name = reference[2..].Split('(')[0];
            return name[(name.LastIndexOf('.') + 1)..];
        }
    }
}
