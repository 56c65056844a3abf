using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Operations;

/// <summary>The installation on one page.</summary>
internal static class OverviewEndpoint
{
    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(ConsoleUrl.Operations, ShowAsync);

    private static async Task<IResult> ShowAsync(Overview overview, CancellationToken cancellationToken) => new OverviewPage(await overview.LookAsync(cancellationToken));
}
