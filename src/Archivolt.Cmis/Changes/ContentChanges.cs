using Archivolt.AspNetCore.Documents;
using Archivolt.Blobs;
using Archivolt.Cmis.Objects;
using Archivolt.Documents;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Linked;

namespace Archivolt.Cmis.Changes;

/// <summary>Sets, extends and deletes the content of documents.</summary>
internal sealed class ContentChanges(ObjectFinder objects, DocumentEditor editor, DocumentBlobs blobs, LinkedFileAccess linked)
{
    /// <summary>Content under a name, with the type of its name where its sender had none.</summary>
    public static BlobSource Described(BlobSource content, string name) => content.With(name, ImportedFile.MediaTypeOf(content, name), content.Encoding);

    /// <summary>Gives a document a content.</summary>
    /// <param name="call">The request.</param>
    /// <param name="found">The document.</param>
    /// <param name="changeToken">The state that the client knows; null for any.</param>
    /// <param name="open">Opens the content, after everything that can be checked before was.</param>
    public async Task<CmisObject> SetAsync(CmisCall call, CmisObject found, string? changeToken, Func<BlobSource> open)
    {
        var (place, overwrites) = (PlaceOf(found), call.Parameters.Flag("overwriteFlag", otherwise: true));
        if (!overwrites && found.Content is not null)
            throw Exists();
        var terms = Places.Terms(call, changeToken, place);
        try
        {
            var stored = await editor.SetBlobAsync(call.Principal, found.Document, place, () => ValueTask.FromResult(Named(open(), found)), terms with
            {
                Condition = present => terms.Condition!(present) && (overwrites || present.Properties.Get(place) is not BlobInfo),
            });
            return objects.ObjectOf(stored.Document);
        }
        // Another client gave it content while this one's arrived.
        catch (DocumentException exception) when (exception.Error == DocumentError.ConditionFailed && !overwrites)
        {
            throw Exists();
        }
    }

    /// <summary>
    /// Puts content behind what a document has: one change, whole or not at all, of what is there now and what arrives. What others changed meanwhile is not overwritten. It may be the last piece
    /// or not; the document has what has arrived so far.
    /// </summary>
    public async Task<CmisObject> AppendAsync(CmisCall call, CmisObject found, string? changeToken, Func<BlobSource> open)
    {
        call.Parameters.Flag("isLastChunk");
        var place = PlaceOf(found);
        found.Document.CheckUnchanged(changeToken);
        var stored = await editor.SetBlobAsync(call.Principal, found.Document, place, () => ValueTask.FromResult(Extended(found, open())), Places.Terms(call, found.Document.ChangeToken, place));
        return objects.ObjectOf(stored.Document);
    }

    /// <summary>Takes the content away; does nothing where there is none.</summary>
    public async Task<CmisObject> DeleteAsync(CmisCall call, CmisObject found, string? changeToken)
    {
        var place = PlaceOf(found);
        return objects.ObjectOf(await editor.RemoveBlobAsync(call.Principal, found.Document, place, Places.Terms(call, changeToken, place)));
    }

    private BlobSource Extended(CmisObject found, BlobSource piece)
    {
        if (found.Content is not { } present)
            return Named(piece, found);
        // What is kept here is a key; a copy of the file would be for everybody who may read the document.
        if (linked.IsLinked(present.Key))
            throw CmisException.Constraint("The content is a linked file, which stays where it is; nothing can be put behind it here. Change it there, or set a content in its place.");
        var provider = blobs.ProviderOf(present, found.Document.Repository);
        return BlobSource.FromFactory(async stop => new JoinedContent(await provider.OpenAsync(present.Key.Key, cancellationToken: stop), () => piece.OpenAsync(stop)))
            .With(present.FileName ?? found.Name, present.MediaType, present.Encoding);
    }

    private static BlobSource Named(BlobSource content, CmisObject found) => Described(content, content.FileName ?? found.Name);

    private static PropertyPath PlaceOf(CmisObject found) => found.ContentPath
        ?? throw new CmisException(CmisError.StreamNotSupported, $"Objects of type '{found.Type.Id}' take no content.");

    private static CmisException Exists() => new(CmisError.ContentAlreadyExists, "The document has a content already, which is not to be overwritten.");
}
