using Archivolt.AspNetCore.Documents;
using Archivolt.Blobs;
using Archivolt.Cmis.Objects;
using Archivolt.Cmis.Types;
using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.Cmis.Changes;

/// <summary>Creates folders and documents, whole or not at all.</summary>
internal sealed class ObjectCreation(ObjectFinder objects, TypeCatalog types, Places places, DocumentEditor editor, DocumentVersions versions, DocumentCopies copies)
{
    public Task<CmisObject> CreateFolderAsync(CmisCall call, CmisObject folder, IReadOnlyList<GivenProperty> given) => CreateAsync(call, folder, given, isFolder: true, content: null);

    /// <summary>Creates a document, with content where there is any, and keeps a version of it where <c>versioningState</c> asks for one.</summary>
    public async Task<CmisObject> CreateDocumentAsync(CmisCall call, CmisObject folder, IReadOnlyList<GivenProperty> given, BlobSource? content)
    {
        var keepsVersion = VersionWanted(call, TypeOf(given, isFolder: false));
        return await KeepVersionAsync(call, await CreateAsync(call, folder, given, isFolder: false, content), keepsVersion);
    }

    /// <summary>Creates a document like another one, which somebody has to be allowed to download, with other properties where they are given.</summary>
    public async Task<CmisObject> CopyAsync(CmisCall call, CmisObject source, CmisObject folder, IReadOnlyList<GivenProperty> given)
    {
        if (source.IsFolder)
            throw CmisException.InvalidArgument("The source is a folder; documents are created from documents.");
        if (GivenProperties.TypeIdIn(given) is { } typeId && typeId != source.Type.Id && typeId != TypeCatalog.DocumentId)
            throw CmisException.Constraint($"A document that is created from another one has its type, '{source.Type.Id}'.");
        var keepsVersion = VersionWanted(call, source.Type);
        var understood = GivenProperties.Of(source.Type, given, present: null);
        var name = understood.Name ?? source.Name;
        await places.FreeAsync(call, folder, name);
        var copy = await copies.CopyAsync(call.Principal, source.Document, folder.Document, name, call.Cancelled, draft =>
        {
            foreach (var number in (string[])["uid:major_version", "uid:minor_version"])
                draft.Properties.Remove(number);
            FileNames.Rename(draft, source.Name, name);
            understood.SetOn(draft);
        }, new EditOptions { ExactName = true });
        return await KeepVersionAsync(call, objects.ObjectOf(copy), keepsVersion);
    }

    private async Task<CmisObject> CreateAsync(CmisCall call, CmisObject folder, IReadOnlyList<GivenProperty> given, bool isFolder, BlobSource? content)
    {
        var type = TypeOf(given, isFolder);
        if (content is not null && !type.TakesContent)
            throw new CmisException(CmisError.StreamNotSupported, $"Objects of type '{type.Id}' take no content.");
        var understood = GivenProperties.Of(type, given, present: null);
        var name = understood.Name ?? throw CmisException.InvalidArgument($"The property '{StandardProperties.Name}' is missing.");
        await places.FreeAsync(call, folder, name);
        content = content is null ? null : ContentChanges.Described(content, content.FileName ?? name);
        var created = await editor.CreateAsync(call.Principal, folder.Document, name, DocumentTypeOf(type, content), draft =>
        {
            draft.Properties.Set("dc:title", name);
            understood.SetOn(draft);
            return content is null ? DocumentEditor.NoContents : Task.FromResult<IReadOnlyList<(PropertyPath, BlobSource)>>([(ImportedFile.Content, content)]);
        }, Places.Terms() with { ExactName = true });
        return objects.ObjectOf(created);
    }

    // By the type of its content, as over WebDAV, where a client leaves it open.
    private static string DocumentTypeOf(CmisType type, BlobSource? content) => type.Id switch
    {
        TypeCatalog.FolderId => "Folder",
        TypeCatalog.DocumentId => ImportedFile.TypeOf(content?.MediaType),
        var id => id,
    };

    private CmisType TypeOf(IReadOnlyList<GivenProperty> given, bool isFolder)
    {
        var id = GivenProperties.TypeIdIn(given) ?? throw CmisException.InvalidArgument($"The property '{StandardProperties.TypeId}' is missing.");
        var type = types.Find(id) ?? throw CmisException.InvalidArgument($"There is no type '{(id.Length > 100 ? id[..100] : id)}'.");
        if (type.IsFolder != isFolder)
            throw CmisException.Constraint($"The type '{type.Id}' is not one of {(isFolder ? "folders" : "documents")}.");
        return type.IsCreatable ? type : throw CmisException.Constraint($"Objects of type '{type.Id}' are not created by clients.");
    }

    // Null for none. CMIS has a version made where nothing is said; here, as on the platform, none is.
    private static bool? VersionWanted(CmisCall call, CmisType type)
    {
        bool? isMajor = call.Parameters.Text("versioningState") switch
        {
            null or "none" => null,
            "major" => true,
            "minor" => false,
            "checkedout" => throw CmisException.Constraint("Documents are not checked out here; create it with versioningState none, major or minor."),
            _ => throw CmisException.InvalidArgument("The parameter 'versioningState' is none, major or minor."),
        };
        return isMajor is null || type.IsVersionable ? isMajor : throw CmisException.Constraint($"Documents of type '{type.Id}' have no versions; create it with versioningState none.");
    }

    private async Task<CmisObject> KeepVersionAsync(CmisCall call, CmisObject created, bool? isMajor)
    {
        if (isMajor is not { } major)
            return created;
        try
        {
            await versions.CheckInAsync(call.Principal, created.Document, major);
        }
        catch
        {
            await editor.DeleteAsync(call.Principal, created.Document);
            throw;
        }
        return await objects.GetAsync(call, created.Id);
    }
}
