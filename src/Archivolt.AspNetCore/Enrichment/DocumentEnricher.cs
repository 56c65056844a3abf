using System.Text.Json;
using Archivolt.Documents;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Enrichment;

/// <summary>Adds what a request asks for beyond a document itself: <c>enrichers-document: acls</c> becomes <c>contextParameters.acls</c>.</summary>
/// <param name="name">Its name.</param>
internal abstract class DocumentEnricher(string name)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Reads what is to be added, and returns what writes it as one value.</summary>
    public abstract ValueTask<Action<Utf8JsonWriter>> LoadAsync(Document document, HttpContext context);
}
