using Archivolt.AspNetCore.Errors;

namespace Archivolt.AspNetCore.Documents;

/// <summary>How long the description of a blob may be: it comes back in addresses and headers, which clients and proxies read up to a few thousand bytes only.</summary>
internal static class DescriptionLimits
{
    /// <summary>Longest file name, in characters, as file systems have it.</summary>
    public const int FileName = 255;

    /// <summary>Longest media type with its parameters, in characters.</summary>
    public const int MediaType = 255;

    /// <summary>Longest name of a character encoding.</summary>
    public const int Encoding = 64;

    /// <summary>Refuses a longer description.</summary>
    /// <exception cref="RequestException">400.</exception>
    public static void Check(string? fileName, string? mediaType, string? encoding)
    {
        Check(fileName, FileName, "file name");
        Check(mediaType, MediaType, "media type");
        Check(encoding, Encoding, "character encoding");
    }

    private static void Check(string? text, int most, string what)
    {
        if (text?.Length > most)
            throw RequestException.BadRequest($"The {what} has {text.Length} characters; it may have {most}.");
    }
}
