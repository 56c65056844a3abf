using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole;

/// <summary>The fields of a form that a page sent.</summary>
internal static class FormFields
{
    private const string MediaType = "application/x-www-form-urlencoded";

    /// <summary>Reads them; none for a request without a body.</summary>
    /// <exception cref="RequestException">400: the body is no form.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith(MediaType, StringComparison.OrdinalIgnoreCase) is not true)
            return FormCollection.Empty;
        try
        {
            return await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException exception)
        {
            throw RequestException.BadRequest("The form cannot be read.", exception);
        }
    }
}
