using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;

namespace Archivolt.Cmis.Objects;

/// <summary>What somebody may do with an object (CMIS 1.1 §2.2.1.2.6).</summary>
internal sealed class AllowableActions(IDocumentAccess access, IEnumerable<IDownloadPermission> rules, TimeProvider clock)
{
    private static readonly IReadOnlyDictionary<string, string> NoInfos = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Every action by name, in the order of the schema, true for those that are allowed.</summary>
    public async Task<IReadOnlyList<(string Name, bool IsAllowed)>> OfAsync(CmisCall call, CmisObject found)
    {
        var (isFolder, isVersion, document) = (found.IsFolder, found.Document.IsVersion, found.Document);
        var isFree = document.Lock is not { } held || held.Owner == call.Principal.Name || call.Principal.IsAdministrator;
        var writes = isFree && !isVersion && await access.IsAllowedAsync(call.Principal, Permission.Write, document, call.Cancelled);
        var removes = isFree && !found.IsRoot && !document.Retention.HoldsAt(clock.GetUtcNow()) && await access.IsAllowedAsync(call.Principal, Permission.Remove, document, call.Cancelled);
        var changesContent = writes && found.ContentPath is { } place && IsFree(document, place);
        var downloads = found.Content is not null && await MayDownloadAsync(call, found);
        return
        [
            ("canDeleteObject", removes), ("canUpdateProperties", writes), ("canGetFolderTree", isFolder), ("canGetProperties", true), ("canGetObjectRelationships", false),
            ("canGetObjectParents", !found.IsRoot), ("canGetFolderParent", isFolder && !found.IsRoot), ("canGetDescendants", isFolder), ("canMoveObject", writes && !found.IsRoot),
            ("canDeleteContentStream", changesContent && found.Content is not null), ("canCheckOut", false), ("canCancelCheckOut", false), ("canCheckIn", false),
            ("canSetContentStream", changesContent), ("canGetAllVersions", !isFolder), ("canAddObjectToFolder", false), ("canRemoveObjectFromFolder", false),
            ("canGetContentStream", downloads), ("canApplyPolicy", false), ("canGetAppliedPolicies", false), ("canRemovePolicy", false), ("canGetChildren", isFolder),
            ("canCreateDocument", isFolder && writes), ("canCreateFolder", isFolder && writes), ("canCreateRelationship", false), ("canCreateItem", false),
            ("canDeleteTree", isFolder && removes), ("canGetRenditions", true), ("canGetACL", true), ("canApplyACL", writes),
        ];
    }

    private bool IsFree(Document document, PropertyPath place)
    {
        try
        {
            ContentGuard.CheckWrite(document, place, clock.GetUtcNow());
            return true;
        }
        catch (DocumentException)
        {
            return false;
        }
    }

    // Asked without a download, which would be recorded.
    private async ValueTask<bool> MayDownloadAsync(CmisCall call, CmisObject found)
    {
        var (path, blob) = (found.ContentPath!, found.Content!);
        foreach (var rule in rules)
        {
            try
            {
                if (!await rule.AllowsAsync(new DownloadContext(call.Principal, found.Document, path, null, blob, ContentStreams.Reason, NoInfos), call.Cancelled))
                    return false;
            }
            // As where it is downloaded: a rule that fails refuses.
            catch (Exception exception) when (exception is not OperationCanceledException || !call.Cancelled.IsCancellationRequested)
            {
                return false;
            }
        }
        return true;
    }
}
