using Archivolt.AspNetCore;
using Archivolt.WebConsole.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Languages;

/// <summary>Finds the language of a page: what somebody chose in this browser, else what the browser asks for.</summary>
internal sealed class LanguageChoice : IStartupFilter
{
    private const string Cookie = "archivolt-language";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    /// <summary>The language that was chosen in this browser; null where it follows the browser.</summary>
    public static Language? Of(HttpRequest request) => Language.Find(request.Cookies[Cookie]);

    /// <summary>Chooses a language for this browser; null to follow its settings again.</summary>
    public static void Set(HttpContext context, Language? language, HttpOptions options)
    {
        var terms = new CookieOptions
        {
            HttpOnly = true,
            // Whoever comes by a link from elsewhere reads the page in the same language.
            SameSite = SameSiteMode.Lax,
            Secure = BaseUrl.IsSecure(context.Request, options),
            Path = "/",
            MaxAge = language is null ? null : Kept,
        };
        if (language is null)
            context.Response.Cookies.Delete(Cookie, terms);
        else
            context.Response.Cookies.Append(Cookie, language.Tag, terms);
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, following) =>
        {
            if (IsPage(context.Request.Path))
                Language.Current = Of(context.Request) ?? Language.Asked(context.Request);
            return following(context);
        });
        next(app);
    };

    // Pages beside the console: what leads to it, and what people come back to from an identity provider.
    private static bool IsPage(PathString path) => path.StartsWithSegments(ConsoleUrl.Root, StringComparison.OrdinalIgnoreCase) || path == "/" || path.Value!.EndsWith(ProviderEndpoints.Callback, StringComparison.OrdinalIgnoreCase);
}
