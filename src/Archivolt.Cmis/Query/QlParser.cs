using Archivolt.Cmis.Types;
using Archivolt.Documents.Query;

namespace Archivolt.Cmis.Query;

/// <summary>
/// Reads queries in the part of CMIS 1.1's language (§2.1.14.2) that is offered: <c>SELECT … FROM type WHERE … ORDER BY …</c> with comparisons, <c>IN</c>, <c>LIKE</c>, <c>IS NULL</c>,
/// <c>ANY</c>, <c>IN_FOLDER</c> and <c>IN_TREE</c>, joined by <c>AND</c>, <c>OR</c> and <c>NOT</c>. Joins and full text are not.
/// </summary>
internal sealed class QlParser
{
    private const int MaxLength = 64 * 1024;
    private const int MaxDepth = 100;

    // A database takes only so many values in one statement.
    private const int MaxConditions = 1000;

    private readonly List<QlToken> _tokens;
    private readonly TypeCatalog _types;
    private readonly QlValues _values;
    private CmisType _type;
    private string? _alias;
    private int _at;
    private int _conditions;

    private QlParser(string statement, TypeCatalog types)
    {
        _tokens = QlToken.Read(statement);
        (_types, _type) = (types, types.Base[0]);
        _values = new QlValues(Take, () => Current, TryTake);
    }

    private QlToken Current => _tokens[_at];

    /// <summary>Reads a query.</summary>
    /// <exception cref="CmisException">It cannot be understood, or asks for what is not offered; the message says what and where.</exception>
    public static QlQuery Parse(string statement, TypeCatalog types) => statement.Length <= MaxLength && !statement.Contains('\0', StringComparison.Ordinal)
        ? new QlParser(statement, types).ReadQuery()
        : throw CmisException.InvalidArgument($"A query has at most {MaxLength} characters, none of them NUL.");

    /// <summary>The refusal of a query.</summary>
    public static CmisException Error(int position, string what) => CmisException.InvalidArgument($"The query cannot be run: {what} (position {position + 1}).");

    private QlQuery ReadQuery()
    {
        Require("SELECT");
        var selected = _at;
        SkipColumns();
        Require("FROM");
        ReadType();
        var columns = ReadColumns(selected);
        var where = TryTake("WHERE") ? ReadAny(0) : null;
        var order = TryTake("ORDER") ? ReadOrder() : [];
        return Current.Kind == QlTokenKind.End ? new QlQuery(_type, columns, where, order) : throw Unexpected("the end, AND, OR or ORDER BY");
    }

    // Names of columns are those of the type, which comes behind them.
    private void SkipColumns()
    {
        while (!Current.Is("FROM"))
        {
            if (Current.Kind == QlTokenKind.End)
                throw Unexpected("FROM");
            _at++;
        }
    }

    private void ReadType()
    {
        var name = TakeWord("a type");
        _type = _types.Find(name.Text) ?? throw Error(name.Position, $"there is no type {name}");
        if (TryTake("AS") || (Current.Kind == QlTokenKind.Word && !Current.Is("WHERE") && !Current.Is("ORDER") && !IsJoin()))
            _alias = TakeWord("a name for the type").Text;
        if (IsJoin() || Current.Is(","))
            throw Error(Current.Position, "joins are not offered");
    }

    private bool IsJoin() => Current.Is("JOIN") || Current.Is("INNER") || Current.Is("LEFT") || Current.Is("RIGHT") || Current.Is("OUTER");

    private List<(CmisProperty, string)>? ReadColumns(int selected)
    {
        var end = _at;
        _at = selected;
        var columns = new List<(CmisProperty, string)>();
        var areAll = false;
        do
        {
            if (TryTake("*"))
            {
                areAll = true;
            }
            else if (_alias is not null && Current.Is(_alias) && _tokens[_at + 1].Is(".") && _tokens[_at + 2].Is("*"))
            {
                _at += 3;
                areAll = true;
            }
            else
            {
                var property = TakeProperty(isAsked: false);
                columns.Add((property, TryTake("AS") || (Current.Kind == QlTokenKind.Word && !Current.Is("FROM")) ? TakeWord("a name").Text : property.Id));
            }
        }
        while (TryTake(","));
        if (!Current.Is("FROM"))
            throw Unexpected("a comma or FROM");
        _at = end;
        return areAll ? null : columns;
    }

    private List<NxqlOrder> ReadOrder()
    {
        Require("BY");
        var order = new List<NxqlOrder>();
        do
        {
            var position = Current.Position;
            var property = TakeProperty(isAsked: true);
            if (!property.IsOrderable)
                throw Error(position, $"objects are not ordered by '{property.Id}'");
            var isDescending = TryTake("DESC");
            if (!isDescending)
                TryTake("ASC");
            order.Add(new NxqlOrder(property.Queried!, isDescending, position));
        }
        while (TryTake(","));
        return order;
    }

    private NxqlCondition ReadAny(int depth)
    {
        if (depth > MaxDepth)
            throw Error(Current.Position, $"conditions are nested deeper than {MaxDepth} levels");
        var conditions = new List<NxqlCondition> { ReadAll(depth) };
        while (TryTake("OR"))
            conditions.Add(ReadAll(depth));
        return conditions is [var only] ? only : new NxqlCondition.Any(conditions);
    }

