namespace Archivolt.Documents.Access;

/// <summary>What a user may do with a document and everything under it.</summary>
public enum Permission
{
    /// <summary>See the document and download its blobs.</summary>
    Read,

    /// <summary>Change and delete the document and create children; includes <see cref="Read"/>.</summary>
    Write,

    /// <summary>Make the document a record. Given by itself, not by <see cref="Write"/>, like the others below.</summary>
    MakeRecord,

    /// <summary>Set and extend the retention of a record.</summary>
    SetRetention,

    /// <summary>Put a legal hold on a record and take it off.</summary>
    ManageLegalHold,

    /// <summary>Move content to cold storage and bring it back; includes <see cref="Write"/>.</summary>
    WriteColdStorage,
}

/// <summary>One entry of a document's access list.</summary>
/// <param name="Grantee">A user name, a group name, or <see cref="Principal.Everyone"/>.</param>
/// <param name="Permission">
/// The permission granted or denied. A granted one grants what it includes; who is denied one is denied what includes it, and who is denied
/// <see cref="Permission.Read"/> everything.
/// </param>
/// <param name="Granted">False to take the permission away from what is inherited.</param>
public readonly record struct AccessEntry(string Grantee, Permission Permission, bool Granted = true);
