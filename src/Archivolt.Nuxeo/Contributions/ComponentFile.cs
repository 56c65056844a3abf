using System.Xml;
using System.Xml.Linq;
using Archivolt.Blobs;

namespace Archivolt.Nuxeo.Contributions;

/// <summary>Reads the XML of one file, bounded in size and depth. No document type, no entity, nothing from outside the file.</summary>
internal static class ComponentFile
{
    private const int MaxDepth = 50;

    private static readonly XmlReaderSettings Settings = new()
    {
        // A page's snippet may have several elements side by side.
        ConformanceLevel = ConformanceLevel.Auto,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = 16 * 1024 * 1024,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming file and line.</exception>
    public static Component Read(string path)
    {
        var file = Path.GetFileName(path);
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BlobException(BlobError.Configuration, $"{file} cannot be read: {exception.Message}", innerException: exception);
        }
    }

    public static Component Read(Stream stream, string file)
    {
        try
        {
            CheckDepth(stream);
            using var reader = XmlReader.Create(stream, Settings);
            return Of(Roots(reader).ToList(), file);
        }
        catch (XmlException exception)
        {
            throw new BlobException(BlobError.Configuration,
                $"{new SourceLine(file, exception.LineNumber)}: this is no well-formed XML. {exception.Message}",
                innerException: exception);
        }
    }

    /// <summary>Where an element stands.</summary>
    public static SourceLine LineOf(this XObject node, string file) => new(file, ((IXmlLineInfo)node).LineNumber);

    // Before anything is built of it, which takes longer with the square of the depth.
    private static void CheckDepth(Stream stream)
    {
        using (var reader = XmlReader.Create(stream, Settings))
        {
            while (reader.Read())
            {
                if (reader.Depth > MaxDepth)
                    throw new XmlException($"Elements are nested more than {MaxDepth} times.", innerException: null, ((IXmlLineInfo)reader).LineNumber, ((IXmlLineInfo)reader).LinePosition);
            }
        }
        stream.Position = 0;
    }

    private static IEnumerable<XElement> Roots(XmlReader reader)
    {
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            using var one = reader.ReadSubtree();
            yield return XElement.Load(one, LoadOptions.SetLineInfo);
        }
    }

    private static Component Of(List<XElement> roots, string file) => roots switch
    {
        [] => throw new BlobException(BlobError.Configuration, $"{file} is empty; expected <component> or <extension>."),
        [{ Name.LocalName: "component" } component] => new Component(
            file,
            (string?)component.Attribute("name"),
            [.. component.Elements("require").Select(require => require.Value.Trim())],
            [.. component.Elements("extension")]),
        _ when roots.Find(root => root.Name.LocalName != "extension") is { } other => throw new BlobException(BlobError.Configuration,
            $"{other.LineOf(file)}: expected <component> or <extension>, found <{other.Name.LocalName}>."),
        _ => new Component(file, Name: null, Requires: [], roots),
    };
}
