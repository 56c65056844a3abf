using Archivolt.AspNetCore.Documents;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;

namespace Archivolt.WebDav;

/// <summary>Gives a document the content of another one, as programs do that write a new file and rename it over the old one: the document stays, with its id and its history.</summary>
internal sealed class FileContent(DocumentEditor editor, IDocumentStore documents, IDocumentAccess access, IFormerNames names, TimeProvider clock)
{
    // A property that no schema has. It names document and content, so that it says nothing of a copy, or of other content.
    private const string Backup = "webdav:backup";

    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    /// <summary>Replaces the content of a document, and the properties of clients where the other one has any.</summary>
    /// <param name="principal">Who does it.</param>
    /// <param name="document">The document.</param>
    /// <param name="from">The other one.</param>
    /// <param name="terms">On what terms the document is changed.</param>
    public Task<Document> ReplaceAsync(Principal principal, Document document, Document from, EditOptions terms) =>
        editor.UpdateAsync(principal, document, present =>
        {
            present.Properties.Set(ImportedFile.Content, Resource.MainBlobOf(from) is { } blob ? FileNames.Named(blob, present.Name) : null);
            DeadProperties.Copy(from, present);
            return DocumentEditor.NoContents;
        }, terms with { Comment = $"content of {from.Path}" });

    /// <summary>
    /// Moves the content of a document into another one, or changes neither. What was nothing more than that content is deleted, anything else goes into the trash: first, so that nothing
    /// is overwritten by what may not be taken away, and nobody's later change is deleted.
    /// </summary>
    /// <param name="principal">Who does it.</param>
    /// <param name="document">The document that gets the content.</param>
    /// <param name="terms">On what terms it is changed.</param>
    /// <param name="from">The document that has it.</param>
    /// <param name="termsOfSource">On what terms that one is taken away.</param>
    public async Task MoveAsync(Principal principal, Document document, EditOptions terms, Document from, EditOptions termsOfSource)
    {
        var source = await editor.TrashAsync(principal, from, trashed: true, termsOfSource);
        try
        {
            await ReplaceAsync(principal, document, source, terms);
        }
        catch
        {
            await editor.TrashAsync(principal, source, trashed: false);
            throw;
        }
        await DiscardAsync(principal, source);
    }

    /// <summary>Gives two documents that have changed places each other's content and properties of clients, so that each name keeps its own.</summary>
    /// <param name="nameBefore">The name that the one had before.</param>
    /// <param name="document">The one.</param>
    /// <param name="otherBefore">The name that the other one had before.</param>
    /// <param name="other">The other one.</param>
    public static void Exchange(string nameBefore, Document document, string otherBefore, Document other)
    {
        var (first, second) = (document.Copy(), other.Copy());
        Take(document, nameBefore, second);
        Take(other, otherBefore, first);
        document.Properties.Remove(Backup);
        other.Properties.Set(Backup, BackupOf(other));

        static void Take(Document present, string before, Document from)
        {
            FileNames.Rename(present, before, present.Name);
            present.Properties.Set(ImportedFile.Content, Resource.MainBlobOf(from) is { } blob ? FileNames.Named(blob, present.Name) : null);
            DeadProperties.Copy(from, present);
        }
    }

    /// <summary>True for what a program made of the old content when it saved, and nobody changed since.</summary>
    public static bool IsBackup(Document document) => document.Properties.Get(Backup) as string == BackupOf(document);

    /// <summary>True for what somebody put there a moment ago, and which is nothing more than content: nobody knows it by its name.</summary>
    public async Task<bool> IsScratchAsync(Principal principal, Document document) =>
        document.Properties.Get("dc:created") is DateTimeOffset created && clock.GetUtcNow() - created < Young
        && await IsOnlyContentAsync(principal, document) && (await access.GetEntriesAsync(document)).Count == 0;

    /// <summary>Deletes a document in the trash that is nothing more than content, where its maker put it there; anything else stays in the trash, and what may yet return to its name.</summary>
    public async Task DiscardAsync(Principal principal, Document trashed)
    {
        if (!await IsOnlyContentAsync(principal, trashed) || await names.HasAsync(trashed))
            return;
        try
        {
            await editor.DeleteAsync(principal, trashed, new EditOptions { ChangeToken = trashed.ChangeToken });
        }
        catch (DocumentException exception) when (exception.Error is DocumentError.Conflict or DocumentError.NotFound)
        {
            // Somebody changed it meanwhile: it stays in the trash.
        }
    }

    private static string BackupOf(Document document) => $"{document.Id} {Resource.MainBlobOf(document)?.Key}";

    private async Task<bool> IsOnlyContentAsync(Principal principal, Document document)
    {
        var isOwn = document.Properties.Get("dc:creator") as string == principal.Name && !document.IsRecord
            && document.Properties.Get("uid:major_version") is null or 0L && document.Properties.Get("uid:minor_version") is null or 0L
            && !document.Blobs().Any(held => held.Path != ImportedFile.Content);
        return isOwn && (await documents.ListChildrenAsync(document.Repository, document.Id, 0, 1)).Total == 0;
    }
}
