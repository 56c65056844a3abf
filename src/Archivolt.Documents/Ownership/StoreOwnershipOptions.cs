namespace Archivolt.Documents.Ownership;

/// <summary>How a process uses stores that may belong to somebody else.</summary>
public sealed class StoreOwnershipOptions
{
    /// <summary>True to open every store without writing who uses it, and without refusing one: for whoever wants to see or change the owners.</summary>
    public bool ObserveOnly { get; set; }
}
