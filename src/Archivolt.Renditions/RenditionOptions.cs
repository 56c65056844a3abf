namespace Archivolt.Renditions;

/// <summary>Limits of conversions; the section <c>Archivolt:Renditions</c>.</summary>
public sealed class RenditionOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Archivolt:Renditions";

    /// <summary>
    /// Folder for the files that programs work on, which are removed at the end of each conversion. By default <c>/dev/shm</c>, which is memory, so that
    /// no clear text of encrypted content touches a disk; elsewhere the folder for temporary files.
    /// </summary>
    public string? ScratchPath { get; set; }

    /// <summary>Largest content that is converted, in bytes.</summary>
    public long MaxSourceLength { get; set; } = 256L << 20;

    /// <summary>Largest file that a program may write, in bytes.</summary>
    public long MaxResultLength { get; set; } = 256L << 20;

    /// <summary>Largest picture, in pixels of all its pages.</summary>
    public long MaxPixels { get; set; } = 200_000_000;

    /// <summary>How long one program may run.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Memory that one program may allocate, in bytes.</summary>
    public long MaxMemory { get; set; } = 1L << 30;

    /// <summary>How many conversions run at once in one process.</summary>
    public int MaxConcurrent { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>How many more may wait for their turn; beyond that they fail with <see cref="ConversionError.Busy"/>.</summary>
    public int MaxWaiting { get; set; } = 256;
}
