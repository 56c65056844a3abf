using Archivolt.AspNetCore;
using Archivolt.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.Cmis.Browser;

/// <summary>The browser binding (CMIS 1.1 §5): JSON by GET, forms by POST. JSON in a script of another page (<c>callback</c>) is not answered, since that page would read it.</summary>
internal sealed class BrowserBinding(IDocumentStore documents, IOptions<HttpOptions> http, IOptions<CmisOptions> options)
{
    private static readonly string Allowed = $"{HttpMethods.Get}, {HttpMethods.Head}, {HttpMethods.Post}";

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        try
        {
            await RunAsync(context);
        }
        catch (Exception exception) when (CmisFault.Of(exception, context) is { } fault)
        {
            await AnswerAsync(context, fault);
        }
    }

    private async Task RunAsync(HttpContext context)
    {
        var names = CmisUrl.Names(context, http.Value, options.Value.BrowserPath);
        var call = new CmisCall(context, names.Count == 0 ? documents.Repositories[0] : CmisUrl.Repository(names[0], documents), CmisUrl.Base(context, http.Value, options.Value.BrowserPath));
        var isRead = !CmisCall.Changes(context.Request);
        if (!isRead && !HttpMethods.IsPost(context.Request.Method))
            throw CmisException.NotSupported($"The browser binding takes {Allowed}.");
        if (context.Request.Query.ContainsKey("callback"))
            throw CmisException.NotSupported("Answers in a callback are not offered: a page of another origin would read them. Ask for JSON, and allow the origin (Archivolt:AllowedOrigins).");
        var services = context.RequestServices;
        var path = names is [_, "root", ..] ? "/" + string.Join('/', names.Skip(2)) : null;
        if (path is null && names.Count > 1)
            throw CmisException.NoObject(string.Join('/', names.Skip(1)));
        await ((isRead, names.Count, path) switch
        {
            (true, 0, _) => services.GetRequiredService<RepositorySelectors>().RepositoriesAsync(call),
            (true, _, null) => services.GetRequiredService<RepositorySelectors>().AnswerAsync(call),
            (true, _, { } asked) => services.GetRequiredService<ObjectSelectors>().AnswerAsync(call, asked),
            _ => services.GetRequiredService<ObjectActions>().RunAsync(call, path),
        });
    }

    private static Task AnswerAsync(HttpContext context, CmisFault fault)
    {
        fault.Begin(context.Response, Allowed);
        return BrowserJson.SendAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("exception", fault.Error.NameOf());
            json.WriteString("message", fault.Message);
            json.WriteEndObject();
        }, fault.Status);
    }
}
