using Archivolt.Documents.Access;

namespace Archivolt.Documents.Audit;

/// <summary>Audit entries about documents.</summary>
public static class DocumentEvents
{
    /// <summary>The entry for something that someone just did to the document.</summary>
    public static AuditEntry Event(this Document document, string eventId, Principal principal, TimeProvider clock, string? comment = null) => new()
    {
        EventId = eventId,
        Category = "eventDocumentCategory",
        PrincipalName = principal.Name,
        EventDate = clock.GetUtcNow(),
        Repository = document.Repository,
        DocumentId = document.Id,
        DocumentPath = document.Path,
        DocumentType = document.Type,
        LifeCycle = document.State,
        Comment = comment,
    };
}
