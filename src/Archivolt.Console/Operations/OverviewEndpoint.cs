using Archivolt.AspNetCore.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Operations;

/// <summary>The installation on one page, for administrators.</summary>
internal static class OverviewEndpoint
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(ConsoleUrl.Operations, ShowAsync);

    private static async Task<IResult> ShowAsync(HttpContext context, Overview overview)
    {
        AdministratorEndpoints.Require(context);
        return new OverviewPage(await overview.LookAsync(context.RequestAborted));
    }
}
