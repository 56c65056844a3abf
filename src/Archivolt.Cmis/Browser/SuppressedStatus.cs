using Microsoft.AspNetCore.Http;

namespace Archivolt.Cmis.Browser;

/// <summary>Pages that see no status ask for 200, whatever the answer says: <c>suppressResponseCodes</c> (CMIS 1.1 §5.2.10).</summary>
internal static class SuppressedStatus
{
    private const string Parameter = "suppressResponseCodes";

    /// <summary>True where the request asked for it in its URL or its form.</summary>
    public static bool IsAsked(HttpContext context) => context.Items.ContainsKey(typeof(SuppressedStatus)) || IsTrue(context.Request.Query[Parameter]);

    /// <summary>Takes it from a form that was read.</summary>
    public static void Take(HttpContext context, BrowserForm form)
    {
        if (IsTrue(form.Find(Parameter)))
            context.Items[typeof(SuppressedStatus)] = true;
    }

    private static bool IsTrue(string? text) => string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);
}
