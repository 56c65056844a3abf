using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.People;

/// <summary>What a page says after a form did its work, by the word in its address.</summary>
internal static class PeopleNotice
{
    public const string UserCreated = "user-created";
    public const string UserDeleted = "user-deleted";
    public const string DetailsSaved = "details";
    public const string PasswordSet = "password";
    public const string TokenRevoked = "revoked";
    public const string SessionsEnded = "sessions";
    public const string GroupCreated = "group-created";
    public const string GroupDeleted = "group-deleted";
    public const string GroupSaved = "group";
    public const string MemberAdded = "member-added";
    public const string MemberRemoved = "member-removed";

    /// <summary>The sentence for a word; null for another word.</summary>
    public static string? Of(string? done) => done switch
    {
        UserCreated => Phrase.Of("The user is created and can sign in."),
        UserDeleted => Phrase.Of("The user is deleted."),
        DetailsSaved => Phrase.Of("The details are stored."),
        PasswordSet => Phrase.Of("The password is set, and the user's sessions have ended."),
        TokenRevoked => Phrase.Of("The token is revoked."),
        SessionsEnded => Phrase.Of("The sessions have ended."),
        GroupCreated => Phrase.Of("The group is created."),
        GroupDeleted => Phrase.Of("The group is deleted."),
        GroupSaved => Phrase.Of("The group's title is stored."),
        MemberAdded => Phrase.Of("Added."),
        MemberRemoved => Phrase.Of("Removed."),
        _ => null,
    };
}
