using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

/// <summary>
/// A store directory's <c>config.xml</c>: <c>binary-store</c> with <c>digest</c> and <c>depth</c>. Written once, for a new store; never changed.
/// </summary>
/// <param name="Digest">Name of the digest algorithm as written; null when the file names none.</param>
/// <param name="Depth">Number of directories above each file; 0 when the file names none.</param>
internal sealed record StoreDescriptor(string? Digest, int Depth)
{
    public const string FileName = "config.xml";

    private const int MaxSize = 1024 * 1024;

    /// <summary>Reads the file of a store directory; null when there is none.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/> that names the file, the trouble and the way out.</exception>
    public static StoreDescriptor? Read(IDisk disk, string directory)
    {
        var path = $"{directory}/{FileName}";
        using var file = disk.Open(path);
        if (file is null)
            return null;
        if (file.Entry.Length > MaxSize)
            throw Wrong(path, "it is far too large for a configuration");
        var bytes = new byte[file.Entry.Length];
        for (var read = 0; read < bytes.Length;)
        {
            var count = file.Read(bytes.AsSpan(read), read);
            read += count > 0 ? count : throw Wrong(path, "it became shorter while it was read");
        }
        try
        {
            return Parse(bytes, path);
        }
        catch (XmlException exception)
        {
            throw Wrong(path, $"it is not well-formed XML ({exception.Message})", exception);
        }
    }

    /// <summary>The file's text, byte for byte as the Nuxeo platform writes it.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes($"""
        <?xml version="1.0" encoding="UTF-8" standalone="no"?>
        <binary-store>
            <digest>{Digest}</digest>
            <depth>{Depth.ToString(CultureInfo.InvariantCulture)}</depth>
        </binary-store>

        """.ReplaceLineEndings("\n"));

    private static StoreDescriptor Parse(byte[] bytes, string path)
    {
        using var reader = XmlReader.Create(new MemoryStream(bytes), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        // The platform also finds the element inside others.
        var root = XDocument.Load(reader).Descendants("binary-store").FirstOrDefault()
            ?? throw Wrong(path, "it has no element 'binary-store'");
        var digest = root.Element("digest")?.Value.Trim();
        var depth = root.Element("depth")?.Value.Trim() ?? "0";
        if (!int.TryParse(depth, NumberStyles.None, CultureInfo.InvariantCulture, out var levels) || levels > PathLayout.MaxDepth)
            throw Wrong(path, $"its depth '{depth}' is no number from 0 to {PathLayout.MaxDepth}");
        return new StoreDescriptor(string.IsNullOrEmpty(digest) ? null : digest, levels);
    }

    private static BlobException Wrong(string path, string trouble, Exception? cause = null) => new(BlobError.Configuration,
        $"'{path}' cannot be used: {trouble}. Restore it from a backup, or write '<binary-store><digest>SHA-256</digest><depth>2</depth></binary-store>' with this store's digest and depth.",
        innerException: cause);
}
