using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Documents;

/// <summary>Remembers who tried what retention, a legal hold or cold storage forbids: event <c>changeRefused</c>.</summary>
internal static class RefusalAudit
{
    public const string EventId = "changeRefused";

    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            return await next(invocation);
        }
        catch (Exception exception) when (IsRefusal(exception) && invocation.Arguments.OfType<DocumentRequest>().FirstOrDefault() is { } request)
        {
            var services = invocation.HttpContext.RequestServices;
            var entry = request.Document.Event(EventId, request.Principal, services.GetRequiredService<TimeProvider>(), exception.Message);
            await services.GetRequiredService<IAuditLog>().WriteAsync(entry, CancellationToken.None);
            throw;
        }
    }

    private static bool IsRefusal(Exception exception) => exception is DocumentException { Error: DocumentError.Retained or DocumentError.ContentLocked }
        or BlobException { Error: BlobError.Retained };
}
