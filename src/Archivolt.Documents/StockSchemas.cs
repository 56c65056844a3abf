namespace Archivolt.Documents;

/// <summary>The schemas and document types that the platform ships and its clients expect.</summary>
public static class StockSchemas
{
    private static readonly FieldType BlobItem = new FieldType.Complex(Fields(("file", FieldType.Blob)));

    private static readonly FieldType PictureInfo = new FieldType.Complex(Fields(
        ("width", FieldType.Integer), ("height", FieldType.Integer), ("depth", FieldType.Integer), ("format", FieldType.Text), ("colorSpace", FieldType.Text)));

    private static readonly FieldType VideoInfo = new FieldType.Complex(Fields(
        ("duration", FieldType.Number), ("frameRate", FieldType.Number), ("width", FieldType.Integer), ("height", FieldType.Integer), ("format", FieldType.Text)));

    /// <summary>The schemas.</summary>
    public static IReadOnlyList<Schema> Schemas { get; } =
    [
        new("common", null, Fields(("icon", FieldType.Text), ("icon-expanded", FieldType.Text))),
        new("dublincore", "dc", Fields(
            ("title", FieldType.Text), ("description", FieldType.Text), ("subjects", new FieldType.ListOf(FieldType.Text)), ("rights", FieldType.Text), ("source", FieldType.Text), ("coverage", FieldType.Text),
            ("created", FieldType.Date), ("modified", FieldType.Date), ("issued", FieldType.Date), ("valid", FieldType.Date), ("expired", FieldType.Date), ("format", FieldType.Text), ("language", FieldType.Text),
            ("creator", FieldType.Text), ("contributors", new FieldType.ListOf(FieldType.Text)), ("lastContributor", FieldType.Text), ("nature", FieldType.Text), ("publisher", FieldType.Text))),
        new("uid", "uid", Fields(("uid", FieldType.Text), ("major_version", FieldType.Integer), ("minor_version", FieldType.Integer))),
        new("file", null, Fields(("content", FieldType.Blob))),
        new("files", null, Fields(("files", new FieldType.ListOf(BlobItem)))),
        new("note", null, Fields(("note", FieldType.Text), ("mime_type", FieldType.Text))),
        new("picture", null, Fields(
            ("credit", FieldType.Text), ("headline", FieldType.Text), ("byline", FieldType.Text), ("caption", FieldType.Text), ("info", PictureInfo),
            ("views", new FieldType.ListOf(new FieldType.Complex(Fields(
                ("title", FieldType.Text), ("description", FieldType.Text), ("tag", FieldType.Text), ("height", FieldType.Integer), ("width", FieldType.Integer), ("filename", FieldType.Text),
                ("content", FieldType.Blob), ("info", PictureInfo))))))),
        new("video", "vid", Fields(
            ("info", VideoInfo),
            ("transcodedVideos", new FieldType.ListOf(new FieldType.Complex(Fields(("name", FieldType.Text), ("content", FieldType.Blob), ("info", VideoInfo))))),
            ("storyboard", new FieldType.ListOf(new FieldType.Complex(Fields(("content", FieldType.Blob), ("timecode", FieldType.Number), ("comment", FieldType.Text))))))),
        new("thumbnail", "thumb", Fields(("thumbnail", FieldType.Blob))),
        new("webcontainer", "webc", Fields(("name", FieldType.Text), ("isWebContainer", FieldType.Boolean))),
        new("collection", "collection", Fields(("documentIds", new FieldType.ListOf(FieldType.Text)))),
        new("comment", "comment", Fields(
            ("author", FieldType.Text), ("text", FieldType.Text), ("creationDate", FieldType.Date), ("modificationDate", FieldType.Date), ("parentId", FieldType.Text))),
        new("coldstorage", "coldstorage", Fields(
            ("coldContent", FieldType.Blob), ("beingRetrieved", FieldType.Boolean), ("toBeRestored", FieldType.Boolean),
            ("downloadableUntil", FieldType.Date), ("availableOnColdstorage", FieldType.Boolean))),
    ];

    /// <summary>The document types.</summary>
    public static IReadOnlyList<DocumentType> Types { get; } =
    [
        Folder("Root"),
        Folder("Domain", "SuperSpace"),
        Folder("WorkspaceRoot", "SuperSpace", "NotCollectionMember"),
        Folder("SectionRoot", "SuperSpace", "NotCollectionMember"),
        Folder("TemplateRoot", "SuperSpace", "NotCollectionMember"),
        new("Workspace", ["common", "dublincore", "file", "files", "webcontainer"], ["Folderish", "SuperSpace"]),
        new("Section", ["common", "dublincore", "file", "webcontainer"], ["Folderish", "SuperSpace"]),
        Folder("Folder"),
        Folder("OrderedFolder", "Orderable"),
        Folder("PictureBook"),
        new("Collection", ["common", "dublincore", "collection"], ["Collection"]),
        new("File", ["common", "dublincore", "uid", "file", "files"], ["Downloadable", "Versionable", "Publishable", "Commentable", "HasRelatedText"]),
        new("Note", ["common", "dublincore", "uid", "note", "files"], ["Versionable", "Publishable", "Commentable", "HasRelatedText"]),
        new("Picture", ["common", "dublincore", "uid", "file", "picture"], ["Picture", "Versionable", "Publishable", "Commentable", "HasRelatedText", "NXTag"]),
        new("Video", ["common", "dublincore", "uid", "file", "files", "video", "picture"], ["Video", "Versionable", "Publishable", "Commentable", "HasRelatedText"]),
        new("Comment", ["common", "dublincore", "comment"], ["HiddenInNavigation", "Commentable"]),
        new("Audio", ["common", "dublincore", "uid", "file", "files"], ["Audio", "Versionable", "Publishable", "Commentable", "HasRelatedText"]),
    ];

    private static DocumentType Folder(string name, params string[] facets) => new(name, ["common", "dublincore"], ["Folderish", .. facets]);

    // An ordered dictionary: the order of a schema's fields is the order in which a document's blobs are found.
    private static OrderedDictionary<string, FieldType> Fields(params (string Name, FieldType Type)[] fields)
    {
        var result = new OrderedDictionary<string, FieldType>(StringComparer.Ordinal);
        foreach (var (name, type) in fields)
            result.Add(name, type);
        return result;
    }
}
