using System.Globalization;
using System.Text;
using System.Xml;
using Archivolt.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Cmis.Atom;

/// <summary>Writes the XML of answers, which are in memory before the first byte goes.</summary>
internal sealed class AtomXml : IDisposable
{
    // Some clients stumble over a byte order mark.
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    private readonly MemoryStream _buffer = new();
    private readonly XmlWriter _xml;

    /// <summary>Begins a document with its root element.</summary>
    public AtomXml(string prefix, string root, string space)
    {
        _xml = XmlWriter.Create(_buffer, Settings);
        _xml.WriteStartElement(prefix, root, space);
        foreach (var (name, uri) in (List<(string, string)>)[("atom", AtomNames.Atom), ("app", AtomNames.App), ("cmis", AtomNames.Core), ("cmisra", AtomNames.Rest), ("xsi", AtomNames.Instance)])
        {
            if (name != prefix)
                _xml.WriteAttributeString("xmlns", name, null, uri);
        }
    }

    /// <summary>An element with what is in it.</summary>
    public void Element(string name, string space, Action write)
    {
        Begin(name, space);
        write();
        End();
    }

    /// <summary>An element with text.</summary>
    public void Text(string name, string space, string? text)
    {
        Begin(name, space);
        _xml.WriteString(TextForXml.Shown(text ?? ""));
        End();
    }

    public void Atom(string name, string? text) => Text(name, AtomNames.Atom, text);

    public void Core(string name, string? text) => Text(name, AtomNames.Core, text);

    public void Core(string name, bool value) => Core(name, value ? "true" : "false");

    public void Begin(string name, string space) => _xml.WriteStartElement(name, space);

    public void End() => _xml.WriteEndElement();

    public void Attribute(string name, string value, string? space = null) => _xml.WriteAttributeString(name, space, TextForXml.Shown(value));

    /// <summary>A link.</summary>
    public void Link(string relation, string href, string? type = null)
    {
        Begin("link", AtomNames.Atom);
        Attribute("rel", relation);
        Attribute("href", href);
        if (type is not null)
            Attribute("type", type);
        End();
    }

    /// <summary>What every entry and feed begins with.</summary>
    public void Head(string id, string title, DateTimeOffset updated, string author = RepositoryInfo.Vendor)
    {
        Element("author", AtomNames.Atom, () => Atom("name", author));
        Atom("id", id);
        Atom("title", title);
        Atom("updated", Time(updated));
    }

    /// <summary>A time.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Ends the document and sends it.</summary>
    public async Task SendAsync(HttpContext context, string type, int status = StatusCodes.Status200OK)
    {
        _xml.WriteEndElement();
        _xml.Flush();
        var response = context.Response;
        (response.StatusCode, response.ContentType, response.ContentLength) = (status, type, _buffer.Length);
        response.Headers.CacheControl = "private, max-age=0";
        await response.Body.WriteAsync(_buffer.GetBuffer().AsMemory(0, (int)_buffer.Length), context.RequestAborted);
    }

    public void Dispose()
    {
        _xml.Dispose();
        _buffer.Dispose();
    }
}
