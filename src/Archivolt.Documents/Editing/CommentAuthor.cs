using Archivolt.Documents.Access;

namespace Archivolt.Documents.Editing;

/// <summary>Who says what a comment says: its author and its time are the server's to write, and only its author and administrators change it.</summary>
internal static class CommentAuthor
{
    private const string Type = "Comment";
    private const string Author = "comment:author";
    private const string Created = "comment:creationDate";

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
        if (before.Properties.Get(Author) as string != principal.Name)
            throw new DocumentException(DocumentError.Denied, "Only its author changes a comment.");
        if (!Equals(before.Properties.Get(Author), after.Properties.Get(Author)) || !Equals(before.Properties.Get(Created), after.Properties.Get(Created)))
            throw new DocumentException(DocumentError.Denied, "Nobody changes who wrote a comment, or when.");
    }
}
