using Archivolt.Documents.Access;

namespace Archivolt.Documents.Editing;

/// <summary>
/// Who says what a comment says: its author and its time are the server's to write, and only its author and administrators change its text. Others may still move it to the trash, as any document.
/// </summary>
internal static class CommentAuthor
{
    private const string Type = "Comment";
    private const string Author = "comment:author";
    private const string Created = "comment:creationDate";

    private static readonly string[] Said = ["comment:text", "comment:parentId"];

    /// <summary>Signs a new document, if it is a comment. Administrators may bring the comments of others along.</summary>
    public static void Sign(Document draft, Principal principal, DateTimeOffset now)
    {
        if (draft.Type != Type || principal.IsAdministrator)
            return;
        draft.Properties.Set(Author, principal.Name);
        draft.Properties.Set(Created, now);
    }

    /// <summary>Refuses a change of somebody else's comment, or of who wrote one and when.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Denied"/>.</exception>
    public static void Check(Document before, Document after, Principal principal)
    {
        if (before.Type != Type || principal.IsAdministrator)
            return;
        if (before.Properties.Get(Author) as string != principal.Name && Said.Any(IsChanged))
            throw new DocumentException(DocumentError.Denied, "Only its author changes a comment.");
        if (IsChanged(Author) || IsChanged(Created))
            throw new DocumentException(DocumentError.Denied, "Nobody changes who wrote a comment, or when.");

        bool IsChanged(string property) => !Equals(before.Properties.Get(property), after.Properties.Get(property));
    }
}
