using Archivolt.Documents.Access;

namespace Archivolt.Documents.Audit;

/// <summary>Audit entries about documents.</summary>
public static class DocumentEvents
{
    /// <summary>The entry for something that someone just did to the document.</summary>
    public static AuditEntry Event(
        this Document document, string eventId, Principal principal, TimeProvider clock, string? comment = null, IReadOnlyDictionary<string, string>? extended = null) =>
        document.Event(new ChangeNote(eventId, principal.Name, comment, extended), clock);

    /// <summary>The entry for a change that was just made to the document.</summary>
    public static AuditEntry Event(this Document document, ChangeNote note, TimeProvider clock) => new()
    {
        EventId = note.EventId,
        Category = "eventDocumentCategory",
        PrincipalName = note.PrincipalName,
        EventDate = clock.GetUtcNow(),
        Repository = document.Repository,
        DocumentId = document.Id,
        DocumentPath = document.Path,
        DocumentType = document.Type,
        LifeCycle = document.State,
        Comment = note.Comment,
        Extended = note.Extended ?? new Dictionary<string, string>(StringComparer.Ordinal),
    };
}
