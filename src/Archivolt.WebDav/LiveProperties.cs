using System.Globalization;
using System.Xml;
using Archivolt.AspNetCore;
using Archivolt.Documents;

namespace Archivolt.WebDav;

/// <summary>The properties that the server keeps (RFC 4918 §15).</summary>
internal sealed class LiveProperties(LockGuard locks)
{
    /// <summary>Their names, in the namespace <c>DAV:</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["resourcetype", "displayname", "creationdate", "getlastmodified", "getcontentlength", "getcontenttype", "getetag", "supportedlock", "lockdiscovery"];

    /// <summary>True where a resource has a property.</summary>
    public static bool Has(Resource resource, string name) => ValueOf(resource, name) is not null || name is "resourcetype" or "supportedlock" or "lockdiscovery";

    /// <summary>Writes a property that the resource has.</summary>
    public void Write(XmlWriter xml, DavCall call, Resource resource, string name)
    {
        xml.WriteStartElement(name, Dav.Namespace);
        switch (name)
        {
            case "resourcetype" when resource.IsFolder:
                xml.WriteElementString("collection", Dav.Namespace, null);
                break;
            case "supportedlock":
                foreach (var scope in (string[])["exclusive", "shared"])
                {
                    xml.WriteStartElement("lockentry", Dav.Namespace);
                    WriteScope(xml, scope);
                    xml.WriteEndElement();
                }
                break;
            case "lockdiscovery":
                WriteLocks(xml, call, resource);
                break;
            default:
                xml.WriteString(ValueOf(resource, name));
                break;
        }
        xml.WriteEndElement();
    }

    private void WriteLocks(XmlWriter xml, DavCall call, Resource resource)
    {
        foreach (var (holder, _, token) in locks.TokensOf(resource))
            WriteLock(xml, call, holder, token);
        if (locks.HeldOf(resource.Document!) is { IsLasting: true } lasting)
            WriteLasting(xml, call, resource.Document!, lasting);
    }

    private void WriteLock(XmlWriter xml, DavCall call, Document holder, LockToken token)
    {
        xml.WriteStartElement("activelock", Dav.Namespace);
        WriteScope(xml, token.IsShared ? "shared" : "exclusive");
        xml.WriteElementString("depth", Dav.Namespace, token.IsDeep ? "infinity" : "0");
        if (token.Note is { } note && DavBody.Parse(note) is { } owner)
            owner.WriteTo(xml);
        var left = locks.Left(token);
        xml.WriteElementString("timeout", Dav.Namespace, string.Create(CultureInfo.InvariantCulture, $"Second-{left}"));
        WriteHref(xml, "locktoken", token.Value);
        WriteHref(xml, "lockroot", call.Url.Of(DavPath.Of(holder), isFolder: false));
        xml.WriteEndElement();
    }

    // Without a token: it is its owner's, whatever program that uses.
    private static void WriteLasting(XmlWriter xml, DavCall call, Document holder, DocumentLock lasting)
    {
        xml.WriteStartElement("activelock", Dav.Namespace);
        WriteScope(xml, "exclusive");
        xml.WriteElementString("depth", Dav.Namespace, "0");
        xml.WriteElementString("owner", Dav.Namespace, TextForXml.Shown(lasting.Owner));
        xml.WriteElementString("timeout", Dav.Namespace, "Infinite");
        WriteHref(xml, "lockroot", call.Url.Of(DavPath.Of(holder), isFolder: false));
        xml.WriteEndElement();
    }

    private static void WriteScope(XmlWriter xml, string scope)
    {
        foreach (var (name, value) in ((string, string)[])[("lockscope", scope), ("locktype", "write")])
        {
            xml.WriteStartElement(name, Dav.Namespace);
            xml.WriteElementString(value, Dav.Namespace, null);
            xml.WriteEndElement();
        }
    }

    private static void WriteHref(XmlWriter xml, string name, string href)
    {
        xml.WriteStartElement(name, Dav.Namespace);
        xml.WriteElementString("href", Dav.Namespace, href);
        xml.WriteEndElement();
    }

    private static string? ValueOf(Resource resource, string name)
    {
        var document = resource.Document!;
        var blob = resource.IsFolder ? null : Resource.MainBlobOf(document);
        return name switch
        {
            "displayname" => TextForXml.Shown(document.Name),
            "creationdate" => (document.Properties.Get("dc:created") as DateTimeOffset?)?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            "getlastmodified" => document.Modified?.ToString("R", CultureInfo.InvariantCulture),
            "getcontentlength" when !resource.IsFolder => (blob is null ? 0 : blob.Length)?.ToString(CultureInfo.InvariantCulture),
            "getcontenttype" when !resource.IsFolder => TextForXml.Shown(blob?.MediaType ?? "application/octet-stream"),
            "getetag" => resource.EntityTag,
            _ => null,
        };
    }
}
