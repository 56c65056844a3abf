using Archivolt.Documents.Access;
using Archivolt.Documents.Dispatch;

namespace Archivolt.WebConsole.Design;

/// <summary>What happened, in words.</summary>
internal static class EventText
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["documentCreated"] = "Created",
        ["documentModified"] = "Changed",
        ["documentRemoved"] = "Deleted",
        ["documentCheckedIn"] = "Version made",
        ["documentCheckedOut"] = "Checked out",
        ["lifecycle_transition_event"] = "State changed",
        ["documentMoved"] = "Moved",
        ["documentTrashed"] = "Put into the trash",
        ["documentUntrashed"] = "Taken out of the trash",
        ["documentLocked"] = "Locked",
        ["documentUnlocked"] = "Unlocked",
        ["documentSecurityUpdated"] = "Permissions changed",
        ["afterMakeRecord"] = "Made a record",
        ["afterSetRetention"] = "Retention set",
        ["afterExtendRetention"] = "Retention extended",
        ["afterUnsetRetention"] = "Retention taken off",
        ["retentionExpired"] = "Retention over",
        ["afterSetLegalHold"] = "Legal hold put on",
        ["afterRemoveLegalHold"] = "Legal hold taken off",
        ["coldStorageContentMoved"] = "Content sent to cold storage",
        ["coldStorageContentToRetrieve"] = "Content asked for",
        ["coldStorageRestoreRequested"] = "Content asked for by an administrator",
        ["coldStorageContentAvailable"] = "Content can be read",
        ["coldStorageContentRestored"] = "Content came back",
        ["blobMoved"] = "Content moved to another provider",
        [RuleEvents.Applied] = "Rules applied",
        [RuleEvents.Returned] = "Rules of the configuration used again",
        ["migrationStart"] = "Migration started",
        ["migrationPause"] = "Migration paused",
        ["migrationResume"] = "Migration resumed",
        ["migrationVerify"] = "Copies read again",
        ["migrationRollback"] = "Migration taken back",
        ["migrationPurge"] = "Old store emptied",
        ["uploadDropped"] = "Upload dropped",
        ["changeRefused"] = "Change refused",
        ["download"] = "Downloaded",
        ["downloadDenied"] = "Download refused",
        [AccessEvents.SignedIn] = "Signed in",
        [AccessEvents.SignedOut] = "Signed out",
        [AccessEvents.PasswordChanged] = "Password changed",
        [AccessEvents.TokenCreated] = "Token made",
        [AccessEvents.TokenRevoked] = "Token revoked",
        [AccessEvents.UserCreated] = "User created",
        [AccessEvents.UserModified] = "User changed",
        [AccessEvents.UserDeleted] = "User deleted",
        [AccessEvents.IdentityLinked] = "Identity linked",
        [AccessEvents.IdentityUnlinked] = "Identity unlinked",
        [AccessEvents.AccountConnected] = "Account connected",
        [AccessEvents.AccountDisconnected] = "Account disconnected",
        [AccessEvents.GroupCreated] = "Group created",
        [AccessEvents.GroupModified] = "Group changed",
        [AccessEvents.GroupDeleted] = "Group deleted",
    };

    /// <summary>The events that have words, by name.</summary>
    public static IReadOnlyDictionary<string, string> All => Known;

    /// <summary>An event; one without words is called by its name.</summary>
    public static string Of(string eventId) => Known.GetValueOrDefault(eventId, eventId);
}
