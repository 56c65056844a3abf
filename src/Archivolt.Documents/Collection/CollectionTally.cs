namespace Archivolt.Documents.Collection;

/// <summary>What a walk over a provider found, kept blobs too.</summary>
public sealed record CollectionTally
{
    /// <summary>Blobs that a document refers to.</summary>
    public long Referenced { get; set; }

    /// <summary>Their bytes; null unless they were measured, which looks at every file.</summary>
    public long? ReferencedBytes { get; set; }

    /// <summary>Blobs without reference that are younger than the grace.</summary>
    public long Young { get; set; }

    /// <summary>Their bytes.</summary>
    public long YoungBytes { get; set; }

    /// <summary>Blobs whose age the store does not know: they are left alone. (The platform warns and skips them too.)</summary>
    public long Ageless { get; set; }

    /// <summary>What is no blob of the provider, such as a file that somebody copied there: it is left alone.</summary>
    public long Stray { get; set; }

    /// <summary>Blobs that may be condemned, or are.</summary>
    public long Unreferenced { get; set; }

    /// <summary>Their bytes.</summary>
    public long UnreferencedBytes { get; set; }

    /// <summary>All blobs that were seen.</summary>
    public long Seen => Referenced + Young + Ageless + Unreferenced;
}
