using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Archivolt.AspNetCore.OAuth2;

/// <summary>A small form: what applications and browsers send here has a few short fields.</summary>
internal static class OAuth2Form
{
    private const int MaxFields = 32;
    private const int MaxLength = 8 * 1024;

    /// <summary>Reads it.</summary>
    /// <exception cref="RequestException">400: the body is no such form.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpContext context)
    {
        var type = context.Request.ContentType;
        if (type?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) is not true)
            throw RequestException.BadRequest("The body is to be a form: application/x-www-form-urlencoded.");
        try
        {
            var feature = new FormFeature(context.Request, new FormOptions { ValueCountLimit = MaxFields, KeyLengthLimit = 256, ValueLengthLimit = MaxLength });
            return await feature.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException exception)
        {
            throw RequestException.BadRequest($"The form has too many or too long fields; {MaxFields} of {MaxLength} characters are the limit.", exception);
        }
    }
}
