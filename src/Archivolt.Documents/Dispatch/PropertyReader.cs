using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Archivolt.Blobs;

namespace Archivolt.Documents.Dispatch;

/// <summary>
/// Reads a document property for a clause. A property that the document's type does not have is missing; one that it has but is not set, and anything below
/// it that is not there, is empty. (The platform's distinction: the first skips the rule.)
/// </summary>
/// <remarks>
/// Names are spelled as on the platform: slashes at the end say nothing, <c>item[3]</c> is <c>3</c>, and a property goes by its name with or without the prefix
/// of its schema; without, the last of the type's schemas that has the name is meant.
/// </remarks>
internal sealed partial class PropertyReader
{
    private static readonly PropertyPath AnyPath = PropertyPath.Parse("any");

    // Where a document of a type that has the property may keep it: under its canonical head, such as file:content, or under the head that the rule spells.
    private readonly FrozenDictionary<string, PropertyPath[]> _headsOfType;

    // Documents may hold properties that their type does not have.
    private readonly PropertyPath[] _otherHeads;
    private readonly string[] _steps;

    public PropertyReader(string name, SchemaRegistry schemas)
    {
        var segments = Plain(name).Split('/');
        _steps = segments[1..];
        // A name that is no path, such as an empty one, can still be the name of a property.
        var spelled = AnyPath.WithHead(segments[0]);
        _otherHeads = [.. new[] { schemas.Canonical(spelled) ?? spelled, spelled }.Distinct()];
        _headsOfType = schemas.Types.Values
            .Select(type => (type.Name, Head: HeadIn(type, spelled, schemas)))
            .Where(owner => owner.Head is not null)
            .ToFrozenDictionary(owner => owner.Name, PropertyPath[] (owner) => [.. _otherHeads.Prepend(owner.Head!).Distinct()], StringComparer.Ordinal);
    }

    /// <summary>The plainest spelling of a name: without slashes at its end, an index as a number alone.</summary>
    public static string Plain(string name)
    {
        var segments = name.TrimEnd('/').Split('/');
        return string.Join('/', segments.Skip(1).Select(step => NamedIndex().Replace(step, "${index}")).Prepend(segments[0]));
    }

    /// <summary>True where documents of some type have the property.</summary>
    public static bool IsDeclared(string name, SchemaRegistry schemas) => new PropertyReader(name, schemas)._headsOfType.Count > 0;

    public Fact Read(in DispatchSubject subject)
    {
        var isOfType = _headsOfType.TryGetValue(subject.Document.Type, out var heads);
        foreach (var head in heads ?? _otherHeads)
        {
            if (subject.Document.Properties.TryGet(head, out var value))
                return Fact.OfProperty(Below(value));
        }
        return isOfType ? Fact.Null : Fact.Missing;
    }

    private static PropertyPath? HeadIn(DocumentType type, PropertyPath spelled, SchemaRegistry schemas)
    {
        if (spelled.HasPrefix)
        {
            return schemas.SchemaOf(spelled) is { } named && type.Schemas.Contains(named.Name, StringComparer.Ordinal) && schemas.TypeOf(spelled) is not null
                ? schemas.Canonical(spelled)
                : null;
        }
        var owner = type.Schemas.Select(schemas.FindSchema).LastOrDefault(schema => schema?.Fields.ContainsKey(spelled.Head) == true);
        return owner is null ? null : spelled.WithHead($"{owner.PathPrefix}:{spelled.Head}");
    }

    private object? Below(object? value)
    {
        foreach (var step in _steps)
        {
            value = value switch
            {
                // Items of a list of single values have no path of their own on the platform: they read as empty.
                List<object?> list => int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count
                    && list[index] is (Dictionary<string, object?> or BlobInfo) and var item ? item : null,
                Dictionary<string, object?> fields => fields.GetValueOrDefault(step),
                BlobInfo blob => FieldOf(blob, step),
                _ => null,
            };
        }
        return value;
    }

    private static object? FieldOf(BlobInfo blob, string field) => field switch
    {
        "name" => blob.FileName,
        "mime-type" => blob.MediaType,
        "encoding" => blob.Encoding,
        "digest" => blob.Digest,
        "length" => blob.Length,
        "data" => blob.Key.ToString(),
        _ => null,
    };

    [GeneratedRegex(@"^[^\[\]]+\[(?<index>[0-9]+)\]\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: -1)]
    private static partial Regex NamedIndex();
}
