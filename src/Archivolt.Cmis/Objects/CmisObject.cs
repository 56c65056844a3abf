using Archivolt.Blobs;
using Archivolt.Cmis.Types;
using Archivolt.Documents;

namespace Archivolt.Cmis.Objects;

/// <summary>A document as an object of CMIS.</summary>
/// <param name="Document">The document.</param>
/// <param name="Type">Its type.</param>
/// <param name="Series">The document that it is, or is a version of.</param>
/// <param name="Holder">Where its content is; null for a folder, and for what has none.</param>
internal sealed record CmisObject(Document Document, CmisType Type, Document Series, BlobHolder? Holder)
{
    public string Id => Document.Id;

    public bool IsFolder => Type.IsFolder;

    public bool IsRoot => Document.ParentId is null;

    /// <summary>The content; null where there is none.</summary>
    public BlobInfo? Content => Holder?.Main;

    /// <summary>Where content belongs; null for what takes none.</summary>
    public PropertyPath? ContentPath => Holder?.MainPath;

    /// <summary>The name, which is the last segment of the path; that of the repository for its root.</summary>
    public string Name => IsRoot ? Document.Repository : Series.Name;

    /// <summary>The number of a version, as <c>1.0</c>; null for what is none.</summary>
    public string? VersionLabel => Document.IsVersion ? Document.Name : null;

    /// <summary>True for a version that began a whole number.</summary>
    public bool IsMajor => Document.IsVersion && Document.Properties.Get("uid:minor_version") is null or 0L;

    /// <summary>True for the last version that began a whole number.</summary>
    public bool IsLatestMajor => IsMajor && Equals(Document.Properties.Get("uid:major_version"), Series.Properties.Get("uid:major_version"));
}
