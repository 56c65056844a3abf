using Archivolt.AspNetCore.Errors;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Assets;

/// <summary>What pages need besides themselves. Everybody may see it: the sign-in page needs it.</summary>
internal static class AssetEndpoint
{
    public static void Map(IEndpointRouteBuilder root) => root.MapGet(ConsoleUrl.Assets + "/{name}", Get).AllowAnonymous();

    private static FileContentHttpResult Get(string name, HttpContext context)
    {
        var asset = Asset.Find(name) ?? throw RequestException.NotFound(Phrase.Of("There is nothing at this URL."));
        context.Response.Headers.CacheControl = context.Request.Query["v"] == asset.Version ? "public, max-age=31536000, immutable" : "no-cache";
        return TypedResults.Bytes(asset.Content, asset.MediaType);
    }
}
