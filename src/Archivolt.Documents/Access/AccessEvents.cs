namespace Archivolt.Documents.Access;

/// <summary>
/// Names of audit entries about users, groups, tokens and sessions; the first six and the two of sessions are the platform's. The comment names the user or group. Stores write an entry in the transaction of the change.
/// </summary>
public static class AccessEvents
{
    /// <summary>The category of the entries.</summary>
    public const string Category = "userGroup";

    /// <summary>A user was created.</summary>
    public const string UserCreated = "user_created";

    /// <summary>Groups or details of a user were replaced.</summary>
    public const string UserModified = "user_modified";

    /// <summary>A user was deleted, with its tokens.</summary>
    public const string UserDeleted = "user_deleted";

    /// <summary>A group was created.</summary>
    public const string GroupCreated = "group_created";

    /// <summary>The label or the members of a group were replaced.</summary>
    public const string GroupModified = "group_modified";

    /// <summary>A group was deleted.</summary>
    public const string GroupDeleted = "group_deleted";

    /// <summary>A session began.</summary>
    public const string SignedIn = "loginSuccess";

    /// <summary>A session was ended by whoever is in it or an administrator; one whose time is over ends without an entry.</summary>
    public const string SignedOut = "logout";

    /// <summary>A password was replaced, and the sessions of the user ended.</summary>
    public const string PasswordChanged = "passwordChanged";

    /// <summary>A token was made, by a person or for an application that they allowed.</summary>
    public const string TokenCreated = "tokenCreated";

    /// <summary>A token was revoked.</summary>
    public const string TokenRevoked = "tokenRevoked";

    /// <summary>A user connected an account at a vendor, or connected it again.</summary>
    public const string AccountConnected = "linkedAccountConnected";

    /// <summary>An account at a vendor was disconnected.</summary>
    public const string AccountDisconnected = "linkedAccountDisconnected";

    /// <summary>Somebody at an identity provider may act for a user; the comment names the user.</summary>
    public const string IdentityLinked = "externalIdentityLinked";

    /// <summary>Somebody at an identity provider may act for a user no more; the comment names the user.</summary>
    public const string IdentityUnlinked = "externalIdentityUnlinked";

    /// <summary>How a provider of linked files is used was set; the comment names the provider.</summary>
    public const string LinkedServiceChanged = "linkedServiceChanged";
}
