using System.Globalization;
using Archivolt.Documents.Query;
using Dapper;

namespace Archivolt.Documents.Sql.Query;

/// <summary>Writes a query as SQL. Every value is a parameter; names of properties are checked, and quoted.</summary>
internal sealed class NxqlSql
{
    private readonly PropertySql _properties;
    private readonly SchemaRegistry _schemas;
    private int _count;

    private NxqlSql(PropertySql properties, SchemaRegistry schemas) => (_properties, _schemas) = (properties, schemas);

    /// <summary>The parameters.</summary>
    public DynamicParameters Parameters { get; } = new();

    /// <summary>What stands behind WHERE.</summary>
    public string Where { get; private set; } = "";

    /// <summary>What stands behind ORDER BY.</summary>
    public string OrderBy { get; private set; } = "";

    /// <summary>Writes a query for a repository.</summary>
    /// <exception cref="NxqlException">The query asks for what is not offered.</exception>
    public static NxqlSql Of(string repository, NxqlQuery query, PropertySql properties, SchemaRegistry schemas)
    {
        var sql = new NxqlSql(properties, schemas);
        var conditions = new List<string> { $"repository = {sql.Parameter(repository)}" };
        if (query.Types.Count > 0)
            conditions.Add($"type IN ({string.Join(", ", query.Types.Select(sql.Parameter))})");
        if (query.Where is { } where)
            conditions.Add(sql.Condition(where));
        sql.Where = string.Join(" AND ", conditions);
        // What is equal follows in the same direction, so that one index serves both.
        var direction = query.OrderBy is [.., { IsDescending: true }] ? "DESC" : "ASC";
        sql.OrderBy = string.Join(", ", query.OrderBy.Select(sql.Key).Append($"number {direction}"));
        return sql;
    }

    private string Key(NxqlOrder order)
    {
        var key = SystemProperty.Find(order.Property) is { } system
            ? system.Column ?? throw new NxqlException(order.Position, $"documents are not ordered by '{order.Property}'")
            : KeyOf(QueriedProperty.Of(order.Property, order.Position, _schemas), order);
        if (order.IgnoresCase)
            key = _properties.Ordered(key);
        return key + (order.IsDescending ? " DESC NULLS LAST" : " ASC NULLS FIRST");
    }

    private string KeyOf(QueriedProperty property, NxqlOrder order) => property switch
    {
        { InItem: not null } or { Kind: ValueKind.Whole } => throw new NxqlException(order.Position, $"documents are not ordered by '{order.Property}', which is no single value"),
        { Kind: ValueKind.Number } => _properties.Number(_properties.Json, property.Steps),
        { Kind: ValueKind.Boolean } => _properties.Flag(_properties.Json, property.Steps),
        _ => _properties.Text(_properties.Json, property.Steps),
    };

    private string Condition(NxqlCondition condition) => condition switch
    {
        NxqlCondition.All all => $"({string.Join(" AND ", all.Conditions.Select(Condition))})",
        NxqlCondition.Any any => $"({string.Join(" OR ", any.Conditions.Select(Condition))})",
        NxqlCondition.Not not => $"NOT {Condition(not.Condition)}",
        NxqlCondition.Comparison comparison => $"({Comparison(comparison)})",
        _ => throw new InvalidOperationException($"A query holds a {condition.GetType().Name}."),
    };

    private string Comparison(NxqlCondition.Comparison asked)
    {
        if (SystemProperty.Find(asked.Property) is { } system)
            return system.Write(asked, this, _schemas);
        if (asked.Property.StartsWith("ecm:", StringComparison.Ordinal))
            throw new NxqlException(asked.Position, $"'{asked.Property}' is not offered; there are {string.Join(", ", SystemProperty.Names)}");
        var property = QueriedProperty.Of(asked.Property, asked.Position, _schemas);
        var kind = property.Kind == ValueKind.Unknown && asked.Values is [var first, ..] ? KindOf(first) : property.Kind;
        if (property.InItem is not { } inItem)
            return Compare(Read(kind, property.Steps), kind, asked);
        var items = _properties.Items(property.Steps, "item");
        if (asked.Operator == NxqlOperator.IsNull && inItem.Count == 0)
            return $"NOT EXISTS (SELECT 1 FROM {items})";
        var value = kind switch
        {
            ValueKind.Number => _properties.ItemNumber("item", inItem),
            ValueKind.Boolean => throw new NxqlException(asked.Position, $"'{asked.Property}' is a list of truth values, which cannot be asked for"),
            _ => _properties.ItemText("item", inItem),
        };
        return $"EXISTS (SELECT 1 FROM {items} WHERE {Compare(value, kind, asked)})";
    }

