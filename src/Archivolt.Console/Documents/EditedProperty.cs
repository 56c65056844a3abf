using Archivolt.Documents;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>A property that people edit as text.</summary>
/// <param name="Name">Its name, which is that of its field too.</param>
/// <param name="Label">What people call it, as a phrase in English.</param>
/// <param name="Lines">How many lines its field has at first; one takes no other.</param>
internal sealed record EditedProperty(string Name, string Label, int Lines = 1)
{
    /// <summary>The properties that the form begins with; the others wait behind a heading.</summary>
    public const int Usual = 2;

    /// <summary>All of them, in the order of the form.</summary>
    public static IReadOnlyList<EditedProperty> All { get; } =
    [
        new("dc:title", Phrase.Key("Title")),
        new("dc:description", Phrase.Key("Description"), Lines: 4),
        new("dc:nature", Phrase.Key("Nature")),
        new("dc:language", Phrase.Key("Language")),
        new("dc:coverage", Phrase.Key("Coverage")),
        new("dc:source", Phrase.Key("Source")),
        new("dc:publisher", Phrase.Key("Publisher")),
        new("dc:rights", Phrase.Key("Rights"), Lines: 2),
    ];

    /// <summary>The name of the field that says what was shown at first.</summary>
    public string ShownName => "shown-" + Name;

    /// <summary>Those that a document has by its type.</summary>
    public static IEnumerable<EditedProperty> Of(Document document, SchemaRegistry schemas)
    {
        var declared = schemas.SchemasOf(document).SelectMany(schema => schema.Fields.Keys.Select(field => $"{schema.PathPrefix}:{field}")).ToHashSet(StringComparer.Ordinal);
        return All.Where(property => declared.Contains(property.Name));
    }

    /// <summary>The text that a document has.</summary>
    public string TextOf(Document document) => Fitted(document.Properties.Get(Name) as string ?? "");

    /// <summary>A text as a browser sends it back when nobody changed it.</summary>
    public string Fitted(string text) => Lines == 1
        ? text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)
        : text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}
