
namespace Archivolt.Documents.ColdStorage;

/// <summary>Section <c>Archivolt:ColdStorage</c>; the settings are the platform's <c>nuxeo.coldstorage.*</c>.</summary>
public sealed class ColdStorageOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = $"{ArchivoltOptions.Section}:ColdStorage";

    /// <summary>How many days retrieved content is available when nobody says (<c>numberOfDaysOfAvailability.value.default</c>).</summary>
    public int DaysAvailable { get; set; } = 1;

    /// <summary>
    /// True to refuse a document that has no picture to show in place of its content, and of which none can be made (<c>thumbnailPreviewRequired</c>).
    /// </summary>
    public bool PreviewRequired { get; set; } = true;

    /// <summary>How often it is looked for content that has become available (<c>check.retrieve.state.cronExpression</c>, hourly).</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromHours(1);
}
