using Archivolt.AspNetCore.Documents;
using Archivolt.Documents.Access;

namespace Archivolt.WebConsole.Records;

/// <summary>What somebody may do with a document as a record, and with its content in cold storage; each is a permission of its own.</summary>
/// <param name="CanMake">Make it a record.</param>
/// <param name="CanRetain">Set how long it is kept.</param>
/// <param name="CanHold">Put a legal hold on it and take it off.</param>
/// <param name="CanUseCold">Send its content to cold storage and bring it back.</param>
internal sealed record RecordRights(bool CanMake, bool CanRetain, bool CanHold, bool CanUseCold)
{
    /// <summary>Those of whoever asks. A version is kept with its document.</summary>
    public static async Task<RecordRights> OfAsync(DocumentRequest request, IDocumentAccess access)
    {
        return new RecordRights(await MayAsync(Permission.MakeRecord), await MayAsync(Permission.SetRetention), await MayAsync(Permission.ManageLegalHold), await MayAsync(Permission.WriteColdStorage));

        async Task<bool> MayAsync(Permission permission) =>
            !request.Document.IsVersion && await access.IsAllowedAsync(request.Principal, permission, request.Document, request.Context.RequestAborted);
    }
}
