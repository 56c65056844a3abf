using Archivolt.Blobs;

namespace Archivolt.Documents.Linked;

/// <summary>
/// The key of a linked file inside its provider: <c>account:file</c>, or <c>account:file:revision</c> for a revision that no longer changes. With the provider before it, it is the
/// platform's key of such files. In each part <c>%</c> is written <c>%25</c> and <c>:</c> is written <c>%3A</c>; the platform writes neither, and its keys are read as they are.
/// </summary>
/// <param name="Account">The account whose file was linked, as the vendor names it: an e-mail address.</param>
/// <param name="FileId">The vendor's id of the file.</param>
/// <param name="Revision">The vendor's id of a revision; null for the file as it is now.</param>
public readonly record struct LinkedKey(string Account, string FileId, string? Revision = null)
{
    /// <summary>Reads the text form.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/>.</exception>
    public static LinkedKey Parse(string key) => TryParse(key, out var parsed)
        ? parsed
        : throw new BlobException(BlobError.InvalidKey, "The key names no linked file; write 'account:file' or 'account:file:revision', with %3A for a colon in a part.", key: key);

    /// <summary>Reads the text form without throwing.</summary>
    public static bool TryParse(string? key, out LinkedKey parsed)
    {
        parsed = default;
        // No vendor has control characters in a name of an account or an id, and not every database stores them.
        if (key?.Split(':') is not { Length: 2 or 3 } parts || parts.Contains("") || key.Any(char.IsControl))
            return false;
        parsed = new LinkedKey(Read(parts[0]), Read(parts[1]), parts.Length == 3 ? Read(parts[2]) : null);
        return true;
    }

    /// <summary>The text form.</summary>
    public override string ToString() => Revision is null ? $"{Write(Account)}:{Write(FileId)}" : $"{Write(Account)}:{Write(FileId)}:{Write(Revision)}";

    private static string Write(string part) => part.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal);

    private static string Read(string part) => part.Replace("%3A", ":", StringComparison.OrdinalIgnoreCase).Replace("%25", "%", StringComparison.Ordinal);
}
