namespace Archivolt.Cmis.Types;

/// <summary>A type of objects: one of the two that CMIS has, or a document type below one of them.</summary>
/// <param name="Id">Its id, which is its name in queries too.</param>
/// <param name="BaseId"><see cref="TypeCatalog.FolderId"/> or <see cref="TypeCatalog.DocumentId"/>.</param>
/// <param name="Properties">Its properties by id, in order.</param>
internal sealed record CmisType(string Id, string BaseId, IReadOnlyDictionary<string, CmisProperty> Properties)
{
    /// <summary>The type above; null for a base type.</summary>
    public string? ParentId => Id == BaseId ? null : BaseId;

    public bool IsFolder => BaseId == TypeCatalog.FolderId;

    public bool IsCreatable { get; init; }

    /// <summary>True where documents of the type have a content of their own.</summary>
    public bool TakesContent { get; init; }

    public bool IsVersionable { get; init; }

    /// <summary>Ids of the properties that the type above has.</summary>
    public IReadOnlySet<string> Inherited { get; init; } = new HashSet<string>();

    /// <summary>True for a property that the type above has as well.</summary>
    public bool Inherits(CmisProperty property) => Inherited.Contains(property.Id);

    /// <summary>Its properties, as far as a client's version of CMIS knows them.</summary>
    public IEnumerable<CmisProperty> For(CmisCall call) => Properties.Values.Where(property => !call.IsOld || !property.IsNew);
}
