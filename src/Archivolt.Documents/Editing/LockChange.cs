using Archivolt.Documents.Access;

namespace Archivolt.Documents.Editing;

/// <summary>Locks a document until somebody takes the lock off, or takes it off with all its tokens.</summary>
internal sealed class LockChange(Principal principal, EditOptions? options, bool locks) : ProtectedEdit(principal, options)
{
    private readonly Principal _principal = principal;

    public override ChangeNote NoteOf(Document before, Document after) => Note(locks ? "documentLocked" : "documentUnlocked");

    protected override Document Change(Document present, DateTimeOffset now)
    {
        if (!locks)
        {
            present.CheckNotLockedFor(_principal, now);
            return present.Lock is null ? present : present with { Lock = null };
        }
        return present.Lock?.At(now) switch
        {
            null => present with { Lock = new DocumentLock(_principal.Name, now) },
            var held when held.Owner == _principal.Name => held.IsLasting ? present : present with { Lock = held with { IsLasting = true } },
            var held => throw TakenBy(held),
        };
    }

    /// <summary>What is thrown for a lock that another has.</summary>
    public static DocumentException TakenBy(DocumentLock held) => new(DocumentError.Conflict, $"The document is locked by {held.Owner} already.");
}
