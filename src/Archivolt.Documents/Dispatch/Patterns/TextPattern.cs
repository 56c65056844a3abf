using Archivolt.Blobs;

namespace Archivolt.Documents.Dispatch.Patterns;

/// <summary>A pattern that a whole text must match.</summary>
internal abstract class TextPattern
{
    /// <summary>True when the expression looks around or back, which no linear engine does.</summary>
    public virtual bool IsTimeBounded => false;

    /// <summary>True when the whole text matches.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: the expression took too long for this text.</exception>
    public abstract bool IsMatch(string text);
}
