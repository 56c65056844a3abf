namespace Archivolt.Documents;

/// <summary>
/// A change of what protects a document or where its content is, made by Archivolt's own services only: a document store applies it to the
/// stored state in one transaction (<see cref="IDocumentStore.ApplyAsync"/>). Everything else goes through
/// <see cref="IDocumentStore.UpdateAsync"/>, which these protections bind.
/// </summary>
public abstract class ProtectedChange
{
    private protected ProtectedChange()
    {
    }

    /// <summary>The changed document, or the very same one when there is nothing to change.</summary>
    /// <param name="present">The document as stored.</param>
    /// <param name="now">The time of the change.</param>
    /// <exception cref="DocumentException">The change is refused.</exception>
    public abstract Document Apply(Document present, DateTimeOffset now);

    /// <summary>What the audit log is to say of a change that was made; null for nothing.</summary>
    /// <param name="before">The document as it was stored.</param>
    /// <param name="after">The document as it is stored now.</param>
    public abstract ChangeNote? NoteOf(Document before, Document after);
}
