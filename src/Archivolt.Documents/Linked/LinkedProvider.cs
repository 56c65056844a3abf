namespace Archivolt.Documents.Linked;

/// <summary>A configured provider of linked files.</summary>
/// <param name="Id">The provider id, which is the first part of keys.</param>
/// <param name="Files">The vendor.</param>
/// <param name="Settings">What is configured; its secret is in clear.</param>
public sealed record LinkedProvider(string Id, ILinkedFiles Files, LinkedServiceSettings Settings)
{
    /// <summary>The vendor's name for people.</summary>
    public string Label { get; init; } = Id;

    /// <summary>True to send readers to the vendor's own link to the content, where it has one that needs no sign-in.</summary>
    public bool DirectDownload { get; init; }
}
