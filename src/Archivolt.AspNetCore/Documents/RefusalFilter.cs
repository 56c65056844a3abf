using Archivolt.Documents.Editing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Documents;

/// <summary>Has refusals of records and cold storage recorded; what goes through <see cref="DocumentEditor"/> is recorded there.</summary>
internal static class RefusalFilter
{
    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next) =>
        invocation.Arguments.OfType<DocumentRequest>().FirstOrDefault() is { } request
            ? await invocation.HttpContext.RequestServices.GetRequiredService<RefusalAudit>()
                .WatchAsync(request.Principal, request.Document, () => next(invocation).AsTask())
            : await next(invocation);
}
