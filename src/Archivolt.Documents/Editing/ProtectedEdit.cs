using Archivolt.Documents.Access;

namespace Archivolt.Documents.Editing;

/// <summary>A protected change that somebody makes on terms, which are asked of the state that is changed.</summary>
internal abstract class ProtectedEdit(Principal principal, EditOptions? options) : ProtectedChange
{
    /// <inheritdoc/>
    public sealed override Document Apply(Document present, DateTimeOffset now)
    {
        options?.Check(present);
        return Change(present, now);
    }

    /// <summary>As <see cref="Apply"/>, the terms being met.</summary>
    protected abstract Document Change(Document present, DateTimeOffset now);

    /// <summary>The note of an event: what was done, and what the options say about it.</summary>
    protected ChangeNote Note(string eventId, string? what = null) =>
        new(eventId, principal.Name, (what, options?.Comment) is ({ }, { } comment) ? $"{what}: {comment}" : what ?? options?.Comment);
}
