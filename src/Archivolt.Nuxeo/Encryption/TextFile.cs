using Archivolt.Blobs;

namespace Archivolt.Nuxeo.Encryption;

/// <summary>Files that hold a secret in one line.</summary>
internal static class TextFile
{
    /// <summary>The text without the line break at its end, which an editor puts there and nobody counts as part of a password.</summary>
    /// <param name="path">The file.</param>
    /// <param name="setting">The setting that names it, for the error.</param>
    public static string Read(string path, string setting)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BlobException(BlobError.Configuration, $"the file of {setting} cannot be read: {exception.Message}", innerException: exception);
        }
    }
}
