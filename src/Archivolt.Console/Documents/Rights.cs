using Archivolt.AspNetCore.Documents;
using Archivolt.Documents.Access;
using Archivolt.WebConsole.Records;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.WebConsole.Documents;

/// <summary>What somebody may do with a document.</summary>
/// <param name="CanWrite">Change it and create children; nobody does so with a version.</param>
/// <param name="CanRemove">Delete it.</param>
/// <param name="Records">Keep it, and use cold storage.</param>
internal sealed record Rights(bool CanWrite, bool CanRemove, RecordRights Records)
{
    public static async Task<Rights> OfAsync(DocumentRequest request)
    {
        var access = request.Context.RequestServices.GetRequiredService<IDocumentAccess>();
        return new Rights(
            !request.Document.IsVersion && await access.IsAllowedAsync(request.Principal, Permission.Write, request.Document, request.Context.RequestAborted),
            request.Document.ParentId is not null && await access.IsAllowedAsync(request.Principal, Permission.Remove, request.Document, request.Context.RequestAborted),
            await RecordRights.OfAsync(request, access));
    }
}
