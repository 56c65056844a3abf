using Archivolt.Documents.Access;

namespace Archivolt.WebConsole.Permissions;

/// <summary>Access entries in words.</summary>
internal static class PermissionText
{
    /// <summary>The permissions that people choose from, by what they let somebody do; <see cref="Permission.ReadWrite"/> is another name of one of them.</summary>
    public static readonly IReadOnlyDictionary<Permission, string> All = new Dictionary<Permission, string>
    {
        [Permission.Read] = "read",
        [Permission.Write] = "read, change and delete",
        [Permission.Remove] = "delete",
        [Permission.ReadRemove] = "read and delete",
        [Permission.MakeRecord] = "make records",
        [Permission.SetRetention] = "set how long records are kept",
        [Permission.ManageLegalHold] = "set legal holds",
        [Permission.WriteColdStorage] = "read, change, delete and use cold storage",
        [Permission.Everything] = "do everything",
    };

    /// <summary>What an entry says: “may read”, “may not delete”.</summary>
    public static string Of(AccessEntry entry) => entry.Granted ? $"may {Granted(entry.Permission)}" : $"may not {Denied(entry.Permission)}";

    private static string Granted(Permission permission) => All.GetValueOrDefault(permission) ?? All[Permission.Write];

    // Who is denied to read is denied everything, and who is denied both is too.
    private static string Denied(Permission permission) => permission switch
    {
        Permission.Read or Permission.ReadWrite or Permission.ReadRemove or Permission.Everything => "do anything",
        Permission.Write => "change or delete",
        Permission.WriteColdStorage => "use cold storage",
        var other => Granted(other),
    };
}
