namespace Archivolt.Documents;

/// <summary>The type of a property or field.</summary>
public abstract record FieldType
{
    private FieldType() { }

    /// <summary>Text.</summary>
    public static readonly FieldType Text = new Scalar(ScalarKind.Text);

    /// <summary>A 64-bit integer.</summary>
    public static readonly FieldType Integer = new Scalar(ScalarKind.Integer);

    /// <summary>A double.</summary>
    public static readonly FieldType Number = new Scalar(ScalarKind.Number);

    /// <summary>True or false.</summary>
    public static readonly FieldType Boolean = new Scalar(ScalarKind.Boolean);

    /// <summary>An instant.</summary>
    public static readonly FieldType Date = new Scalar(ScalarKind.Date);

    /// <summary>A blob (the platform's complex type <c>content</c>).</summary>
    public static readonly FieldType Blob = new BlobField();

    /// <summary>A single value.</summary>
    public sealed record Scalar(ScalarKind Kind) : FieldType;

    /// <summary>A blob.</summary>
    public sealed record BlobField : FieldType;

    /// <summary>A list of values of one type.</summary>
    public sealed record ListOf(FieldType Item) : FieldType;

    /// <summary>A value made of named fields.</summary>
    public sealed record Complex(IReadOnlyDictionary<string, FieldType> Fields) : FieldType;
}

/// <summary>Kinds of single values.</summary>
public enum ScalarKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A 64-bit integer.</summary>
    Integer,

    /// <summary>A double.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>An instant.</summary>
    Date,
}

/// <summary>A named set of properties.</summary>
/// <param name="Name">Schema name, such as <c>dublincore</c>.</param>
/// <param name="Prefix">Prefix of its properties, such as <c>dc</c>; null where the schema declares none and its name stands in.</param>
/// <param name="Fields">The properties, without prefix, in order.</param>
public sealed record Schema(string Name, string? Prefix, IReadOnlyDictionary<string, FieldType> Fields)
{
    /// <summary>The prefix in paths and JSON: <see cref="Prefix"/>, or the name.</summary>
    public string PathPrefix => Prefix ?? Name;
}

/// <summary>A document type.</summary>
/// <param name="Name">Type name, such as <c>File</c>.</param>
/// <param name="Schemas">Names of its schemas, in order.</param>
/// <param name="Facets">Facets of every document of the type.</param>
public sealed record DocumentType(string Name, IReadOnlyList<string> Schemas, IReadOnlyList<string> Facets)
{
    /// <summary>True when documents of this type have children.</summary>
    public bool IsFolderish => Facets.Contains("Folderish", StringComparer.Ordinal);
}