    private string Read(ValueKind kind, IReadOnlyList<string> steps) => kind switch
    {
        ValueKind.Number => _properties.Number(_properties.Json, steps),
        ValueKind.Boolean => _properties.Flag(_properties.Json, steps),
        _ => _properties.Text(_properties.Json, steps),
    };

    /// <summary>A comparison of an expression with the values that are asked for.</summary>
    public string Compare(string expression, ValueKind kind, NxqlCondition.Comparison asked)
    {
        if (asked.Operator == NxqlOperator.IsNull)
            return $"{expression} IS NULL";
        if (kind == ValueKind.Whole)
            throw new NxqlException(asked.Position, $"'{asked.Property}' is no single value; ask for one of its fields, or whether it IS NULL");
        if (asked.Operator is NxqlOperator.Like or NxqlOperator.LikeAnyCase && kind == ValueKind.Text && asked.Values is [string pattern])
        {
            var anyCase = asked.Operator == NxqlOperator.LikeAnyCase;
            return _properties.Like(expression, Parameter(_properties.Pattern(pattern, anyCase)), anyCase);
        }
        if (asked.Operator is NxqlOperator.Like or NxqlOperator.LikeAnyCase)
            throw new NxqlException(asked.Position, $"'{asked.Property}' is compared with a pattern of text only where it is text");
        if (asked.Operator == NxqlOperator.StartsWith)
            throw new NxqlException(asked.Position, "STARTSWITH is for 'ecm:path'; use LIKE 'text%' here");
        var values = asked.Values.Select(value => Parameter(Converted(value, kind, asked))).ToList();
        return asked.Operator switch
        {
            NxqlOperator.Equal => $"{expression} = {values[0]}",
            NxqlOperator.NotEqual => $"{expression} <> {values[0]}",
            NxqlOperator.Less => $"{expression} < {values[0]}",
            NxqlOperator.LessOrEqual => $"{expression} <= {values[0]}",
            NxqlOperator.Greater => $"{expression} > {values[0]}",
            NxqlOperator.GreaterOrEqual => $"{expression} >= {values[0]}",
            NxqlOperator.Between => $"{expression} BETWEEN {values[0]} AND {values[1]}",
            _ => $"{expression} IN ({string.Join(", ", values)})",
        };
    }

    /// <summary>A parameter with a value.</summary>
    public string Parameter(object value)
    {
        var name = $"q{_count++}";
        Parameters.Add(name, value);
        return "@" + name;
    }

    private static ValueKind KindOf(object value) => value switch
    {
        long or double => ValueKind.Number,
        bool => ValueKind.Boolean,
        DateTimeOffset => ValueKind.Date,
        _ => ValueKind.Text,
    };

    private static object Converted(object value, ValueKind kind, NxqlCondition.Comparison asked) => (kind, value) switch
    {
        (ValueKind.Text, string) or (ValueKind.Number, long or double) => value,
        (ValueKind.Text, long or double) => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        (ValueKind.Boolean, bool flag) => flag ? 1L : 0L,
        (ValueKind.Boolean, 0L or 1L) => value,
        (ValueKind.Date, DateTimeOffset date) => Stored(date),
        (ValueKind.Date, string text) when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) => Stored(date),
        _ => throw new NxqlException(asked.Position, $"'{asked.Property}' takes {Words(kind)}"),
    };

    // As properties keep dates; all in UTC, so their texts are in the order of time.
    private static string Stored(DateTimeOffset date) => date.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    private static string Words(ValueKind kind) => kind switch
    {
        ValueKind.Number => "a number",
        ValueKind.Boolean => "TRUE or FALSE",
        ValueKind.Date => "a date like TIMESTAMP '2030-01-31T00:00:00Z'",
        _ => "text",
    };
}
