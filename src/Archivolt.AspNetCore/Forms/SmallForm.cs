using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore.Forms;

/// <summary>A small form: what applications and pages send has a few short fields.</summary>
internal static class SmallForm
{
    private const string MediaType = "application/x-www-form-urlencoded";

    /// <summary>Most fields where nobody says otherwise.</summary>
    public const int MaxFields = 32;

    /// <summary>Most characters of a field where nobody says otherwise.</summary>
    public const int MaxLength = 8 * 1024;

    /// <summary>True where the body is one, by its type.</summary>
    public static bool IsIn(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase)
        && (type.Charset.Length == 0 || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads it, or gives it again.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxLength">Most characters of a field, in percent-encoding.</param>
    /// <param name="maxFields">Most fields.</param>
    /// <exception cref="RequestException">400: the body is no such form.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpContext context, int maxLength = MaxLength, int maxFields = MaxFields)
    {
        if (!IsIn(context.Request))
            throw RequestException.BadRequest($"The body is to be a form: {MediaType}, in UTF-8.");
        if (context.Features.Get<IFormFeature>()?.Form is { } read)
            return read;
        try
        {
            var feature = new FormFeature(context.Request, new FormOptions { ValueCountLimit = maxFields, KeyLengthLimit = 256, ValueLengthLimit = maxLength });
            context.Features.Set<IFormFeature>(feature);
            return await feature.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException exception)
        {
            throw RequestException.BadRequest($"The form cannot be read: it has more than {maxFields} fields, one of more than {maxLength} characters, or the character U+0000.", exception);
        }
    }
}
