using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Cmis;

/// <summary>One request for a service of CMIS.</summary>
internal sealed class CmisCall
{
    public CmisCall(HttpContext context, string repository, string baseUrl)
    {
        (Context, Repository, BaseUrl) = (context, repository, baseUrl);
        Principal = context.ActingPrincipal();
        Parameters = new CmisParameters(name => context.Request.Query[name].FirstOrDefault());
    }

    public HttpContext Context { get; }

    public string Repository { get; }

    /// <summary>The absolute URL of the binding, without a slash at its end.</summary>
    public string BaseUrl { get; }

    public Principal Principal { get; }

    /// <summary>Those of the URL, and of a form where one was read.</summary>
    public CmisParameters Parameters { get; set; }

    /// <summary>True for a client of CMIS 1.0, which knows less.</summary>
    public bool IsOld { get; init; }

    public CancellationToken Cancelled => Context.RequestAborted;

    /// <summary>True for a request that may change something.</summary>
    public static bool Changes(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    /// <summary>The refusal of what is not there, or may not be known of. Whoever would change it without having signed in is asked to.</summary>
    public Exception NotFound(string what) => Principal.IsAnonymous && Changes(Context.Request)
        ? AspNetCore.Errors.RequestException.Unauthorized("Sign in to change documents.")
        : CmisException.NoObject(what);
}
