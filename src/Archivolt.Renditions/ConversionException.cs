namespace Archivolt.Renditions;

/// <summary>Why there is no result.</summary>
public enum ConversionError
{
    /// <summary>No converter has this name, or none leads from this media type to that one.</summary>
    NoConverter,

    /// <summary>The converter needs a program that is not installed here.</summary>
    Unavailable,

    /// <summary>A parameter has a value that the converter does not take.</summary>
    InvalidParameter,

    /// <summary>The content is larger than a limit, in bytes or in pixels.</summary>
    TooLarge,

    /// <summary>It took longer than the limit.</summary>
    TimedOut,

    /// <summary>The converter could not read the content, or needed more memory than the limit.</summary>
    Failed,

    /// <summary>Too many conversions are waiting already. Transient.</summary>
    Busy,
}

/// <summary>A conversion that did not succeed. The message names the converter and says why; nothing of a partial result is left.</summary>
public sealed class ConversionException : Exception
{
    /// <summary>Describes a failure.</summary>
    /// <param name="error">The code that programs act on.</param>
    /// <param name="message">The sentence that people read.</param>
    /// <param name="innerException">What caused it, if anything did.</param>
    public ConversionException(ConversionError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>Why there is no result.</summary>
    public ConversionError Error { get; }
}
