using Archivolt.Blobs;

namespace Archivolt.Nuxeo;

/// <summary>A file with the platform's configuration: lines <c>name=value</c>, and comments that begin with <c>#</c>.</summary>
internal static class VariablesFile
{
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BlobException(BlobError.Configuration, $"Archivolt:VariablesFile: {exception.Message}", innerException: exception);
        }
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            if (line.Split('=', 2) is [var name, var value])
                variables[name.Trim()] = value.Trim();
        }
        return variables;
    }
}
