namespace Archivolt.Documents.Uploads;

/// <summary>Section <c>Archivolt:Uploads</c> of the configuration.</summary>
public sealed class UploadOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Archivolt:Uploads";

    /// <summary>How long a batch lives without an upload; default 24 hours.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often expired batches are taken away; default 10 minutes.</summary>
    public TimeSpan ExpiryInterval { get; set; } = TimeSpan.FromMinutes(10);
}
