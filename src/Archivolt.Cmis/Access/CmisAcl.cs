using Archivolt.Documents.Access;

namespace Archivolt.Cmis.Access;

/// <summary>Who may do what with an object (CMIS 1.1 §2.1.12).</summary>
/// <param name="Entries">The entries.</param>
/// <param name="IsExact">False where there is more to it than CMIS has words for: denials, and entries that count for a time.</param>
internal sealed record CmisAcl(IReadOnlyList<CmisAce> Entries, bool IsExact);

/// <summary>An entry.</summary>
/// <param name="Principal">A user, a group or <see cref="Principal.Everyone"/>.</param>
/// <param name="Permission">The permission, as clients name it.</param>
/// <param name="IsDirect">True for an entry of the object itself, false for one of a folder above.</param>
internal readonly record struct CmisAce(string Principal, string Permission, bool IsDirect = true);

/// <summary>The permissions as clients name them: the basic ones of CMIS, and the repository's own for the rest.</summary>
internal static class CmisPermissions
{
    private static readonly Dictionary<Permission, string> Basic = new()
    {
        [Permission.Read] = "cmis:read",
        [Permission.Write] = "cmis:write",
        [Permission.ReadWrite] = "cmis:write",
        [Permission.Everything] = "cmis:all",
    };

    /// <summary>All of them, each once.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<Permission>().Select(NameOf).Distinct()];

    /// <summary>What the actions take that other permissions than the obvious ones decide (§2.1.12.4).</summary>
    public static IReadOnlyList<(string Key, string Permission)> Mapping { get; } =
    [
        ("canGetDescendents.Folder", "cmis:read"), ("canGetChildren.Folder", "cmis:read"), ("canGetParents.Folder", "cmis:read"), ("canGetFolderParent.Object", "cmis:read"),
        ("canGetProperties.Object", "cmis:read"), ("canViewContent.Object", "cmis:read"), ("canGetAllVersions.VersionSeries", "cmis:read"), ("canGetACL.Object", "cmis:read"),
        ("canCreateDocument.Folder", "cmis:write"), ("canCreateFolder.Folder", "cmis:write"), ("canUpdateProperties.Object", "cmis:write"), ("canMove.Object", "cmis:write"),
        ("canMove.Target", "cmis:write"), ("canSetContent.Document", "cmis:write"), ("canDeleteContent.Document", "cmis:write"), ("canApplyACL.Object", "cmis:write"),
        ("canDelete.Object", nameof(Permission.Remove)), ("canDeleteTree.Folder", nameof(Permission.Remove)),
    ];

    /// <summary>The name of a permission.</summary>
    public static string NameOf(Permission permission) => Basic.GetValueOrDefault(permission) ?? permission.ToString();

    /// <summary>The permission of a name.</summary>
    /// <exception cref="CmisException">There is none.</exception>
    public static Permission Of(string name) => Enum.GetValues<Permission>().Select(permission => (Permission?)permission).FirstOrDefault(permission => NameOf(permission!.Value) == name)
        ?? throw CmisException.Constraint($"There is no permission '{(name.Length > 60 ? name[..60] : name)}'; there are {string.Join(", ", Names)}.");
}
