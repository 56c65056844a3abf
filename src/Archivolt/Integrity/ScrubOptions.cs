
namespace Archivolt.Integrity;

/// <summary>How stored content is read again to find damage before a reader does.</summary>
public sealed class ScrubOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = $"{ArchivoltOptions.Section}:Scrub";

    /// <summary>Most bytes to read in a second; null, the default, for as many as the storage gives.</summary>
    public long? BytesPerSecond { get; set; }

    /// <summary>Time from the start of one pass over a provider to the start of the next; null, the default, for none but those asked for.</summary>
    public TimeSpan? Every { get; set; }

    /// <summary>
    /// A run that finds more damaged blobs than this stops and sets no more aside: so much damage is rather a disk or a key that fails than
    /// blobs, and wants a person.
    /// </summary>
    public int StopAfter { get; set; } = 100;

    /// <summary>How often a blob is tried whose store does not answer, or whose disk cannot read it.</summary>
    public int Attempts { get; set; } = 3;

    /// <summary>Wait before the second attempt; each further one waits twice as long.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the place is kept from which a run goes on after a kill.</summary>
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromSeconds(5);
}
