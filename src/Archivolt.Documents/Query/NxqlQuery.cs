namespace Archivolt.Documents.Query;

/// <summary>A query for documents: <c>SELECT * FROM File WHERE dc:title LIKE 'A%' ORDER BY dc:modified DESC</c>.</summary>
/// <param name="Types">Names of document types; empty for all.</param>
/// <param name="Where">What must hold; null for everything.</param>
/// <param name="OrderBy">What the documents are ordered by.</param>
public sealed record NxqlQuery(IReadOnlyList<string> Types, NxqlCondition? Where, IReadOnlyList<NxqlOrder> OrderBy)
{
    /// <summary>Only so many documents, on all pages together; null for all.</summary>
    public int? Limit { get; init; }
}

/// <summary>One key of an order.</summary>
/// <param name="Property">The property.</param>
/// <param name="IsDescending">True for the greatest first.</param>
/// <param name="Position">Where it is in the text, from 0.</param>
public sealed record NxqlOrder(string Property, bool IsDescending, int Position)
{
    /// <summary>True to order text as people read it, whatever the case of its letters; NXQL itself has no word for that.</summary>
    public bool IgnoresCase { get; init; }
}

/// <summary>A condition of a query.</summary>
public abstract record NxqlCondition
{
    private NxqlCondition() { }

    /// <summary>All of the conditions hold.</summary>
    public sealed record All(IReadOnlyList<NxqlCondition> Conditions) : NxqlCondition;

    /// <summary>One of the conditions holds.</summary>
    public sealed record Any(IReadOnlyList<NxqlCondition> Conditions) : NxqlCondition;

    /// <summary>The condition does not hold.</summary>
    public sealed record Not(NxqlCondition Condition) : NxqlCondition;

    /// <summary>A property compares with values.</summary>
    /// <param name="Property">The property, such as <c>dc:title</c>, <c>ecm:path</c> or <c>files:files/*/file/name</c>.</param>
    /// <param name="Operator">How it compares.</param>
    /// <param name="Values">One value; two for <see cref="NxqlOperator.Between"/>, any number for <see cref="NxqlOperator.In"/>, none for <see cref="NxqlOperator.IsNull"/>.</param>
    /// <param name="Position">Where it is in the text, from 0.</param>
    public sealed record Comparison(string Property, NxqlOperator Operator, IReadOnlyList<object> Values, int Position) : NxqlCondition;
}

/// <summary>How a property compares with values.</summary>
public enum NxqlOperator
{
    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>&lt;&gt;</c> or <c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,

    /// <summary><c>LIKE</c>: <c>%</c> stands for any text, <c>_</c> for one character, a backslash takes the meaning away.</summary>
    Like,

    /// <summary><c>ILIKE</c>: the same in any letter case.</summary>
    LikeAnyCase,

    /// <summary><c>IN ('a', 'b')</c></summary>
    In,

    /// <summary><c>BETWEEN 1 AND 2</c>, both included.</summary>
    Between,

    /// <summary><c>IS NULL</c></summary>
    IsNull,

    /// <summary><c>STARTSWITH '/path'</c>: everything below a path.</summary>
    StartsWith,
}
