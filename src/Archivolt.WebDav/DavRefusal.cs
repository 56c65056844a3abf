using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebDav;

/// <summary>A request is refused, with the condition that it failed where RFC 4918 §16 has a name for it.</summary>
/// <param name="status">The status.</param>
/// <param name="condition">Name of the element in the namespace <c>DAV:</c>.</param>
/// <param name="href">What it is about; null where that is the request's own URL.</param>
internal sealed class DavRefusal(int status, string condition, string? href = null) : Exception($"{status} {condition}")
{
    public const string FiniteDepth = "propfind-finite-depth";

    public const string ProtectedProperty = "cannot-modify-protected-property";

    /// <summary>The lock of a document, or of a folder above, keeps the change out.</summary>
    public static DavRefusal Locked(string href) => new(StatusCodes.Status423Locked, "lock-token-submitted", href);

    /// <summary>A lock that is there keeps another one out.</summary>
    public static DavRefusal Conflicting(string href) => new(StatusCodes.Status423Locked, "no-conflicting-lock", href);

    /// <summary>The token is of no lock of this document.</summary>
    public static DavRefusal OtherToken(int status) => new(status, "lock-token-matches-request-uri");

    /// <summary>Answers it.</summary>
    public Task WriteAsync(HttpResponse response)
    {
        response.StatusCode = status;
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement(Dav.Prefix, "error", Dav.Namespace);
            xml.WriteStartElement(condition, Dav.Namespace);
            if (href is not null)
                xml.WriteElementString("href", Dav.Namespace, href);
        }
        response.ContentType = Dav.MediaType;
        return response.WriteAsync(Dav.Declaration + text, response.HttpContext.RequestAborted);
    }
}
