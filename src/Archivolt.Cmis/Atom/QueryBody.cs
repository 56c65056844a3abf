using System.Xml;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Cmis.Atom;

/// <summary>A query as a document of XML: an element <c>cmis:query</c> with the parameters as elements.</summary>
internal static class QueryBody
{
    /// <summary>Reads the parameters.</summary>
    /// <exception cref="CmisException">The body is no such document.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(HttpContext context)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var xml = new MeasuredBody(context.Request.Body).OpenXml();
            if (await xml.MoveToContentAsync() != XmlNodeType.Element || xml.LocalName != "query" || xml.NamespaceURI != AtomNames.Core)
                throw CmisException.InvalidArgument("The body is an element 'query' of CMIS.");
            await xml.ReadAsync();
            while (xml.NodeType != XmlNodeType.None)
            {
                if (xml is { NodeType: XmlNodeType.Element, Depth: 1, NamespaceURI: AtomNames.Core, IsEmptyElement: false })
                    parameters[xml.LocalName] = await xml.ReadElementContentAsStringAsync();
                else
                    await xml.ReadAsync();
            }
            return parameters;
        }
        catch (XmlException exception)
        {
            throw CmisException.InvalidArgument($"The body is no XML that is accepted here: {exception.Message}", exception);
        }
    }
}
