using Archivolt.Documents.Access;
using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Design;

/// <summary>What happened, in words.</summary>
internal static class EventText
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["documentCreated"] = Phrase.Key("Created"),
        ["documentModified"] = Phrase.Key("Changed"),
        ["documentRemoved"] = Phrase.Key("Deleted"),
        ["documentCheckedIn"] = Phrase.Key("Version made"),
        ["documentCheckedOut"] = Phrase.Key("Checked out"),
        ["lifecycle_transition_event"] = Phrase.Key("State changed"),
        ["documentMoved"] = Phrase.Key("Moved"),
        ["documentTrashed"] = Phrase.Key("Put into the trash"),
        ["documentUntrashed"] = Phrase.Key("Taken out of the trash"),
        ["documentLocked"] = Phrase.Key("Locked"),
        ["documentUnlocked"] = Phrase.Key("Unlocked"),
        ["documentSecurityUpdated"] = Phrase.Key("Permissions changed"),
        ["afterMakeRecord"] = Phrase.Key("Made a record"),
        ["afterSetRetention"] = Phrase.Key("Retention set"),
        ["afterExtendRetention"] = Phrase.Key("Retention extended"),
        ["afterUnsetRetention"] = Phrase.Key("Retention taken off"),
        ["retentionExpired"] = Phrase.Key("Retention over"),
        ["afterSetLegalHold"] = Phrase.Key("Legal hold put on"),
        ["afterRemoveLegalHold"] = Phrase.Key("Legal hold taken off"),
        ["coldStorageContentMoved"] = Phrase.Key("Content sent to cold storage"),
        ["coldStorageContentToRetrieve"] = Phrase.Key("Content asked for"),
        ["coldStorageRestoreRequested"] = Phrase.Key("Content asked for by an administrator"),
        ["coldStorageContentAvailable"] = Phrase.Key("Content can be read"),
        ["coldStorageContentRestored"] = Phrase.Key("Content came back"),
        ["blobMoved"] = Phrase.Key("Content moved to another provider"),
        [RuleEvents.Applied] = Phrase.Key("Rules applied"),
        [RuleEvents.Returned] = Phrase.Key("Rules of the configuration used again"),
        ["migrationStart"] = Phrase.Key("Migration started"),
        ["migrationPause"] = Phrase.Key("Migration paused"),
        ["migrationResume"] = Phrase.Key("Migration resumed"),
        ["migrationVerify"] = Phrase.Key("Copies read again"),
        ["migrationRollback"] = Phrase.Key("Migration taken back"),
        ["migrationPurge"] = Phrase.Key("Old store emptied"),
        ["uploadDropped"] = Phrase.Key("Upload dropped"),
        ["changeRefused"] = Phrase.Key("Change refused"),
        ["download"] = Phrase.Key("Downloaded"),
        ["downloadDenied"] = Phrase.Key("Download refused"),
        [AccessEvents.SignedIn] = Phrase.Key("Signed in"),
        [AccessEvents.SignedOut] = Phrase.Key("Signed out"),
        [AccessEvents.PasswordChanged] = Phrase.Key("Password changed"),
        [AccessEvents.TokenCreated] = Phrase.Key("Token made"),
        [AccessEvents.TokenRevoked] = Phrase.Key("Token revoked"),
        [AccessEvents.UserCreated] = Phrase.Key("User created"),
        [AccessEvents.UserModified] = Phrase.Key("User changed"),
        [AccessEvents.UserDeleted] = Phrase.Key("User deleted"),
        [AccessEvents.IdentityLinked] = Phrase.Key("Identity linked"),
        [AccessEvents.IdentityUnlinked] = Phrase.Key("Identity unlinked"),
        [AccessEvents.AccountConnected] = Phrase.Key("Account connected"),
        [AccessEvents.AccountDisconnected] = Phrase.Key("Account disconnected"),
        [AccessEvents.GroupCreated] = Phrase.Key("Group created"),
        [AccessEvents.GroupModified] = Phrase.Key("Group changed"),
        [AccessEvents.GroupDeleted] = Phrase.Key("Group deleted"),
    };

    /// <summary>The events that have words, by name.</summary>
    public static IReadOnlyDictionary<string, string> All => Known;

    /// <summary>The event that somebody means by its words, in English or in the language of the page; anything else is its name.</summary>
    public static string IdOf(string text) => Known.FirstOrDefault(known => text.Equals(known.Value, StringComparison.OrdinalIgnoreCase) || text.Equals(Phrase.Of(known.Value), StringComparison.OrdinalIgnoreCase)).Key ?? text;

    /// <summary>An event; one without words is called by its name.</summary>
    public static string Of(string eventId) => Known.TryGetValue(eventId, out var phrase) ? Phrase.Of(phrase) : eventId;
}
