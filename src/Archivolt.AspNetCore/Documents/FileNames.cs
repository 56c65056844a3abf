using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Documents;

/// <summary>Has the title of a document, and the name of its file, follow the document's name, where they were the same.</summary>
internal sealed class FileNames(DocumentEditor editor, TimeProvider clock)
{
    /// <summary>The description of a file under a name; a type that nobody knew is that of the name.</summary>
    public static BlobInfo Named(BlobInfo blob, string name) => blob with
    {
        FileName = name,
        MediaType = blob.MediaType is null or "application/octet-stream" ? MediaTypes.OfFileName(name) ?? blob.MediaType : blob.MediaType,
    };

    /// <summary>Gives a document, and its file, the title and name that belong to its new place, where they were those of the old one.</summary>
    public static void Rename(Document document, string before, string after)
    {
        if (document.Title == before)
            document.Properties.Set("dc:title", after);
        if (document.Properties.Get(ImportedFile.Content) is BlobInfo blob && blob.FileName == before)
            document.Properties.Set(ImportedFile.Content, Named(blob, after));
    }

    /// <summary>Does so for a document that had another name before. What is retained keeps the name of its file.</summary>
    public Task<Document> FollowAsync(Principal principal, Document document, string before)
    {
        var renamed = document.Copy();
        Rename(renamed, before, document.Name);
        var isKept = IsKept(document, renamed);
        return editor.UpdateAsync(principal, document, present =>
        {
            if (isKept && present.Title == before)
                present.Properties.Set("dc:title", present.Name);
            else if (!isKept)
                Rename(present, before, present.Name);
            return DocumentEditor.NoContents;
        });
    }

    private bool IsKept(Document before, Document after)
    {
        try
        {
            ContentGuard.CheckUpdate(before, after, clock.GetUtcNow());
            return false;
        }
        catch (DocumentException)
        {
            return true;
        }
    }
}
