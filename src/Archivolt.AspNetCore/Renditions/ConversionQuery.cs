using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Renditions;
using Archivolt.Renditions;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Renditions;

/// <summary>
/// What a request for a conversion asks for: <c>converter</c> by name, <c>type</c> by media type, or <c>format</c> by file name extension, in this order;
/// everything else in the query is a parameter of the converter. (The platform's <c>@convert</c>.)
/// </summary>
/// <param name="Converter">A converter's name, or null.</param>
/// <param name="MediaType">The media type to make, or null.</param>
/// <param name="Parameters">What the converter should do.</param>
internal sealed record ConversionQuery(string? Converter, string? MediaType, IReadOnlyDictionary<string, string> Parameters)
{
    private static readonly string[] NoParameters = ["converter", "type", "format", "async", "inline", "changeToken", "clientReason"];

    /// <summary>Reads query and form; the selectors may be in either.</summary>
    public static ConversionQuery Of(HttpRequest request, IFormCollection? form = null)
    {
        var parameters = request.Query.Where(each => !NoParameters.Contains(each.Key, StringComparer.Ordinal))
            .ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.Ordinal);
        if (Value("converter") is { } converter)
            return new ConversionQuery(converter, null, parameters);
        if (Value("type") is { } type)
            return new ConversionQuery(null, type, parameters);
        if (Value("format") is { } format)
        {
            return new ConversionQuery(null, MediaTypes.OfFileName("." + format)
                ?? throw RequestException.BadRequest($"'{format}' is no file name extension that is known here."), parameters);
        }
        throw RequestException.BadRequest("Say what to convert to: converter=NAME, type=MEDIA/TYPE or format=EXTENSION.");

        string? Value(string name) => form?[name].ToString() is { Length: > 0 } posted ? posted : request.Query[name].ToString() is { Length: > 0 } asked ? asked : null;
    }

    /// <summary>How content is converted as asked.</summary>
    /// <exception cref="ConversionException"><see cref="ConversionError.NoConverter"/>, <see cref="ConversionError.InvalidParameter"/>.</exception>
    public RenditionRecipe RecipeFor(DownloadTicket content, ConverterRegistry converters) => (MediaType is null ? null : VendorRendition.Conversion(content, MediaType)) ?? new(
        Converter is { } name ? converters.Find(name) : converters.Find(content.Blob.MediaType ?? MediaTypes.Unknown, MediaType!), Parameters);
}
