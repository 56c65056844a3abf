using Archivolt.AspNetCore;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Archivolt.WebConsole.Account;

/// <summary>Chooses the language of the pages in one's own browser.</summary>
internal static class LanguageEndpoint
{
    /// <summary>Name of the field.</summary>
    public const string Field = "language";

    public static void Map(IEndpointRouteBuilder account) => account.MapPost("/language", ChooseAsync);

    private static async Task<IResult> ChooseAsync(HttpContext context, IOptions<HttpOptions> options)
    {
        LanguageChoice.Set(context, Language.Find((await FormFields.ReadAsync(context))[Field]), options.Value);
        return new SeeOther(ConsoleUrl.Account);
    }
}
