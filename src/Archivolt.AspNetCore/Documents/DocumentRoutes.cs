using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Documents;

/// <summary>
/// The addresses of documents: by id and by path, each with and without <c>repo/{repository}</c>. Only the first is described in OpenAPI (and the path where there is no adapter):
/// the others would share one template.
/// </summary>
internal sealed class DocumentRoutes(IEndpointRouteBuilder api)
{
    private const string OfRepository = "repo/{repository}/";

    /// <summary>The group of all addresses of a document; its endpoints have the pattern "" and take a <see cref="DocumentRequest"/>.</summary>
    /// <param name="adapter">The adapter with its <c>@</c>; null for the document itself.</param>
    /// <param name="rest">True when segments may follow the adapter; they appear as <c>{xpath}</c>.</param>
    /// <param name="recordsRefusals">True for endpoints that change documents otherwise than by the editor.</param>
    public RouteGroupBuilder At(string? adapter = null, bool rest = false, bool recordsRefusals = false)
    {
        var id = "id/{id}" + (adapter is null ? "" : "/" + adapter + (rest ? "/{**xpath}" : ""));
        var path = $"path/{{**path:{AdapterConstraint.Name}({adapter ?? AdapterConstraint.None})}}";
        var group = api.MapGroup(id).WithTags("Documents").WithMetadata(new AlsoAt(id, path, OfRepository + id, OfRepository + path)
        {
            Description = adapter is null ? "As by id, by path. Adapters (/@…) may follow the path." : null,
        });
        return recordsRefusals ? group.AddEndpointFilter(RefusalFilter.InvokeAsync) : group;
    }
}
