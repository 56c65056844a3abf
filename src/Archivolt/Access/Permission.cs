namespace Archivolt.Access;

/// <summary>What a user may do with a document and everything under it.</summary>
public enum Permission
{
    /// <summary>See the document and download its blobs.</summary>
    Read,

    /// <summary>Change and delete the document and create children; includes <see cref="Read"/>.</summary>
    Write,
}

/// <summary>One entry of a document's access list.</summary>
/// <param name="Grantee">A user name, a group name, or <see cref="Principal.Everyone"/>.</param>
/// <param name="Permission">The permission granted or denied. Denying <see cref="Permission.Read"/> denies writing too.</param>
/// <param name="Granted">False to take the permission away from what is inherited.</param>
public readonly record struct AccessEntry(string Grantee, Permission Permission, bool Granted = true);
