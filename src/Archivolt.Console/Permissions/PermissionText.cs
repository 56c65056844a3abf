using Archivolt.Documents.Access;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Permissions;

/// <summary>Access entries in words.</summary>
internal static class PermissionText
{
    /// <summary>The permissions that people choose from, by what they let somebody do, as phrases in English; <see cref="Permission.ReadWrite"/> is another name of one of them.</summary>
    public static readonly IReadOnlyDictionary<Permission, string> All = new Dictionary<Permission, string>
    {
        [Permission.Read] = Phrase.Key("read"),
        [Permission.Write] = Phrase.Key("read, change and delete"),
        [Permission.Remove] = Phrase.Key("delete"),
        [Permission.ReadRemove] = Phrase.Key("read and delete"),
        [Permission.MakeRecord] = Phrase.Key("make records"),
        [Permission.SetRetention] = Phrase.Key("set how long records are kept"),
        [Permission.ManageLegalHold] = Phrase.Key("set legal holds"),
        [Permission.WriteColdStorage] = Phrase.Key("read, change, delete and use cold storage"),
        [Permission.Everything] = Phrase.Key("do everything"),
    };

    /// <summary>What an entry says, as a phrase in English: “may read”, “may not delete”.</summary>
    public static string Of(AccessEntry entry) => entry.Granted ? Granted(entry.Permission) : Denied(entry.Permission);

    private static string Granted(Permission permission) => Phrase.Key(permission switch
    {
        Permission.Read => "may read",
        Permission.Remove => "may delete",
        Permission.ReadRemove => "may read and delete",
        Permission.MakeRecord => "may make records",
        Permission.SetRetention => "may set how long records are kept",
        Permission.ManageLegalHold => "may set legal holds",
        Permission.WriteColdStorage => "may read, change, delete and use cold storage",
        Permission.Everything => "may do everything",
        _ => "may read, change and delete",
    });

    // Who is denied to read is denied everything, and who is denied both is too.
    private static string Denied(Permission permission) => Phrase.Key(permission switch
    {
        Permission.Write => "may not change or delete",
        Permission.Remove => "may not delete",
        Permission.MakeRecord => "may not make records",
        Permission.SetRetention => "may not set how long records are kept",
        Permission.ManageLegalHold => "may not set legal holds",
        Permission.WriteColdStorage => "may not use cold storage",
        _ => "may not do anything",
    });
}
