using System.Xml.Linq;
using Archivolt.Documents;
using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebDav;

/// <summary>
/// Properties that clients keep with a document and that mean nothing here (RFC 4918 §4): elements as text, in a property that no schema has. They go where the document goes, into copies and versions too.
/// </summary>
internal static class DeadProperties
{
    private const string Head = "webdav:properties";
    private const int MaxCount = 100;
    private const int MaxLength = 64 * 1024;

    /// <summary>The properties of a document; what is no element is none.</summary>
    public static IReadOnlyList<XElement> Of(Document document) => document.Properties.Get(Head) is List<object?> texts
        ? [.. texts.OfType<string>().Select(DavBody.Parse).OfType<XElement>()]
        : [];

    /// <summary>Replaces them.</summary>
    /// <exception cref="RequestException">507: there would be too much.</exception>
    public static void Set(Document document, IReadOnlyList<XElement> properties)
    {
        var texts = properties.Select(property => property.ToString(SaveOptions.DisableFormatting)).ToList<object?>();
        if (texts.Count > MaxCount || texts.Sum(text => ((string)text!).Length) > MaxLength)
        {
            throw new RequestException(StatusCodes.Status507InsufficientStorage,
                $"A document keeps {MaxCount} properties of clients, with {MaxLength} characters altogether. Nothing was changed.");
        }
        if (texts.Count > 0)
            document.Properties.Set(Head, texts);
        else
            document.Properties.Remove(Head);
    }

    /// <summary>Gives a document those of another one, where that one has any.</summary>
    public static void Copy(Document from, Document to)
    {
        if (from.Properties.Get(Head) is List<object?> texts)
            to.Properties.Set(Head, texts.ToList());
    }
}
