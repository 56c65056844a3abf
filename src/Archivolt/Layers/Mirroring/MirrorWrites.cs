namespace Archivolt.Layers.Mirroring;

/// <summary>When a write to a mirrored store may say "ok".</summary>
public enum MirrorWrites
{
    /// <summary>Every copy has the content, as durably as its store promises.</summary>
    All,

    /// <summary>One copy has it. Those that failed get it when somebody misses it there, at the latest from the next scrub.</summary>
    Any,
}
