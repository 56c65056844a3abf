using Archivolt.Cmis.Objects;

namespace Archivolt.Cmis.Types;

/// <summary>Kinds of property values (CMIS 1.1 §2.1.2.1).</summary>
internal enum CmisKind
{
    String,
    Id,
    Integer,
    Decimal,
    Boolean,
    DateTime,
}

/// <summary>Who gives a property its value.</summary>
internal enum CmisUpdatability
{
    ReadOnly,
    ReadWrite,
    OnCreate,
}

/// <summary>A property of a type, and how it is read.</summary>
/// <param name="Id">Its id, which is its name in queries too.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Read">Reads its value: null, a value, or a list of values.</param>
internal sealed record CmisProperty(string Id, CmisKind Kind, Func<CmisObject, object?> Read)
{
    public bool IsMulti { get; init; }

    public CmisUpdatability Updatability { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>True for what CMIS 1.0 does not know.</summary>
    public bool IsNew { get; init; }

    /// <summary>What it is in NXQL; null where nobody can ask for it.</summary>
    public string? Queried { get; init; }

    /// <summary>The property of documents that it stands for; null where it stands for none.</summary>
    public string? Target { get; init; }

    public bool IsOrderable => Queried is not null && !IsMulti;

    /// <summary>Its values on an object, each a text, number, truth value or time.</summary>
    public IReadOnlyList<object> ValuesOf(CmisObject found) => Read(found) switch
    {
        null => [],
        IEnumerable<object?> list => [.. list.OfType<object>().Where(IsValue)],
        var value => IsValue(value) ? [value] : [],
    };

    // What is stored may be older than the schema that says what it is.
    private bool IsValue(object value) => Kind switch
    {
        CmisKind.String or CmisKind.Id => value is string,
        CmisKind.Integer => value is long,
        CmisKind.Decimal => value is long || value is double number && double.IsFinite(number),
        CmisKind.Boolean => value is bool,
        _ => value is DateTimeOffset,
    };
}
