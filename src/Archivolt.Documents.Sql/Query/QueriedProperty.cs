using Archivolt.Documents.Query;

namespace Archivolt.Documents.Sql.Query;

/// <summary>What kind of values a property has.</summary>
internal enum ValueKind
{
    Text,
    Number,
    Boolean,
    Date,

    /// <summary>A blob or a complex value, which is there or not.</summary>
    Whole,

    /// <summary>No schema says; the value that it is compared with decides.</summary>
    Unknown,
}

/// <summary>Where in the properties' JSON a property of a query is.</summary>
/// <param name="Steps">The steps to it, or to the list that it is in.</param>
/// <param name="InItem">The steps from an item of that list; null where it is in no list.</param>
/// <param name="Kind">What kind of values it has.</param>
internal sealed record QueriedProperty(IReadOnlyList<string> Steps, IReadOnlyList<string>? InItem, ValueKind Kind)
{
    // As the stored JSON marks what JSON has no values for.
    private const string BlobMark = "$blob";
    private const string DateMark = "$date";

    private static readonly string[] BlobFields = ["name", "mime-type", "encoding", "digest", "length"];

    /// <summary>Finds a property.</summary>
    /// <exception cref="NxqlException">There is no such property, or it cannot be asked for.</exception>
    public static QueriedProperty Of(string name, int position, SchemaRegistry schemas)
    {
        if (!PropertyPath.TryParse(name, out var path) || schemas.Canonical(path) is not { } canonical)
            throw new NxqlException(position, $"there is no property '{name}'; write it with prefix, like 'dc:title'");
        if (schemas.SchemaOf(canonical) is { } schema && schemas.TypeOf(PropertyPath.Parse(canonical.Head)) is null)
            throw new NxqlException(position, $"the schema '{schema.Name}' has no property '{name}'");
        var type = schemas.TypeOf(PropertyPath.Parse(canonical.Head));
        List<string> steps = [canonical.Head], list = [];
        var isInList = false;
        foreach (var segment in canonical.Segments.Skip(1))
        {
            switch (type)
            {
                case FieldType.ListOf items when segment == "*":
                    if (isInList)
                        throw new NxqlException(position, $"'{name}' asks for a list in a list, which is not offered");
                    (isInList, list, steps, type) = (true, steps, [], items.Item);
                    continue;
                case FieldType.ListOf items when PropertyPath.TryIndex(segment, out _):
                    type = items.Item;
                    break;
                case FieldType.Complex complex when complex.Fields.TryGetValue(segment, out var field):
                    type = field;
                    break;
                case FieldType.BlobField when BlobFields.Contains(segment):
                    steps.Add(BlobMark);
                    type = segment == "length" ? FieldType.Integer : FieldType.Text;
                    break;
                case null when segment != "*":
                    break;
                default:
                    throw new NxqlException(position, $"there is no property '{name}'");
            }
            steps.Add(segment);
        }
        // A list stands for any of its items.
        if (type is FieldType.ListOf { Item: var item } && !isInList)
            (isInList, list, steps, type) = (true, steps, [], item);
        if (type is FieldType.Scalar { Kind: ScalarKind.Date })
            steps.Add(DateMark);
        return isInList ? new QueriedProperty(list, steps, KindOf(type)) : new QueriedProperty(steps, null, KindOf(type));
    }

    private static ValueKind KindOf(FieldType? type) => type switch
    {
        null => ValueKind.Unknown,
        FieldType.Scalar { Kind: ScalarKind.Text } => ValueKind.Text,
        FieldType.Scalar { Kind: ScalarKind.Integer or ScalarKind.Number } => ValueKind.Number,
        FieldType.Scalar { Kind: ScalarKind.Boolean } => ValueKind.Boolean,
        FieldType.Scalar { Kind: ScalarKind.Date } => ValueKind.Date,
        _ => ValueKind.Whole,
    };
}
