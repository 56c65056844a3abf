namespace Archivolt.Documents.Moves;

/// <summary>Section <c>Archivolt:Moves</c>: how blobs are brought where the rules want them.</summary>
public sealed class MoveOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Archivolt:Moves";

    /// <summary>How many blobs are copied at the same time; 0 makes this node move nothing.</summary>
    public int Parallel { get; set; } = 2;

    /// <summary>How often a node looks for moves that other nodes noticed; its own it makes at once.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a failed move waits at first; twice as long after each further failure.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a failed move waits at most.</summary>
    public TimeSpan RetryAtLeastEvery { get; set; } = TimeSpan.FromHours(1);
}
