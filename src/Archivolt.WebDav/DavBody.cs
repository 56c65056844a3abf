using System.Xml;
using System.Xml.Linq;
using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebDav;

/// <summary>XML that others wrote: without document types and external entities, bounded in size and depth.</summary>
internal static class DavBody
{
    /// <summary>Largest body, in bytes.</summary>
    public const int MaxLength = 256 * 1024;

    private const int MaxDepth = 50;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxLength,
        MaxCharactersFromEntities = 0,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>The root element of a request's body; null where there is no body.</summary>
    /// <exception cref="RequestException">400: it is no XML that is accepted here; 413: it is too long.</exception>
    public static async Task<XElement?> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var count)
        {
            if (body.Length + count > MaxLength)
                throw new RequestException(StatusCodes.Status413PayloadTooLarge, $"The XML of a request may have {MaxLength} bytes.");
            body.Write(buffer, 0, count);
        }
        if (body.Length == 0)
            return null;
        try
        {
            CheckDepth(body);
            return Load(XmlReader.Create(Rewound(body), Settings));
        }
        catch (XmlException exception)
        {
            throw RequestException.BadRequest($"The body is no XML that is accepted here: {exception.Message}", exception);
        }
    }

    /// <summary>An element that was kept as text; null where the text is none.</summary>
    public static XElement? Parse(string text)
    {
        try
        {
            return Load(XmlReader.Create(new StringReader(text), Settings));
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static XElement Load(XmlReader reader)
    {
        using (reader)
            return XElement.Load(reader, LoadOptions.PreserveWhitespace);
    }

    // Before anything is built of it.
    private static void CheckDepth(MemoryStream body)
    {
        using var reader = XmlReader.Create(Rewound(body), Settings);
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
                throw new XmlException($"it is nested more than {MaxDepth} times.");
        }
    }

    private static MemoryStream Rewound(MemoryStream body) => new(body.GetBuffer(), 0, (int)body.Length, writable: false);
}
