using Archivolt.Documents.Access;

namespace Archivolt.Documents.Editing;

/// <summary>Locks a document, or takes the lock off.</summary>
internal sealed class LockChange(Principal principal, EditOptions? options, bool locks) : ProtectedEdit(principal, options)
{
    private readonly Principal _principal = principal;

    public override ChangeNote NoteOf(Document before, Document after) => Note(locks ? "documentLocked" : "documentUnlocked");

    protected override Document Change(Document present, DateTimeOffset now)
    {
        if (!locks)
            return present.Lock is null ? present : Checked(present) with { Lock = null };
        return present.Lock switch
        {
            null => present with { Lock = new DocumentLock(_principal.Name, now) },
            var held when held.Owner == _principal.Name => present,
            var held => throw new DocumentException(DocumentError.Conflict, $"The document is locked by {held.Owner} already."),
        };
    }

    private Document Checked(Document present)
    {
        present.CheckNotLockedFor(_principal);
        return present;
    }
}
