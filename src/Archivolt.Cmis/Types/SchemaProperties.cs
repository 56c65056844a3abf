using Archivolt.Documents;

namespace Archivolt.Cmis.Types;

/// <summary>The properties of a schema that CMIS has kinds for: single values, and lists of such.</summary>
internal static class SchemaProperties
{
    // The server's to write.
    private static readonly HashSet<string> Kept =
    [
        "dc:created", "dc:modified", "dc:creator", "dc:contributors", "dc:lastContributor", "uid:major_version", "uid:minor_version", "comment:author", "comment:creationDate",
    ];

    public static IEnumerable<CmisProperty> Of(Schema schema)
    {
        foreach (var (field, type) in schema.Fields)
        {
            var id = $"{schema.PathPrefix}:{field}";
            var item = type is FieldType.ListOf { Item: var inner } ? inner : type;
            if (item is not FieldType.Scalar scalar)
                continue;
            yield return new CmisProperty(id, KindOf(scalar.Kind), found => found.Document.Properties.Get(id))
            {
                IsMulti = type is FieldType.ListOf,
                Updatability = schema.Name == "coldstorage" || Kept.Contains(id) ? CmisUpdatability.ReadOnly : CmisUpdatability.ReadWrite,
                Queried = id,
                Target = id,
            };
        }
    }

    private static CmisKind KindOf(ScalarKind kind) => kind switch
    {
        ScalarKind.Text => CmisKind.String,
        ScalarKind.Integer => CmisKind.Integer,
        ScalarKind.Number => CmisKind.Decimal,
        ScalarKind.Boolean => CmisKind.Boolean,
        _ => CmisKind.DateTime,
    };
}
