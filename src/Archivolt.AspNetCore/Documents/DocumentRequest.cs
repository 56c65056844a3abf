using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Documents;

/// <summary>A request about one document that exists and that the asker may read. Endpoints take it as a parameter.</summary>
internal sealed class DocumentRequest
{
    /// <summary>Names the repository where the address does not.</summary>
    public const string RepositoryHeader = "X-NXRepository";
    private const string RepositoryQuery = "nxrepository";

    private DocumentRequest(HttpContext context, DocumentAddress address, Document document)
    {
        Context = context;
        Address = address;
        // A lock that has ended is none, though nobody took it off.
        Document = document.Lock is { } held ? document with { Lock = held.At(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()) } : document;
        Principal = context.ActingPrincipal();
    }

    public HttpContext Context { get; }

    public DocumentAddress Address { get; }

    public Document Document { get; }

    public Principal Principal { get; }

    /// <summary>Finds the document and checks <see cref="Permission.Read"/>; called by the framework.</summary>
    public static ValueTask<DocumentRequest> BindAsync(HttpContext context) =>
        OfAsync(context, DocumentAddress.Of(context) ?? throw RequestException.NotFound("No document has this URL."));

    /// <summary>A request about the document of an address; checks <see cref="Permission.Read"/>.</summary>
    public static async ValueTask<DocumentRequest> OfAsync(HttpContext context, DocumentAddress address)
    {
        var request = new DocumentRequest(context, address, await FindAsync(context, address));
        await request.RequireAsync(Permission.Read);
        return request;
    }

    /// <summary>Refuses unless the asker has the permission on the document.</summary>
    public ValueTask RequireAsync(Permission permission) => RequireAsync(Context, Document, permission);

    /// <summary>Refuses unless whoever makes a request has a permission on a document.</summary>
    public static async ValueTask RequireAsync(HttpContext context, Document document, Permission permission)
    {
        var principal = context.ActingPrincipal();
        if (await context.RequestServices.GetRequiredService<IDocumentAccess>().IsAllowedAsync(principal, permission, document, context.RequestAborted))
            return;
        var what = permission switch
        {
            Permission.Read => "read",
            Permission.MakeRecord => "make a record of",
            Permission.SetRetention => "set the retention of",
            Permission.ManageLegalHold => "manage legal holds on",
            Permission.WriteColdStorage => "use cold storage for",
            _ => "change",
        };
        throw principal.IsAnonymous
            ? RequestException.Unauthorized($"Sign in to {what} this document.")
            : RequestException.Forbidden($"You may not {what} this document.");
    }

    private static async ValueTask<Document> FindAsync(HttpContext context, DocumentAddress address)
    {
        var documents = context.RequestServices.GetRequiredService<IDocumentStore>();
        var repository = RepositoryOf(context, address.Repository);
        var document = address.Id is { } id
            ? await documents.FindAsync(repository, id, context.RequestAborted)
            : await documents.FindByPathAsync(repository, address.Path!, context.RequestAborted);
        return document ?? throw RequestException.NotFound($"There is no document '{address.Id ?? address.Path}'.");
    }

    /// <summary>The repository of a request: that of its address, else of its header or query, else the default one.</summary>
    /// <exception cref="RequestException">404: there is no such repository.</exception>
    public static string RepositoryOf(HttpContext context, string? inAddress = null)
    {
        var request = context.Request;
        var known = context.RequestServices.GetRequiredService<IDocumentStore>().Repositories;
        var repository = inAddress
            ?? (request.Headers.TryGetValue(RepositoryHeader, out var header) && header.ToString() is { Length: > 0 } named ? named
                : request.Query.TryGetValue(RepositoryQuery, out var query) && query.ToString() is { Length: > 0 } asked ? asked
                : known[0]);
        return known.Contains(repository, StringComparer.Ordinal) ? repository : throw RequestException.NotFound($"There is no repository '{repository}'.");
    }
}
