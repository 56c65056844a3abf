using Archivolt.Renditions;

namespace Archivolt.Documents.Renditions;

/// <summary>What is made of a content: a converter and its parameters.</summary>
public sealed record RenditionRecipe
{
    private const int MaxLength = 500;

    /// <summary>A recipe.</summary>
    /// <param name="converter">The converter.</param>
    /// <param name="parameters">Its parameters; their order does not matter.</param>
    /// <exception cref="ConversionException"><see cref="ConversionError.InvalidParameter"/>: they are longer than 500 characters in all.</exception>
    public RenditionRecipe(IConverter converter, IReadOnlyDictionary<string, string>? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(converter);
        Converter = converter;
        Parameters = parameters ?? new Dictionary<string, string>(StringComparer.Ordinal);
        var pairs = Parameters.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{Uri.EscapeDataString(each.Key)}={Uri.EscapeDataString(each.Value)}");
        Text = string.Join('&', pairs) is { Length: > 0 } query ? $"{converter.Name}?{query}" : converter.Name;
        if (Text.Length > MaxLength)
            throw new ConversionException(ConversionError.InvalidParameter, $"The parameters of a conversion may have {MaxLength} characters in all.");
    }

    /// <summary>The converter.</summary>
    public IConverter Converter { get; }

    /// <summary>Its parameters.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>The same for the same converter and parameters: <c>pictureResize?height=100&amp;width=100</c>.</summary>
    public string Text { get; }
}
