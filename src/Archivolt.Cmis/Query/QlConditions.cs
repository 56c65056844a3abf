using Archivolt.Cmis.Types;
using Archivolt.Documents.Query;

namespace Archivolt.Cmis.Query;

/// <summary>Reads what stands behind WHERE, as the tree that documents are found by.</summary>
internal sealed class QlConditions(QlCursor cursor)
{
    private const int MaxDepth = 100;

    // A database takes only so many values in one statement.
    private const int MaxConditions = 1000;

    private readonly QlValues _values = new(cursor);
    private int _count;

    /// <summary>Reads the conditions.</summary>
    public NxqlCondition Read() => ReadAny(0);

    private NxqlCondition ReadAny(int depth)
    {
        var conditions = new List<NxqlCondition> { ReadAll(depth) };
        while (cursor.TryTake("OR"))
            conditions.Add(ReadAll(depth));
        return conditions is [var only] ? only : new NxqlCondition.Any(conditions);
    }

    private NxqlCondition ReadAll(int depth)
    {
        var conditions = new List<NxqlCondition> { ReadOne(depth) };
        while (cursor.TryTake("AND"))
            conditions.Add(ReadOne(depth));
        return conditions is [var only] ? only : new NxqlCondition.All(conditions);
    }

    private NxqlCondition ReadOne(int depth)
    {
        if (depth > MaxDepth)
            throw QlCursor.Error(cursor.Current.Position, $"conditions are nested deeper than {MaxDepth} levels");
        Count();
        if (cursor.TryTake("NOT"))
            return new NxqlCondition.Not(ReadOne(depth + 1));
        if (cursor.TryTake("("))
        {
            var inner = ReadAny(depth + 1);
            cursor.Require(")");
            return inner;
        }
        var first = cursor.Current;
        if (first.Is("IN_FOLDER") || first.Is("IN_TREE"))
            return ReadPlace();
        if (first.Is("CONTAINS") || first.Is("SCORE"))
            throw QlCursor.Error(first.Position, "full text is not searched here");
        return first.Kind is QlTokenKind.Text or QlTokenKind.Number || first.Is("TIMESTAMP") || first.Is("TRUE") || first.Is("FALSE") ? ReadValueFirst() : ReadComparison();
    }

    // IN_FOLDER([type,] 'id')
    private NxqlCondition.Comparison ReadPlace()
    {
        var function = cursor.Take();
        cursor.Require("(");
        if (cursor.Current.Kind == QlTokenKind.Word)
        {
            cursor.CheckAlias(cursor.Take());
            cursor.Require(",");
        }
        var id = cursor.Current.Kind == QlTokenKind.Text ? cursor.Take() : throw cursor.Unexpected("the id of a folder in quotes");
        cursor.Require(")");
        return new NxqlCondition.Comparison(function.Is("IN_FOLDER") ? "ecm:parentId" : "ecm:ancestorId", NxqlOperator.Equal, [id.Text], function.Position);
    }

    // 'value' = ANY property
    private NxqlCondition.Comparison ReadValueFirst()
    {
        var (position, begin) = (cursor.Current.Position, cursor.At);
        _values.Skip();
        cursor.Require("=");
        cursor.Require("ANY");
        var property = cursor.TakeProperty(isAsked: true);
        CheckMulti(property, isMulti: true, position);
        var end = cursor.At;
        cursor.At = begin;
        var value = _values.Read(property);
        cursor.At = end;
        return new NxqlCondition.Comparison(property.Queried!, NxqlOperator.Equal, [value], position);
    }

    private NxqlCondition ReadComparison()
    {
        var position = cursor.Current.Position;
        var isMulti = cursor.TryTake("ANY");
        var property = cursor.TakeProperty(isAsked: true);
        if (cursor.TryTake("IS"))
        {
            var isNot = cursor.TryTake("NOT");
            cursor.Require("NULL");
            return Negated(isNot, Of(NxqlOperator.IsNull, []));
        }
        CheckMulti(property, isMulti, position);
        var negated = cursor.TryTake("NOT");
        if (cursor.TryTake("IN"))
            return Negated(negated, Of(NxqlOperator.In, ReadList(property)));
        if (cursor.TryTake("LIKE"))
            return Negated(negated, Of(NxqlOperator.Like, [_values.Read(property, isPattern: true)]));
        if (negated || isMulti || cursor.Current.Kind != QlTokenKind.Symbol || OperatorOf(cursor.Current.Text) is not { } comparison)
            throw cursor.Unexpected("a comparison");
        cursor.Take();
        return Of(comparison, [_values.Read(property)]);

        NxqlCondition.Comparison Of(NxqlOperator how, IReadOnlyList<object> values) => new(property.Queried!, how, values, position);
    }

    private List<object> ReadList(CmisProperty property)
    {
        cursor.Require("(");
        var values = new List<object>();
        do
        {
            Count();
            values.Add(_values.Read(property));
        }
        while (cursor.TryTake(","));
        cursor.Require(")");
        return values;
    }

    private void Count()
    {
        if (++_count > MaxConditions)
            throw QlCursor.Error(cursor.Current.Position, $"a query has at most {MaxConditions} conditions and values");
    }

    private static void CheckMulti(CmisProperty property, bool isMulti, int position)
    {
        if (property.IsMulti != isMulti)
        {
            throw QlCursor.Error(position, property.IsMulti
                ? $"'{property.Id}' has many values; compare by 'value' = ANY {property.Id}, or ANY {property.Id} IN (…)"
                : $"ANY is for properties with many values, which '{property.Id}' has not");
        }
    }

    private static NxqlCondition Negated(bool isNot, NxqlCondition condition) => isNot ? new NxqlCondition.Not(condition) : condition;

    private static NxqlOperator? OperatorOf(string sign) => sign switch
    {
        "=" => NxqlOperator.Equal,
        "<>" => NxqlOperator.NotEqual,
        "<" => NxqlOperator.Less,
        "<=" => NxqlOperator.LessOrEqual,
        ">" => NxqlOperator.Greater,
        ">=" => NxqlOperator.GreaterOrEqual,
        _ => null,
    };
}
