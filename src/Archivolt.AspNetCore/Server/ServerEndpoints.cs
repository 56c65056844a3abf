using Archivolt.AspNetCore.OpenApi;
using Archivolt.Documents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Server;

/// <summary>What clients ask first: what server is this, is it up.</summary>
internal static class ServerEndpoints
{
    /// <summary>The version of the platform whose wire format this server speaks; clients read it out of the list of repositories.</summary>
    public const string PlatformVersion = "2021.43";

    public static void Map(IEndpointRouteBuilder root)
    {
        root.MapGet("json/cmis", GetRepositories).WithTags("Server").WithName("GetRepositories").WithSummary("The repositories, as clients look them up when they connect.")
            .ProducesJson("Repositories").ProducesErrors();
        root.MapGet("runningstatus", (string? info) => info == "started" ? Results.Text("true") : Results.Json(new Dictionary<string, string> { ["server"] = "ok" }))
            .AllowAnonymous().WithTags("Server").WithName("GetRunningStatus").WithSummary("Says that the server runs.")
            .ProducesJson("RunningStatus");
    }

    private static JsonHttpResult<Dictionary<string, Dictionary<string, string>>> GetRepositories(IDocumentStore documents) => TypedResults.Json(documents.Repositories.ToDictionary(
        repository => repository,
        repository => new Dictionary<string, string>
        {
            ["repositoryId"] = repository,
            ["repositoryName"] = repository,
            ["productName"] = "Archivolt",
            ["productVersion"] = PlatformVersion,
            ["vendorName"] = "Archivolt",
        }));
}
