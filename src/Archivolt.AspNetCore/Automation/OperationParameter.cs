namespace Archivolt.AspNetCore.Automation;

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it takes, by the platform's name: see <see cref="ParameterType"/>.</param>
/// <param name="IsRequired">True when the operation does not run without it.</param>
internal sealed record OperationParameter(string Name, string Type, bool IsRequired = false)
{
    /// <summary>Which blob property an operation is about.</summary>
    public static readonly OperationParameter XPath = new("xpath", ParameterType.Text);

    /// <summary>Whether a changed document is stored. It always is; accepted because clients send it.</summary>
    public static readonly OperationParameter Save = new("save", ParameterType.Boolean);
}

/// <summary>The platform's names of what parameters take.</summary>
internal static class ParameterType
{
    public const string Text = "string";
    public const string Texts = "stringlist";
    public const string Boolean = "boolean";
    public const string Integer = "integer";
    public const string Date = "date";
    public const string Document = "document";
    public const string Properties = "properties";
    public const string Blob = "blob";
    public const string Any = "serializable";
}
