using Archivolt.Documents.Access;

namespace Archivolt.Documents.Editing;

/// <summary>What a lock means for changes.</summary>
internal static class DocumentLocking
{
    /// <summary>Refuses whom the lock of a document keeps out.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Denied"/>.</exception>
    public static void CheckNotLockedFor(this Document document, Principal principal, DateTimeOffset now)
    {
        if (document.Lock?.At(now) is { } held && held.Owner != principal.Name && !principal.IsAdministrator)
            throw new DocumentException(DocumentError.Denied, $"The document is locked by {held.Owner}.");
    }
}
