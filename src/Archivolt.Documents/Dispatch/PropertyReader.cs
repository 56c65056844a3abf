using System.Collections.Frozen;
using Archivolt.Blobs;

namespace Archivolt.Documents.Dispatch;

/// <summary>
/// Reads a document property for a clause. A property that the document's type does not have is missing; one that it has but is not set,
/// and
/// anything below it that is not there, is empty. (The platform's distinction: the first skips the rule.)
/// </summary>
internal sealed class PropertyReader
{
    private static readonly PropertyPath AnyPath = PropertyPath.Parse("any");

    // A property may be stored under its canonical head, such as file:content, or under the head that the rule spells.
    private readonly PropertyPath[] _heads;
    private readonly string[] _steps;
    private readonly FrozenSet<string> _typesThatHaveIt;

    public PropertyReader(string name, SchemaRegistry schemas)
    {
        // A name that is no path, such as an empty one, can still be the name of a property.
        var path = PropertyPath.TryParse(name, out var parsed) ? parsed : AnyPath.WithHead(name);
        var canonical = schemas.Canonical(path) ?? path;
        _heads = [.. new[] { canonical.Head, path.Head }.Distinct(StringComparer.Ordinal).Select(AnyPath.WithHead)];
        _steps = [.. path.Segments.Skip(1)];
        var schema = schemas.TypeOf(_heads[0]) is null ? null : schemas.SchemaOf(_heads[0]);
        _typesThatHaveIt = schema is null
            ? []
            : schemas.Types.Values
                .Where(type => type.Schemas.Contains(schema.Name, StringComparer.Ordinal))
                .Select(type => type.Name)
                .ToFrozenSet(StringComparer.Ordinal);
    }

    public Fact Read(in DispatchSubject subject)
    {
        foreach (var head in _heads)
        {
            if (subject.Document.Properties.TryGet(head, out var value))
                return Fact.OfProperty(Below(value));
        }
        return _typesThatHaveIt.Contains(subject.Document.Type) ? Fact.Null : Fact.Missing;
    }

    private object? Below(object? value)
    {
        foreach (var step in _steps)
        {
            value = value switch
            {
                // Items of a list of single values have no path of their own on the platform: they read as empty.
                List<object?> list => PropertyPath.TryIndex(step, out var index) && index < list.Count
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
}
