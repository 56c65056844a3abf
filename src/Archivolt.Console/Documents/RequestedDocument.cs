using Archivolt.AspNetCore.Documents;
using Archivolt.Documents;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Documents;

/// <summary>The document that a page or form is about.</summary>
internal static class RequestedDocument
{
    /// <summary>Finds it by its id, as far as whoever asks may read it.</summary>
    public static ValueTask<DocumentRequest> OfAsync(HttpContext context, string id) => DocumentRequest.OfAsync(context, new DocumentAddress(null, id.ToLowerInvariant(), null, null, []));

    /// <summary>Finds it by its path, likewise.</summary>
    public static ValueTask<DocumentRequest> AtAsync(HttpContext context, string path) => DocumentRequest.OfAsync(context, new DocumentAddress(null, null, path, null, []));

    /// <summary>The path of the folder that a document is in.</summary>
    public static string ParentOf(Document document) => document.Path.LastIndexOf('/') is > 0 and var end ? document.Path[..end] : "/";
}
