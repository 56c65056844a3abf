using Archivolt.Blobs;

namespace Archivolt.Documents.Linked;

/// <summary>Whether a person can use a linked file, and if not, why.</summary>
public enum LinkedState
{
    /// <summary>The person can.</summary>
    Available,

    /// <summary>The person has connected no account of this vendor, or an administrator has switched the vendor off.</summary>
    NotConnected,

    /// <summary>The vendor no longer lets this server use the account; its person connects it again.</summary>
    Disconnected,

    /// <summary>None of the person's accounts sees the file: it was deleted, or is not shared with them. Which, nobody is told.</summary>
    NotFound,

    /// <summary>The vendor does not answer, or asks to wait.</summary>
    Unavailable,
}

/// <summary>What a person gets of a linked file.</summary>
/// <param name="State">Whether they can use it.</param>
/// <param name="Message">A sentence for them; null where they can use it.</param>
public sealed record LinkedAccess(LinkedState State, string? Message = null)
{
    /// <summary>The provider.</summary>
    public required LinkedProvider Provider { get; init; }

    /// <summary>The key of the file.</summary>
    public LinkedKey Key { get; init; }

    /// <summary>What the vendor knows of it; null unless they can use it.</summary>
    public LinkedFile? File { get; init; }

    /// <summary>The credentials by which they see it; null unless they can use it.</summary>
    public LinkedCredentials? Credentials { get; init; }

    /// <summary>How long the vendor asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The exception for a change that needs the file, where the person cannot use it.</summary>
    /// <param name="what">What cannot be done, as the beginning of a sentence.</param>
    internal Exception RefusalOf(string what) => State == LinkedState.Unavailable
        ? new BlobException(BlobError.Unavailable, $"{what}: {Message}") { RetryAfter = RetryAfter }
        : new DocumentException(DocumentError.Denied, $"{what}: {Message}");
}
