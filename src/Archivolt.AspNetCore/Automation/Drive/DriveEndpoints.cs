using Archivolt.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>What the platform's desktop client asks for beside its operations.</summary>
internal static class DriveEndpoints
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("drive/configuration", () => TypedResults.Json(new Dictionary<string, string>())).WithTags("Server")
        .WithName("GetDriveConfiguration").WithSummary("Settings that this server asks of desktop clients; there are none.").ProducesJson("DriveConfiguration").ProducesErrors();
}
