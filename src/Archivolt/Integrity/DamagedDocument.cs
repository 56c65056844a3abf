namespace Archivolt.Integrity;

/// <summary>A place in a document that loses its content while a blob is damaged.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="DocumentId">The document's id.</param>
/// <param name="Path">The document's path; null when it is gone by now.</param>
/// <param name="XPath">The property that holds the blob.</param>
public sealed record DamagedDocument(string Repository, string DocumentId, string? Path, string XPath)
{
    /// <summary>The place for people, such as <c>default:/default-domain/report file:content</c>.</summary>
    public override string ToString() => $"{Repository}:{Path ?? DocumentId} {XPath}";
}
