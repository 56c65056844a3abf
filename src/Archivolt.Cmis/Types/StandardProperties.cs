using Archivolt.Documents;

namespace Archivolt.Cmis.Types;

/// <summary>The properties of CMIS 1.1 (§2.1.4.3.3, §2.1.5.4.2), and what they are on documents.</summary>
internal static class StandardProperties
{
    public const string Name = "cmis:name";
    public const string ObjectId = "cmis:objectId";
    public const string TypeId = "cmis:objectTypeId";
    public const string ChangeToken = "cmis:changeToken";
    public const string ParentId = "cmis:parentId";

    public static IReadOnlyList<CmisProperty> OfAll { get; } =
    [
        new(ObjectId, CmisKind.Id, found => found.Id) { Queried = "ecm:uuid" },
        new("cmis:baseTypeId", CmisKind.Id, found => found.IsFolder ? TypeCatalog.FolderId : TypeCatalog.DocumentId),
        new(TypeId, CmisKind.Id, found => found.Type.Id) { Queried = "ecm:primaryType", Updatability = CmisUpdatability.OnCreate, IsRequired = true },
        new("cmis:secondaryObjectTypeIds", CmisKind.Id, _ => null) { IsMulti = true, IsNew = true },
        new(Name, CmisKind.String, found => found.Name) { Queried = "ecm:name", Updatability = CmisUpdatability.ReadWrite, IsRequired = true },
        new("cmis:description", CmisKind.String, found => found.Document.Properties.Get("dc:description"))
        {
            Queried = "dc:description", Updatability = CmisUpdatability.ReadWrite, Target = "dc:description", IsNew = true,
        },
        new("cmis:createdBy", CmisKind.String, found => found.Document.Properties.Get("dc:creator")) { Queried = "dc:creator" },
        new("cmis:creationDate", CmisKind.DateTime, found => found.Document.Properties.Get("dc:created")) { Queried = "dc:created" },
        new("cmis:lastModifiedBy", CmisKind.String, found => found.Document.Properties.Get("dc:lastContributor")) { Queried = "dc:lastContributor" },
        new("cmis:lastModificationDate", CmisKind.DateTime, found => found.Document.Modified) { Queried = "dc:modified" },
        new(ChangeToken, CmisKind.String, found => found.Document.ChangeToken),
    ];

    public static IReadOnlyList<CmisProperty> OfFolder { get; } =
    [
        new(ParentId, CmisKind.Id, found => found.Document.ParentId) { Queried = "ecm:parentId" },
        new("cmis:path", CmisKind.String, found => found.Document.Path) { Queried = "ecm:path" },
        new("cmis:allowedChildObjectTypeIds", CmisKind.Id, _ => null) { IsMulti = true },
    ];

    public static IReadOnlyList<CmisProperty> OfDocument { get; } =
    [
        new("cmis:isImmutable", CmisKind.Boolean, found => found.Document.IsVersion),
        new("cmis:isLatestVersion", CmisKind.Boolean, found => !found.Document.IsVersion),
        new("cmis:isMajorVersion", CmisKind.Boolean, found => found.IsMajor),
        new("cmis:isLatestMajorVersion", CmisKind.Boolean, found => found.IsLatestMajor),
        new("cmis:isPrivateWorkingCopy", CmisKind.Boolean, _ => false) { IsNew = true },
        new("cmis:versionLabel", CmisKind.String, found => found.VersionLabel),
        new("cmis:versionSeriesId", CmisKind.Id, found => found.Series.Id),
        new("cmis:isVersionSeriesCheckedOut", CmisKind.Boolean, _ => false),
        new("cmis:versionSeriesCheckedOutBy", CmisKind.String, _ => null),
        new("cmis:versionSeriesCheckedOutId", CmisKind.Id, _ => null),
        new("cmis:checkinComment", CmisKind.String, _ => null),
        new("cmis:contentStreamLength", CmisKind.Integer, found => found.Content?.Length) { Queried = "file:content/length" },
        new("cmis:contentStreamMimeType", CmisKind.String, found => found.Content is { } blob ? blob.MediaType ?? "application/octet-stream" : null) { Queried = "file:content/mime-type" },
        new("cmis:contentStreamFileName", CmisKind.String, found => found.Content is { } blob ? blob.FileName ?? found.Name : null) { Queried = "file:content/name" },
        new("cmis:contentStreamId", CmisKind.Id, found => found.Content is null ? null : BlobHolder.Prefix + "0"),
    ];
}
