using Archivolt.AspNetCore.Documents;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;

namespace Archivolt.WebDav;

/// <summary>Gives a document the content of another one, as programs do that write a new file and rename it over the old one: the document stays, with its id and its history.</summary>
internal sealed class FileContent(DocumentEditor editor, IDocumentStore documents)
{
    /// <summary>Replaces the content of a document, and the properties of clients where the other one has any.</summary>
    public Task<Document> ReplaceAsync(Principal principal, Document document, Document from) =>
        editor.UpdateAsync(principal, document, present =>
        {
            present.Properties.Set(ImportedFile.Content, Resource.MainBlobOf(from) is { } blob ? Named(blob, present.Name) : null);
            DeadProperties.Copy(from, present);
            return DocumentEditor.NoContents;
        }, new EditOptions { Comment = $"content of {from.Path}" });

    /// <summary>Puts a document away whose content another one has: what is nothing more than that content is deleted, anything else goes into the trash.</summary>
    public async Task PutAwayAsync(Principal principal, Document document)
    {
        var isOwn = document.Properties.Get("dc:creator") as string == principal.Name && !document.IsRecord
            && !document.Blobs().Any(held => held.Path != ImportedFile.Content);
        if (isOwn && (await documents.ListChildrenAsync(document.Repository, document.Id, 0, 1)).Total == 0)
            await editor.DeleteAsync(principal, document);
        else
            await editor.TrashAsync(principal, document, trashed: true);
    }

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
        if (Resource.MainBlobOf(document) is { } blob && blob.FileName == before)
            document.Properties.Set(ImportedFile.Content, Named(blob, after));
    }
}
