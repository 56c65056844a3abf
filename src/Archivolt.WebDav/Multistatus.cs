using System.Globalization;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebDav;

/// <summary>A 207 that is sent while it is made, in the same memory however many documents it tells of.</summary>
internal sealed class Multistatus : IAsyncDisposable
{
    private const int Full = 16 * 1024;

    private readonly HttpResponse _response;
    private readonly MemoryStream _made = new();

    private Multistatus(HttpResponse response)
    {
        _response = response;
        // Nothing waits for the network inside the writer: what is made is sent between two documents.
        Xml = XmlWriter.Create(_made, Dav.XmlSettings);
    }

    public XmlWriter Xml { get; }

    /// <summary>Begins the answer.</summary>
    public static Multistatus Begin(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status207MultiStatus;
        response.ContentType = Dav.MediaType;
        var answer = new Multistatus(response);
        answer.Xml.WriteStartElement(Dav.Prefix, "multistatus", Dav.Namespace);
        return answer;
    }

    /// <summary>Begins what is told of a document.</summary>
    public void BeginResponse(string href)
    {
        Xml.WriteStartElement("response", Dav.Namespace);
        Xml.WriteElementString("href", Dav.Namespace, href);
    }

    /// <summary>Ends it, and sends what has gathered.</summary>
    public async ValueTask EndResponseAsync()
    {
        Xml.WriteEndElement();
        Xml.Flush();
        if (_made.Length >= Full)
            await SendAsync();
    }

    /// <summary>Properties with one status.</summary>
    /// <param name="status">The status.</param>
    /// <param name="write">Writes them.</param>
    /// <param name="condition">What failed, where RFC 4918 §16 has a name for it.</param>
    public void Properties(int status, Action<XmlWriter> write, string? condition = null)
    {
        Xml.WriteStartElement("propstat", Dav.Namespace);
        Xml.WriteStartElement("prop", Dav.Namespace);
        write(Xml);
        Xml.WriteEndElement();
        Xml.WriteElementString("status", Dav.Namespace, string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {AspNetCore.Errors.ErrorStatus.Reason(status)}"));
        if (condition is not null)
        {
            Xml.WriteStartElement("error", Dav.Namespace);
            Xml.WriteElementString(condition, Dav.Namespace, null);
            Xml.WriteEndElement();
        }
        Xml.WriteEndElement();
    }

    /// <summary>Ends the answer.</summary>
    public async Task EndAsync()
    {
        Xml.WriteEndElement();
        Xml.Flush();
        await SendAsync();
    }

    public ValueTask DisposeAsync()
    {
        Xml.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync()
    {
        await _response.Body.WriteAsync(_made.GetBuffer().AsMemory(0, (int)_made.Length), _response.HttpContext.RequestAborted);
        _made.SetLength(0);
    }
}
