using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Documents;

/// <summary>Copies documents with their properties and files; whoever may not download a file may not copy it either.</summary>
internal sealed class DocumentCopies(DocumentEditor editor, DownloadService downloads)
{
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
}
