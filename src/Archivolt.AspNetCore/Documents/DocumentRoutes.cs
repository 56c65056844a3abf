using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Documents;

/// <summary>
/// Maps an endpoint of a document under each of its four addresses: by id and by path, with and without <c>repo/{repository}</c>. Only the
/// first is described in OpenAPI (and the path where there is no adapter): the others would share one template.
/// </summary>
internal sealed class DocumentRoutes(IEndpointRouteBuilder api)
{
    /// <summary>Maps an endpoint.</summary>
    /// <param name="method">The HTTP method, or several separated by a comma.</param>
    /// <param name="adapter">The adapter with its <c>@</c>; null for the document itself.</param>
    /// <param name="handler">The endpoint; takes a <see cref="DocumentRequest"/>.</param>
    /// <param name="describe">Adds name, summary and answers.</param>
    /// <param name="recordsRefusals">True for endpoints that change documents otherwise than by the editor.</param>
    /// <param name="rest">True when segments may follow the adapter; they appear as <c>{xpath}</c>.</param>
    public void Map(string method, string? adapter, Delegate handler, Action<RouteHandlerBuilder> describe, bool rest = false, bool recordsRefusals = false)
    {
        var methods = method.Split(',');
        var suffix = adapter is null ? "" : "/" + adapter + (rest ? "/{**xpath}" : "");
        var path = $"path/{{**path:{AdapterConstraint.Name}({adapter ?? AdapterConstraint.None})}}";
        describe(Add("id/{id}" + suffix).WithTags("Documents"));
        var byPath = Add(path).WithTags("Documents");
        if (adapter is null)
            byPath.WithSummary("The same by path; every adapter (/@…) may follow the path as well.");
        else
            byPath.ExcludeFromDescription();
        Add("repo/{repository}/id/{id}" + suffix).ExcludeFromDescription();
        Add("repo/{repository}/" + path).ExcludeFromDescription();

        RouteHandlerBuilder Add(string pattern)
        {
            var endpoint = api.MapMethods(pattern, methods, handler);
            return recordsRefusals ? endpoint.AddEndpointFilter(RefusalFilter.InvokeAsync) : endpoint;
        }
    }
}
