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

    /// <summary>The terms for what is copied into the copy of a folder.</summary>
    public static EditOptions Inside { get; } = new() { IntoCopy = true };

    // The copy has a creator and times of its own.
    private static readonly string[] OwnProperties = ["dc:creator", "dc:contributors", "dc:lastContributor", "dc:created", "dc:modified"];

    /// <summary>Makes a copy of one document, without what is below it.</summary>
    /// <param name="principal">Who copies it.</param>
    /// <param name="document">The document.</param>
    /// <param name="target">The document above the copy.</param>
    /// <param name="name">Name of the copy; a taken one gets a suffix, unless the terms want it exactly.</param>
    /// <param name="cancellationToken">Cancels before anything is made.</param>
    /// <param name="adjust">Changes properties of the copy before it is stored; null for none.</param>
    /// <param name="options">The terms, which concern the target.</param>
    public async Task<Document> CopyAsync(
        Principal principal, Document document, Document target, string name, CancellationToken cancellationToken, Action<Document>? adjust = null, EditOptions? options = null)
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
        }, options);
    }

    /// <summary>Makes a copy of a document, and of a folder of everything in it that may be read and is not in the trash: all or nothing.</summary>
    /// <exception cref="RequestException">400: the target is inside the folder, or the folder holds more than <see cref="MaxDocuments"/> documents.</exception>
    public async Task<Document> CopyTreeAsync(Principal principal, Document document, Document target, string name, CancellationToken cancellationToken)
    {
        if (document.ParentId is null)
            throw RequestException.BadRequest("The root of a repository cannot be copied.");
        if (IsFolder(document) && (target.Id == document.Id || target.Path.StartsWith(document.Path + "/", StringComparison.Ordinal)))
            throw RequestException.BadRequest("A folder cannot be copied into itself.");
        var copy = await CopyAsync(principal, document, target, name, cancellationToken);
        return IsFolder(document)
            ? await FillAsync(principal, copy, document, folder => ChildrenAsync(principal, folder, cancellationToken), IsFolder,
                (child, into) => CopyAsync(principal, child, into, child.Name, cancellationToken, options: Inside))
            : copy;
    }

    /// <summary>
    /// Fills the copy of a folder with copies of what is in it: all or nothing. The copy is in the trash while it is filled: nobody sees a part of it, or puts something into it that would go with
    /// it, and a crash leaves no part in the target.
    /// </summary>
    /// <param name="principal">Who copies it.</param>
    /// <param name="copy">The copy, which is empty.</param>
    /// <param name="folder">What it is a copy of.</param>
    /// <param name="childrenOf">Lists what is in a folder.</param>
    /// <param name="isFolder">Tells whether something is in what was listed.</param>
    /// <param name="copyAsync">Copies one of what was listed into a copy.</param>
    /// <exception cref="RequestException">400: there are more than <see cref="MaxDocuments"/> documents.</exception>
    public async Task<Document> FillAsync<T>(
        Principal principal, Document copy, T folder, Func<T, IAsyncEnumerable<T>> childrenOf, Func<T, bool> isFolder, Func<T, Document, Task<Document>> copyAsync)
    {
        try
        {
            var hidden = await editor.TrashAsync(principal, copy, trashed: true);
            // Filled as it was read before: a folder in the trash takes nothing from others.
            var waiting = new Queue<(T Folder, Document Copy)>([(folder, copy)]);
            for (var made = 1; waiting.TryDequeue(out var next);)
            {
                await foreach (var child in childrenOf(next.Folder))
                {
                    if (++made > MaxDocuments)
                        throw RequestException.BadRequest($"The folder holds more than {MaxDocuments} documents; copy what is in it piece by piece. Nothing was copied.");
                    var copied = await copyAsync(child, next.Copy);
                    if (isFolder(child))
                        waiting.Enqueue((child, copied));
                }
            }
            return await editor.TrashAsync(principal, hidden, trashed: false, new EditOptions { Condition = present => present.Name == copy.Name && present.ParentId == copy.ParentId });
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

    // What is below a document that is no folder is about it, such as comments, and stays with it.
    private IAsyncEnumerable<Document> ChildrenAsync(Principal principal, Document folder, CancellationToken cancellationToken) =>
        readable.AllChildrenAsync(principal, folder, cancellationToken).Where(child => !child.IsTrashed && !child.IsVersion && !IsHidden(child));

    private bool IsFolder(Document document) => schemas.Types.GetValueOrDefault(document.Type)?.IsFolderish is true;

    private bool IsHidden(Document document) => schemas.Types.GetValueOrDefault(document.Type)?.Facets.Contains("HiddenInNavigation", StringComparer.Ordinal) is true;
}
