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

    // A database orders by only so many columns.
    private const int MaxOrders = 100;

    private static readonly string[] Joins = ["JOIN", "INNER", "LEFT", "RIGHT", "OUTER"];

    private readonly QlCursor _cursor;

    private QlParser(QlCursor cursor) => _cursor = cursor;

    /// <summary>Reads a query.</summary>
    /// <exception cref="CmisException">It cannot be understood, or asks for what is not offered; the message says what and where.</exception>
    public static QlQuery Parse(string statement, TypeCatalog types) => statement.Length <= MaxLength && !statement.Contains('\0', StringComparison.Ordinal)
        ? new QlParser(new QlCursor(statement, types)).ReadQuery()
        : throw CmisException.InvalidArgument($"A query has at most {MaxLength} characters, none of them NUL.");

    private QlQuery ReadQuery()
    {
        _cursor.Require("SELECT");
        var selected = _cursor.At;
        SkipColumns();
        _cursor.Require("FROM");
        ReadType();
        var columns = ReadColumns(selected);
        var where = _cursor.TryTake("WHERE") ? new QlConditions(_cursor).Read() : null;
        var order = _cursor.TryTake("ORDER") ? ReadOrder() : [];
        return _cursor.Current.Kind == QlTokenKind.End ? new QlQuery(_cursor.Type, columns, where, order) : throw _cursor.Unexpected("the end, AND, OR or ORDER BY");
    }

    // Names of columns are those of the type, which comes behind them.
    private void SkipColumns()
    {
        while (!_cursor.Current.Is("FROM"))
        {
            if (_cursor.Take().Kind == QlTokenKind.End)
                throw _cursor.Unexpected("FROM");
        }
    }

    private void ReadType()
    {
        _cursor.TakeType();
        if (_cursor.TryTake("AS") || (_cursor.Current.Kind == QlTokenKind.Word && !_cursor.Current.Is("WHERE") && !_cursor.Current.Is("ORDER") && !IsJoin()))
            _cursor.Alias = _cursor.TakeWord("a name for the type").Text;
        if (IsJoin() || _cursor.Current.Is(","))
            throw QlCursor.Error(_cursor.Current.Position, "joins are not offered");
    }

    private bool IsJoin() => Array.Exists(Joins, _cursor.Current.Is);

    private List<(CmisProperty, string)>? ReadColumns(int selected)
    {
        var end = _cursor.At;
        _cursor.At = selected;
        var columns = new List<(CmisProperty, string)>();
        var areAll = false;
        do
        {
            if (_cursor.TryTakeAll())
            {
                areAll = true;
                continue;
            }
            var property = _cursor.TakeProperty(isAsked: false);
            columns.Add((property, _cursor.TryTake("AS") || (_cursor.Current.Kind == QlTokenKind.Word && !_cursor.Current.Is("FROM")) ? _cursor.TakeWord("a name").Text : property.Id));
        }
        while (_cursor.TryTake(","));
        if (!_cursor.Current.Is("FROM"))
            throw _cursor.Unexpected("a comma or FROM");
        _cursor.At = end;
        if (columns.Select(column => column.Item2).Distinct(StringComparer.Ordinal).Count() != columns.Count)
            throw QlCursor.Error(0, "two columns have one name");
        return areAll ? null : columns;
    }

    private List<NxqlOrder> ReadOrder()
    {
        _cursor.Require("BY");
        var order = new List<NxqlOrder>();
        do
        {
            var position = _cursor.Current.Position;
            var property = _cursor.TakeProperty(isAsked: true);
            if (!property.IsOrderable)
                throw QlCursor.Error(position, $"objects are not ordered by '{property.Id}'");
            var isDescending = _cursor.TryTake("DESC");
            if (!isDescending)
                _cursor.TryTake("ASC");
            if (order.Count == MaxOrders)
                throw QlCursor.Error(position, $"objects are ordered by at most {MaxOrders} properties");
            order.Add(new NxqlOrder(property.Queried!, isDescending, position));
        }
        while (_cursor.TryTake(","));
        return order;
    }
}
