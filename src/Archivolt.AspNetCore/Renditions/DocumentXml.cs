using System.Globalization;
using System.Text;
using System.Xml;
using Archivolt.Blobs;
using Archivolt.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Archivolt.AspNetCore.Renditions;

/// <summary>A document as XML, in the shape of the platform's <c>xmlExport</c>: <c>system</c>, then a <c>schema</c> for each schema with its properties.</summary>
internal static class DocumentXml
{
    private const string NamespacePrefix = "http://www.nuxeo.org/ecm/schemas/";

    /// <summary>An answer with the document.</summary>
    public static FileContentHttpResult Result(Document document, SchemaRegistry schemas) =>
        TypedResults.Bytes(Write(document, schemas), "text/xml; charset=UTF-8", "document.xml");

    /// <summary>The document as UTF-8 XML.</summary>
    public static byte[] Write(Document document, SchemaRegistry schemas)
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, OmitXmlDeclaration = true, CheckCharacters = false }))
        {
            // Written by hand, since clients compare the spelling of the encoding.
            writer.WriteRaw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
            writer.WriteStartElement("document");
            writer.WriteAttributeString("repository", document.Repository);
            writer.WriteAttributeString("id", document.Id);
            WriteSystem(writer, document);
            foreach (var schema in schemas.SchemasOf(document))
                WriteSchema(writer, document, schema);
            writer.WriteEndElement();
        }
        return buffer.ToArray();
    }

    private static void WriteSystem(XmlWriter writer, Document document)
    {
        writer.WriteStartElement("system");
        writer.WriteElementString("type", document.Type);
        writer.WriteElementString("path", document.Path.TrimStart('/'));
        writer.WriteElementString("lifecycle-state", document.State);
        writer.WriteElementString("lifecycle-policy", "default");
        foreach (var facet in document.Facets)
            writer.WriteElementString("facet", facet);
        writer.WriteEndElement();
    }

    private static void WriteSchema(XmlWriter writer, Document document, Schema schema)
    {
        writer.WriteStartElement("schema");
        writer.WriteAttributeString("name", schema.Name);
        foreach (var field in schema.Fields.Keys)
        {
            if (document.Properties.Get(PropertyPath.Parse($"{schema.PathPrefix}:{field}")) is { } value)
                WriteValue(writer, schema.PathPrefix, field, NamespacePrefix + schema.Name + "/", value);
        }
        writer.WriteEndElement();
    }

    private static void WriteValue(XmlWriter writer, string prefix, string name, string space, object? value)
    {
        writer.WriteStartElement(prefix, name, space);
        switch (value)
        {
            case null:
                break;
            case BlobInfo blob:
                WriteBlob(writer, blob);
                break;
            case IReadOnlyDictionary<string, object?> complex:
                foreach (var (field, inner) in complex)
                    WriteValue(writer, "", field, "", inner);
                break;
            case IEnumerable<object?> list:
                foreach (var item in list)
                    WriteValue(writer, "", "item", "", item);
                break;
            case DateTimeOffset time:
                writer.WriteString(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                break;
            case bool flag:
                writer.WriteString(flag ? "true" : "false");
                break;
            default:
                writer.WriteString(WithoutControls(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
        writer.WriteEndElement();
    }

    private static void WriteBlob(XmlWriter writer, BlobInfo blob)
    {
        writer.WriteElementString("encoding", blob.Encoding);
        writer.WriteElementString("mime-type", blob.MediaType);
        writer.WriteElementString("filename", WithoutControls(blob.FileName ?? ""));
        writer.WriteElementString("digest", blob.Digest);
    }

    // XML 1.0 has no way to say them.
    private static string WithoutControls(string text) => text.Any(IsForbidden) ? string.Concat(text.Where(character => !IsForbidden(character))) : text;

    private static bool IsForbidden(char character) => !XmlConvert.IsXmlChar(character) && !char.IsSurrogate(character);
}
