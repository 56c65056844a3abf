namespace Archivolt.Documents.Editing;

/// <summary>On what terms a change is made.</summary>
public sealed record EditOptions
{
    /// <summary>No terms: the change is made to whatever is stored.</summary>
    public static readonly EditOptions Default = new();

    /// <summary>The state that the caller knows; the change is refused with <see cref="DocumentError.Conflict"/> when the document has another one. Null for any.</summary>
    public string? ChangeToken { get; init; }

    /// <summary>
    /// What must hold of the stored document that is changed, such as an entity tag; otherwise the change is refused with
    /// <see cref="DocumentError.ConditionFailed"/>. Asked again for a newer state when somebody else was faster. Null for no condition.
    /// </summary>
    public Predicate<Document>? Condition { get; init; }

    /// <summary>
    /// True to refuse the name of a new or moved document with <see cref="DocumentError.NameTaken"/> where another one in the folder has it; otherwise it gets a suffix.
    /// </summary>
    public bool ExactName { get; init; }

    /// <summary>True to create in a copy of a folder, which is in the trash while it is filled.</summary>
    public bool IntoCopy { get; init; }

    /// <summary>For the audit entry.</summary>
    public string? Comment { get; init; }

    internal void Check(Document present)
    {
        present.CheckUnchanged(ChangeToken);
        if (Condition is not null && !Condition(present))
        {
            throw new DocumentException(DocumentError.ConditionFailed,
                "The document or its content is not in the state that the request makes a condition; read it again and decide anew. Nothing was changed.");
        }
    }
}
