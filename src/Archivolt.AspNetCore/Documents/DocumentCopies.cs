using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Documents;

/// <summary>Copies documents with their properties and files; whoever may not download a file may not copy it either.</summary>
internal sealed class DocumentCopies(DocumentEditor editor, DownloadService downloads, ReadableDocuments readable, SchemaRegistry schemas)
{
    /// <summary>So many documents are copied at once.</summary>
    public const int MaxDocuments = 10_000;

    // The copy has a creator and times of its own.
    private static readonly string[] OwnProperties = ["dc:creator", "dc:contributors", "dc:lastContributor", "dc:created", "dc:modified"];

    /// <summary>Makes a copy of one document, without what is below it.</summary>
    /// <param name="principal">Who copies it.</param>
    /// <param name="document">The document.</param>
    /// <param name="target">The document above the copy.</param>
    /// <param name="name">Name of the copy; a taken one gets a suffix.</param>
    /// <param name="cancellationToken">Cancels before anything is made.</param>
    /// <param name="adjust">Changes properties of the copy before it is stored; null for none.</param>
    public async Task<Document> CopyAsync(Principal principal, Document document, Document target, string name, CancellationToken cancellationToken, Action<Document>? adjust = null)
    {
        await AuthorizeAsync(principal, document, cancellationToken);
        return await editor.CreateAsync(principal, target, name, document.Type, copy =>
        {
            foreach (var (head, value) in document.Properties.Copy())
            {
                if (!OwnProperties.Contains(head, StringComparer.Ordinal))
                    copy.Properties.Set(head, value);
            }
            adjust?.Invoke(copy);
            return DocumentEditor.NoContents;
        });
    }

    /// <summary>
    /// Makes a copy of a document, and of a folder of everything in it that may be read and is not in the trash: all or nothing. A folder is in the trash itself while it is
    /// filled: nobody sees a part of it, or puts something into it, and a crash leaves no part in the target.
    /// </summary>
    /// <exception cref="RequestException">400: the target is inside the folder, or the folder holds more than <see cref="MaxDocuments"/> documents.</exception>
    public async Task<Document> CopyTreeAsync(Principal principal, Document document, Document target, string name, CancellationToken cancellationToken)
    {
        if (document.ParentId is null)
            throw RequestException.BadRequest("The root of a repository cannot be copied.");
        if (!IsFolder(document))
            return await CopyAsync(principal, document, target, name, cancellationToken);
        if (target.Id == document.Id || target.Path.StartsWith(document.Path + "/", StringComparison.Ordinal))
            throw RequestException.BadRequest("A folder cannot be copied into itself.");
        var copy = await CopyAsync(principal, document, target, name, cancellationToken);
        try
        {
            var hidden = await editor.TrashAsync(principal, copy, trashed: true);
            await CopyBelowAsync(principal, document, hidden, cancellationToken);
            return await editor.TrashAsync(principal, hidden, trashed: false);
        }
        catch
        {
            await editor.DeleteAsync(principal, copy);
            throw;
        }
    }

    /// <summary>Asks whether somebody may have all files of a document.</summary>
    /// <exception cref="DownloadException">Somebody may not.</exception>
    public async Task AuthorizeAsync(Principal principal, Document document, CancellationToken cancellationToken)
    {
        foreach (var (path, _) in document.Blobs())
        {
            await downloads.AuthorizeAsync(new DownloadRequest
            {
                Principal = principal,
                Repository = document.Repository,
                DocumentId = document.Id,
                Document = document,
                XPath = path.ToString(),
            }, cancellationToken);
        }
    }

    private async Task CopyBelowAsync(Principal principal, Document folder, Document copyOfIt, CancellationToken cancellationToken)
    {
        var waiting = new Queue<(Document Folder, Document Copy)>([(folder, copyOfIt)]);
        for (var made = 1; waiting.TryDequeue(out var next);)
        {
            await foreach (var child in readable.AllChildrenAsync(principal, next.Folder, cancellationToken))
            {
                // What is below a document that is no folder is about it, such as comments, and stays with it.
                if (child.IsTrashed || child.IsVersion || IsHidden(child))
                    continue;
                if (++made > MaxDocuments)
                    throw RequestException.BadRequest($"The folder holds more than {MaxDocuments} documents; copy what is in it piece by piece. Nothing was copied.");
                cancellationToken.ThrowIfCancellationRequested();
                var copy = await CopyAsync(principal, child, next.Copy, child.Name, cancellationToken);
                if (IsFolder(child))
                    waiting.Enqueue((child, copy));
            }
        }
    }

    private bool IsFolder(Document document) => schemas.Types.GetValueOrDefault(document.Type)?.IsFolderish is true;

    private bool IsHidden(Document document) => schemas.Types.GetValueOrDefault(document.Type)?.Facets.Contains("HiddenInNavigation", StringComparer.Ordinal) is true;
}
