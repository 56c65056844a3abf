using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Forms;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole;

/// <summary>The fields of a form that a page sent.</summary>
internal static class FormFields
{
    /// <summary>Reads them; none for a request without a body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxLength">Most characters of a field.</param>
    /// <param name="maxFields">Most fields.</param>
    /// <exception cref="RequestException">400: the form is too large, or the body is no form.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpContext context, int maxLength = SmallForm.MaxLength, int maxFields = SmallForm.MaxFields) =>
        context.Request.ContentType is null ? FormCollection.Empty : await SmallForm.ReadAsync(context, maxLength, maxFields);
}
