using Archivolt.AspNetCore.Documents;
using Archivolt.Documents.Access;
using Archivolt.WebConsole.Records;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.WebConsole.Documents;

/// <summary>What somebody may do with a document.</summary>
/// <param name="CanWrite">Change it and create children; nobody does so with a version.</param>
/// <param name="CanRemove">Put it into the trash, or take it out or delete it there; nothing under retention or hold goes into it.</param>
/// <param name="CanRestore">Bring the document back to it, where it is a version.</param>
/// <param name="Records">Keep it, and use cold storage.</param>
internal sealed record Rights(bool CanWrite, bool CanRemove, bool CanRestore, RecordRights Records)
{
    public static async Task<Rights> OfAsync(DocumentRequest request)
    {
        var services = request.Context.RequestServices;
        var access = services.GetRequiredService<IDocumentAccess>();
        var canWrite = await access.IsAllowedAsync(request.Principal, Permission.Write, request.Document, request.Context.RequestAborted);
        return new Rights(
            canWrite && !request.Document.IsVersion,
            request.Document.ParentId is not null
                && (request.Document.IsTrashed || !request.Document.Retention.HoldsAt(services.GetRequiredService<TimeProvider>().GetUtcNow()))
                && await access.IsAllowedAsync(request.Principal, Permission.Remove, request.Document, request.Context.RequestAborted),
            canWrite && request.Document.IsVersion,
            await RecordRights.OfAsync(request, access));
    }
}
