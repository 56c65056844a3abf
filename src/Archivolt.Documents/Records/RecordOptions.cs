
namespace Archivolt.Documents.Records;

/// <summary>Section <c>Archivolt:Records</c>.</summary>
public sealed class RecordOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = $"{ArchivoltOptions.Section}:Records";

    /// <summary>
    /// Blobs that are retained with a record beside its main blob, as paths with <c>*</c> for every index: <c>files:files/*/file</c>. What holds
    /// for a record is what was configured when it became one.
    /// </summary>
    public IList<string> RetainedProperties { get; } = [];

    /// <summary>How often it is looked for retentions that are over.</summary>
    public TimeSpan ExpiryInterval { get; set; } = TimeSpan.FromHours(1);
}