    private NxqlCondition ReadAll(int depth)
    {
        var conditions = new List<NxqlCondition> { ReadOne(depth) };
        while (TryTake("AND"))
            conditions.Add(ReadOne(depth));
        return conditions is [var only] ? only : new NxqlCondition.All(conditions);
    }

    private NxqlCondition ReadOne(int depth)
    {
        if (depth > MaxDepth)
            throw Error(Current.Position, $"conditions are nested deeper than {MaxDepth} levels");
        if (++_conditions > MaxConditions)
            throw Error(Current.Position, $"a query has at most {MaxConditions} conditions");
        if (TryTake("NOT"))
            return new NxqlCondition.Not(ReadOne(depth + 1));
        if (TryTake("("))
        {
            var inner = ReadAny(depth + 1);
            Require(")");
            return inner;
        }
        if (Current.Is("IN_FOLDER") || Current.Is("IN_TREE"))
            return ReadPlace();
        if (Current.Is("CONTAINS") || Current.Is("SCORE"))
            throw Error(Current.Position, "full text is not searched here");
        return Current.Kind is QlTokenKind.Text or QlTokenKind.Number || Current.Is("TIMESTAMP") || Current.Is("TRUE") || Current.Is("FALSE") ? ReadValueFirst() : ReadComparison();
    }

    // IN_FOLDER([alias,] 'id')
    private NxqlCondition.Comparison ReadPlace()
    {
        var function = Take();
        Require("(");
        if (Current.Kind == QlTokenKind.Word)
        {
            CheckAlias(Take());
            Require(",");
        }
        var id = Current.Kind == QlTokenKind.Text ? Take() : throw Unexpected("the id of a folder in quotes");
        Require(")");
        return new NxqlCondition.Comparison(function.Is("IN_FOLDER") ? "ecm:parentId" : "ecm:ancestorId", NxqlOperator.Equal, [id.Text], function.Position);
    }

    // 'value' = ANY property
    private NxqlCondition.Comparison ReadValueFirst()
    {
        var (position, begin) = (Current.Position, _at);
        _values.Skip();
        Require("=");
        Require("ANY");
        var property = TakeProperty(isAsked: true);
        CheckMulti(property, isMulti: true, position);
        var end = _at;
        _at = begin;
        var value = _values.Read(property);
        _at = end;
        return new NxqlCondition.Comparison(property.Queried!, NxqlOperator.Equal, [value], position);
    }

    private NxqlCondition ReadComparison()
    {
        var position = Current.Position;
        var isMulti = TryTake("ANY");
        var property = TakeProperty(isAsked: true);
        if (TryTake("IS"))
        {
            var isNot = TryTake("NOT");
            Require("NULL");
            return Negated(isNot, Of(NxqlOperator.IsNull, []));
        }
        CheckMulti(property, isMulti, position);
        var negated = TryTake("NOT");
        if (TryTake("IN"))
            return Negated(negated, Of(NxqlOperator.In, ReadList(property)));
        if (TryTake("LIKE"))
            return Negated(negated, Of(NxqlOperator.Like, [_values.Read(property, isPattern: true)]));
        if (negated || isMulti || Current.Kind != QlTokenKind.Symbol || OperatorOf(Current.Text) is not { } comparison)
            throw Unexpected("a comparison");
        _at++;
        return Of(comparison, [_values.Read(property)]);

        NxqlCondition.Comparison Of(NxqlOperator how, IReadOnlyList<object> values) => new(property.Queried!, how, values, position);
    }

    private List<object> ReadList(CmisProperty property)
    {
        Require("(");
        var values = new List<object>();
        do
        {
            if (++_conditions > MaxConditions)
                throw Error(Current.Position, $"a query has at most {MaxConditions} values");
            values.Add(_values.Read(property));
        }
        while (TryTake(","));
        Require(")");
        return values;
    }

    private CmisProperty TakeProperty(bool isAsked)
    {
        var name = TakeWord("a property");
        if (TryTake("."))
        {
            CheckAlias(name);
            name = TakeWord("a property");
        }
        var property = _type.Properties.GetValueOrDefault(name.Text) ?? throw Error(name.Position, $"the type '{_type.Id}' has no property {name}");
        return !isAsked || property.Queried is not null ? property : throw Error(name.Position, $"{name} cannot be asked for");
    }

    private void CheckAlias(QlToken name)
    {
        if (!name.Is(_alias ?? _type.Id))
            throw Error(name.Position, $"{name} is no name of the type that is asked for");
    }

    private static void CheckMulti(CmisProperty property, bool isMulti, int position)
    {
        if (property.IsMulti != isMulti)
            throw Error(position, property.IsMulti ? $"'{property.Id}' has many values; compare by 'value' = ANY {property.Id}, or ANY {property.Id} IN (…)" : $"ANY is for properties with many values, which '{property.Id}' is not");
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

    private QlToken Take()
    {
        var token = Current;
        if (token.Kind != QlTokenKind.End)
            _at++;
        return token;
    }

    private QlToken TakeWord(string what) => Current.Kind == QlTokenKind.Word ? Take() : throw Unexpected(what);

    private bool TryTake(string word)
    {
        if (!Current.Is(word))
            return false;
        _at++;
        return true;
    }

    private void Require(string word)
    {
        if (!TryTake(word))
            throw Unexpected(word);
    }

    private CmisException Unexpected(string wanted) => Error(Current.Position, $"{wanted} is expected, not {Current}");
}
