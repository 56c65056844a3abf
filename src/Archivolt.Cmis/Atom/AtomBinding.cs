using System.Net;
using Archivolt.AspNetCore;
using Archivolt.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.Cmis.Atom;

/// <summary>The AtomPub binding (CMIS 1.1 §3), also for clients of CMIS 1.0.</summary>
internal sealed class AtomBinding(IDocumentStore documents, IOptions<HttpOptions> http, IOptions<CmisOptions> options)
{
    /// <summary>Where CMIS 1.0 is spoken.</summary>
    public static string OldPath(CmisOptions options) => options.AtomPath.Trim('/') + "10";

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context, bool isOld)
    {
        try
        {
            await RunAsync(context, isOld);
        }
        catch (Exception exception) when (CmisFault.Of(exception, context) is { } fault)
        {
            await AnswerAsync(context, fault);
        }
    }

    private Task RunAsync(HttpContext context, bool isOld)
    {
        var path = isOld ? OldPath(options.Value) : options.Value.AtomPath;
        var names = CmisUrl.Names(context, http.Value, path);
        var repository = names.Count == 0 ? documents.Repositories[0] : CmisUrl.Repository(names[0], documents);
        var call = new CmisCall(context, repository, CmisUrl.Base(context, http.Value, path)) { IsOld = isOld };
        var reading = context.RequestServices.GetRequiredService<AtomReading>();
        // A name may stand behind content, for those who save it.
        var resource = names is [_, var only] ? only : names is [_, "content", _] ? "content" : null;
        var isRead = !CmisCall.Changes(context.Request);
        return (names.Count, resource, isRead) switch
        {
            (0, _, true) => reading.ServiceAsync(call, call.Parameters.Text("repositoryId")),
            (1, _, true) => reading.ServiceAsync(call, repository),
            (_, { } asked, true) => reading.AnswerAsync(call, asked),
            (_, { } asked, false) => context.RequestServices.GetRequiredService<AtomWriting>().RunAsync(call, asked),
            (0 or 1, _, false) => throw CmisException.NotSupported("A repository is only read."),
            _ => throw CmisException.Nothing("resource", names[1]),
        };
    }

    // Clients look for the exception between comments, since a status may mean several.
    private static async Task AnswerAsync(HttpContext context, CmisFault fault)
    {
        fault.Begin(context.Response, "GET, HEAD, POST, PUT, DELETE");
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            $"<!DOCTYPE html><html><body><h1>{fault.Status} <!--exception-->{fault.Error.NameOf()}<!--/exception--></h1><p><!--message-->{WebUtility.HtmlEncode(fault.Message)}<!--/message--></p></body></html>",
            context.RequestAborted);
    }
}
