using System.Collections.Frozen;
using Archivolt.Documents;

namespace Archivolt.Cmis.Types;

/// <summary>
/// The types of objects: <c>cmis:folder</c> and <c>cmis:document</c>, and below each the document types that have children, or have none. An object has the type of its document; what is
/// created as one of the two base types becomes a folder, a file or a picture.
/// </summary>
internal sealed class TypeCatalog
{
    public const string FolderId = "cmis:folder";
    public const string DocumentId = "cmis:document";

    private const string Hidden = "HiddenInNavigation";

    private readonly FrozenDictionary<string, CmisType> _types;

    public TypeCatalog(SchemaRegistry schemas)
    {
        var common = schemas.FindSchema("dublincore") is { } dublinCore ? SchemaProperties.Of(dublinCore).ToList() : [];
        var folder = new CmisType(FolderId, FolderId, ById([.. StandardProperties.OfAll, .. StandardProperties.OfFolder, .. common])) { IsCreatable = true };
        var document = new CmisType(DocumentId, DocumentId, ById([.. StandardProperties.OfAll, .. StandardProperties.OfDocument, .. common]))
        {
            IsCreatable = true,
            TakesContent = true,
            IsVersionable = true,
        };
        HiddenNames = [.. schemas.Types.Values.Where(type => type.Facets.Contains(Hidden, StringComparer.Ordinal)).Select(type => type.Name)];
        var subtypes = schemas.Types.Values.Where(type => !HiddenNames.Contains(type.Name, StringComparer.Ordinal)).OrderBy(type => type.Name, StringComparer.Ordinal).Select(type => SubtypeOf(type, type.IsFolderish ? folder : document, schemas));
        Base = [document, folder];
        _types = Base.Concat(subtypes).ToFrozenDictionary(type => type.Id, StringComparer.Ordinal);
    }

    /// <summary>The two base types.</summary>
    public IReadOnlyList<CmisType> Base { get; }

    /// <summary>Names of the document types that are not shown.</summary>
    public IReadOnlyList<string> HiddenNames { get; }

    /// <summary>A type by its id.</summary>
    /// <exception cref="CmisException">There is none.</exception>
    public CmisType Get(string id) => _types.GetValueOrDefault(id) ?? throw CmisException.Nothing("type", id);

    /// <summary>A type by its id, or null.</summary>
    public CmisType? Find(string id) => _types.GetValueOrDefault(id);

    /// <summary>The type of a document.</summary>
    public CmisType Of(Document document) => _types.GetValueOrDefault(document.Type) ?? Base[0];

    /// <summary>The types right below one; the base types below null.</summary>
    public IReadOnlyList<CmisType> Below(CmisType? type) => type is null ? Base : [.. _types.Values.Where(other => other.ParentId == type.Id).OrderBy(other => other.Id, StringComparer.Ordinal)];

    private static CmisType SubtypeOf(DocumentType type, CmisType above, SchemaRegistry schemas)
    {
        var own = type.Schemas.Select(schemas.FindSchema).OfType<Schema>().SelectMany(SchemaProperties.Of);
        var empty = new Document { Repository = "", Id = "", Name = "", Path = "/", Type = type.Name };
        return new CmisType(type.Name, above.BaseId, ById([.. above.Properties.Values, .. own]))
        {
            Inherited = above.Properties.Keys.ToHashSet(StringComparer.Ordinal),
            IsCreatable = type.Name != "Root",
            TakesContent = !above.IsFolder && BlobHolder.Of(empty, schemas)?.MainPath is not null,
            IsVersionable = !above.IsFolder && type.Facets.Contains("Versionable", StringComparer.Ordinal),
        };
    }

    private static OrderedDictionary<string, CmisProperty> ById(IEnumerable<CmisProperty> properties)
    {
        var byId = new OrderedDictionary<string, CmisProperty>(StringComparer.Ordinal);
        foreach (var property in properties)
            byId.TryAdd(property.Id, property);
        return byId;
    }
}
