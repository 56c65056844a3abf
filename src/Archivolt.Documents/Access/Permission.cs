namespace Archivolt.Documents.Access;

/// <summary>What a user may do with a document and everything under it.</summary>
public enum Permission
{
    /// <summary>See the document and download its blobs.</summary>
    Read,

    /// <summary>Change and delete the document and create children; includes <see cref="Read"/>.</summary>
    Write,

    /// <summary>Make the document a record. Given by itself, not by <see cref="Write"/>, like the three below.</summary>
    MakeRecord,

    /// <summary>Set and extend the retention of a record.</summary>
    SetRetention,

    /// <summary>Put a legal hold on a record and take it off.</summary>
    ManageLegalHold,

    /// <summary>Move content to cold storage and bring it back; includes <see cref="Write"/>.</summary>
    WriteColdStorage,

    /// <summary>The same as <see cref="Write"/>, by the platform's other name.</summary>
    ReadWrite,

    /// <summary>Delete the document, and put it into the trash; <see cref="Write"/> includes it.</summary>
    Remove,

    /// <summary><see cref="Read"/> and <see cref="Remove"/>.</summary>
    ReadRemove,

    /// <summary>All of them.</summary>
    Everything,
}

/// <summary>One entry of a document's access list.</summary>
/// <param name="Grantee">A user name, a group name, or <see cref="Principal.Everyone"/>.</param>
/// <param name="Permission">
/// The permission granted or denied. A granted one grants what it includes; who is denied one is denied what includes it, and who is denied
/// <see cref="Permission.Read"/> everything.
/// </param>
/// <param name="Granted">
/// False to take the permission away from what is inherited. <see cref="Permission.Everything"/> denied to <see cref="Principal.Everyone"/> ends what is inherited,
/// and leaves what the document itself grants.
/// </param>
public readonly record struct AccessEntry(string Grantee, Permission Permission, bool Granted = true)
{
    /// <summary>Who made the entry; null where nobody remembers.</summary>
    public string? Creator { get; init; }

    /// <summary>From when on it counts; null always.</summary>
    public DateTimeOffset? Begin { get; init; }

    /// <summary>Until when it counts; null for ever.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>True for the entry that ends what is inherited.</summary>
    public bool EndsInheritance => !Granted && Permission == Permission.Everything && string.Equals(Grantee, Principal.Everyone, StringComparison.Ordinal);

    /// <summary>True when the entry counts at a time.</summary>
    public bool CountsAt(DateTimeOffset time) => (Begin is null || Begin <= time) && (End is null || time < End);
}
