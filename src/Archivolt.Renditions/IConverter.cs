namespace Archivolt.Renditions;

/// <summary>Makes a file of one kind from a file of another. The names of the built-in ones are the platform's.</summary>
public interface IConverter
{
    /// <summary>Its name, such as <c>pdf2text</c>.</summary>
    string Name { get; }

    /// <summary>Media type of what it makes where no parameter says otherwise.</summary>
    string Result { get; }

    /// <summary>True when it can read content of a media type.</summary>
    /// <param name="mediaType">The type without parameters, in lower case.</param>
    bool Accepts(string mediaType);

    /// <summary>Why it cannot convert here, such as "'soffice' is not installed"; null when it can.</summary>
    /// <param name="mediaType">The type of the content, as for <see cref="Accepts"/>; null to ask whether it can convert content of any type.</param>
    string? FindObstacle(string? mediaType = null);

    /// <summary>Makes the file, in the scratch folder of the conversion.</summary>
    /// <exception cref="ConversionException">The content cannot be converted, or not within the limits.</exception>
    Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken);
}

/// <summary>A file that a converter made.</summary>
/// <param name="Path">Where it is, inside the conversion's scratch folder.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Extension">Its file name extension, with the dot.</param>
public sealed record ConvertedFile(string Path, string MediaType, string Extension);
