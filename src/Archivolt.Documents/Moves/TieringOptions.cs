namespace Archivolt.Documents.Moves;

/// <summary>Section <c>Archivolt:Tiering</c>: blobs whose place depends on when they were last used.</summary>
public sealed class TieringOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Archivolt:Tiering";

    /// <summary>
    /// How often all documents are looked at, where rules speak of <c>blob:lastAccess</c>; other rules need no looking, since a change of a
    /// document looks at once. Zero to look only when somebody asks for it.
    /// </summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often noted accesses are written down. A crash loses what was noted since.</summary>
    public TimeSpan WriteAccessesEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>False to note no accesses; ages are then counted from the documents' modification.</summary>
    public bool RecordAccess { get; set; } = true;
}
