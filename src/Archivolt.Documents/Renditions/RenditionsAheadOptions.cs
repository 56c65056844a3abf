namespace Archivolt.Documents.Renditions;

/// <summary>Section <c>Archivolt:RenditionsAhead</c>: renditions that are made before anybody asks for them.</summary>
public sealed class RenditionsAheadOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Archivolt:RenditionsAhead";

    /// <summary>The renditions that are made unless <see cref="Names"/> says otherwise.</summary>
    public static readonly IReadOnlyList<string> DefaultNames = ["thumbnail", "Thumbnail", "Small", "Medium", "FullHD"];

    /// <summary>True to make them in the background; by default the first viewer waits for them.</summary>
    public bool Enabled { get; set; }

    /// <summary>How often the job looks for new content.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Which renditions: <c>thumbnail</c>, <c>pdf</c>, or a view of pictures. Null for <see cref="DefaultNames"/>; a content gets those that it can have.</summary>
    public IReadOnlyList<string>? Names { get; set; }

    /// <summary>Most bytes of content that are read for it in a second, on average; zero for any number.</summary>
    public long BytesPerSecond { get; set; } = 16L << 20;
}
