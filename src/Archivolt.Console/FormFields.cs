using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Forms;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole;

/// <summary>The fields of a form that a page sent.</summary>
internal static class FormFields
{
    /// <summary>Reads them; none for a request without a form.</summary>
    /// <exception cref="RequestException">400: the form is too large.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpContext context) =>
        SmallForm.IsIn(context.Request) ? await SmallForm.ReadAsync(context) : FormCollection.Empty;
}
