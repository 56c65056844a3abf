namespace Archivolt.Documents.Collection;

/// <summary>Section <c>Archivolt:Collection</c> of the configuration.</summary>
public sealed class CollectionOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Archivolt:Collection";

    /// <summary>
    /// How old a blob must be to be condemned, and how long it stays readable after that; default 24 hours. (The platform: 2 seconds of age, and
    /// deleted at once.)
    /// </summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often the server collects, such as <c>1.00:00:00</c> for daily; null (the default) for never by itself.</summary>
    public TimeSpan? Every { get; set; }

    /// <summary>How long after its reservation content may come to its document; after that it is condemned. Default 24 hours.</summary>
    public TimeSpan UploadTimeout { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// True to condemn without grace what a document just let go, replaced or deleted, and to delete it as soon as nothing refers to it. (The
    /// platform's event-driven deletion.) False (the default) to leave it to the next run.
    /// </summary>
    public bool Immediate { get; set; }
}
