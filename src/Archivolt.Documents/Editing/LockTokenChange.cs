using Archivolt.Documents.Access;

namespace Archivolt.Documents.Editing;

/// <summary>Gives a lock a token, or the time of the token that it has; makes the lock where there is none.</summary>
internal sealed class LockTokenChange(Principal principal, EditOptions? options, LockToken token) : ProtectedEdit(principal, options)
{
    // A lock is read with its document each time.
    private const int MaxTokens = 20;

    private readonly Principal _principal = principal;

    // A program that works for hours renews its lock every few minutes.
    public override ChangeNote? NoteOf(Document before, Document after) =>
        before.Lock is { } held && held.Tokens.Any(present => present.Value == token.Value) ? null : Note("documentLocked");

    protected override Document Change(Document present, DateTimeOffset now)
    {
        var held = present.Lock?.At(now) ?? new DocumentLock(_principal.Name, now) { IsLasting = false };
        if (held.Owner != _principal.Name)
            throw LockChange.TakenBy(held);
        var others = held.Tokens.Where(other => other.Value != token.Value).ToList();
        if (others.Any(other => !other.IsShared || !token.IsShared) || others.Count == MaxTokens)
            throw new DocumentException(DocumentError.Conflict, $"{held.Owner} has locked the document with another program.");
        return present with { Lock = held with { Tokens = [.. others, token] } };
    }
}

/// <summary>Takes a token from a lock; the lock goes with the last one, unless it lasts.</summary>
internal sealed class LockTokenRemoval(Principal principal, EditOptions? options, string token) : ProtectedEdit(principal, options)
{
    private readonly Principal _principal = principal;

    public override ChangeNote NoteOf(Document before, Document after) => Note("documentUnlocked");

    protected override Document Change(Document present, DateTimeOffset now)
    {
        present.CheckNotLockedFor(_principal, now);
        if (present.Lock is not { } held || !held.Tokens.Any(other => other.Value == token))
            return present;
        var left = held with { Tokens = [.. held.Tokens.Where(other => other.Value != token)] };
        return present with { Lock = left.At(now) };
    }
}
