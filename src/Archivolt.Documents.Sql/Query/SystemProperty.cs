using Archivolt.Documents.Query;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Query;

/// <summary>A property <c>ecm:…</c>, which is a document's own and not in its schemas.</summary>
/// <param name="name">Its name.</param>
/// <param name="column">The column that it is; null where it is none.</param>
/// <param name="kind">What kind of values it has.</param>
internal class SystemProperty(string name, string? column, ValueKind kind)
{
    // The facet that marks them; see Document.IsVersion.
    private const string IsVersion = "(CASE WHEN facets LIKE '%\"Immutable\"%' THEN 1 ELSE 0 END)";

    private const string IsCheckedIn = $"(CASE WHEN facets LIKE '%\"{DocumentRow.CheckedIn}\"%' THEN 1 ELSE 0 END)";

    private static readonly SystemProperty[] All =
    [
        new("ecm:uuid", "id", ValueKind.Text), new("ecm:name", "name", ValueKind.Text), new("ecm:parentId", "parent_id", ValueKind.Text),
        new("ecm:primaryType", "type", ValueKind.Text), new("ecm:currentLifeCycleState", "state", ValueKind.Text),
        new("ecm:isTrashed", "trashed", ValueKind.Boolean), new("ecm:lockOwner", "lock_owner", ValueKind.Text),
        new("ecm:isVersion", IsVersion, ValueKind.Boolean), new("ecm:isCheckedInVersion", IsVersion, ValueKind.Boolean), new("ecm:isProxy", "0", ValueKind.Boolean),
        new("ecm:isCheckedIn", IsCheckedIn, ValueKind.Boolean),
        new OfPath(), new OfAncestor(), new OfFacet(),
    ];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(property => property.Name);

    /// <summary>The name.</summary>
    public string Name => name;

    /// <summary>The column that it is; null where it is none.</summary>
    public string? Column => column;

    /// <summary>The property of a name, or null.</summary>
    public static SystemProperty? Find(string name) => Array.Find(All, property => property.Name == name);

    /// <summary>A condition on it as SQL.</summary>
    public virtual string Write(NxqlCondition.Comparison asked, NxqlSql sql, SchemaRegistry schemas) => sql.Compare(column!, kind, asked);

    /// <summary>The texts that are asked for by = or IN.</summary>
    private protected static IEnumerable<string> Texts(NxqlCondition.Comparison asked)
    {
        if (asked.Operator is not (NxqlOperator.Equal or NxqlOperator.NotEqual or NxqlOperator.In) || !asked.Values.All(value => value is string))
            throw new NxqlException(asked.Position, $"'{asked.Property}' is compared with texts by =, <> or IN");
        return asked.Values.Cast<string>();
    }

    private protected static string AnyOf(NxqlCondition.Comparison asked, IEnumerable<string> conditions) =>
        $"{(asked.Operator == NxqlOperator.NotEqual ? "NOT " : "")}({string.Join(" OR ", conditions)})";

    private sealed class OfPath() : SystemProperty("ecm:path", "path", ValueKind.Text)
    {
        // '0' follows '/': the range holds exactly the paths below.
        public override string Write(NxqlCondition.Comparison asked, NxqlSql sql, SchemaRegistry schemas)
        {
            if (asked.Operator != NxqlOperator.StartsWith)
                return base.Write(asked, sql, schemas);
            if (asked.Values is not [string { } path] || !path.StartsWith('/'))
                throw new NxqlException(asked.Position, "STARTSWITH takes an absolute path, like '/default-domain'");
            var above = path.TrimEnd('/');
            return $"path > {sql.Parameter(above + "/")} AND path < {sql.Parameter(above + "0")}";
        }
    }

    private sealed class OfAncestor() : SystemProperty("ecm:ancestorId", null, ValueKind.Text)
    {
        public override string Write(NxqlCondition.Comparison asked, NxqlSql sql, SchemaRegistry schemas) => AnyOf(asked, Texts(asked).Select(id =>
            "EXISTS (SELECT 1 FROM documents AS above WHERE above.repository = documents.repository AND above.id = " + sql.Parameter(id)
            + " AND documents.path > CASE above.path WHEN '/' THEN '/' ELSE above.path || '/' END AND documents.path < CASE above.path WHEN '/' THEN '0' ELSE above.path || '0' END)"));
    }

    private sealed class OfFacet() : SystemProperty("ecm:mixinType", null, ValueKind.Text)
    {
        // A type's facets are those of its documents; a document's own are a JSON list of names.
        public override string Write(NxqlCondition.Comparison asked, NxqlSql sql, SchemaRegistry schemas) => AnyOf(asked, Texts(asked).SelectMany(facet =>
            schemas.Types.Values.Where(type => type.Facets.Contains(facet, StringComparer.Ordinal)).Select(type => $"type = {sql.Parameter(type.Name)}")
                .Append($"facets LIKE {sql.Parameter($"%\"{string.Concat(facet.Where(char.IsAsciiLetterOrDigit))}\"%")}")));
    }
}
