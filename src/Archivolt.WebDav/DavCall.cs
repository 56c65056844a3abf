using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebDav;

/// <summary>One request, as its headers say it.</summary>
internal sealed class DavCall
{
    public DavCall(HttpContext context, DavUrl url)
    {
        (Context, Url, Path) = (context, url, url.Target());
        Principal = context.ActingPrincipal();
        Repository = DocumentRequest.RepositoryOf(context);
        If = IfHeader.Parse(context.Request.Headers[Dav.IfHeader].ToString());
        Tokens = If.Tokens.ToHashSet(StringComparer.Ordinal);
    }

    public HttpContext Context { get; }

    public DavUrl Url { get; }

    public DavPath Path { get; }

    public Principal Principal { get; }

    public string Repository { get; }

    public IfHeader If { get; }

    /// <summary>The tokens that the client shows it has.</summary>
    public IReadOnlySet<string> Tokens { get; }

    /// <summary>The lists of the header <c>If</c>, each with what it is about as it was when the request came; null for what is not served here.</summary>
    public List<(IfList List, Resource? Resource)> Conditions { get; } = [];

    public CancellationToken Cancelled => Context.RequestAborted;

    /// <summary>How deep the request goes; null where it does not say.</summary>
    /// <exception cref="RequestException">400: the header is none.</exception>
    public Depth? Depth => Header(Dav.DepthHeader) switch
    {
        "" => null,
        "0" => WebDav.Depth.Zero,
        "1" => WebDav.Depth.One,
        var text when text.Equals("infinity", StringComparison.OrdinalIgnoreCase) => WebDav.Depth.Infinity,
        _ => throw RequestException.BadRequest("The header Depth is 0, 1 or infinity."),
    };

    /// <summary>True unless what is at the destination has to stay.</summary>
    /// <exception cref="RequestException">400: the header is none.</exception>
    public bool Overwrites => Header(Dav.OverwriteHeader) switch
    {
        "" or "T" or "t" => true,
        "F" or "f" => false,
        _ => throw RequestException.BadRequest("The header Overwrite is T or F."),
    };

    /// <summary>Where a copy or the document itself is to go.</summary>
    /// <exception cref="RequestException">400: there is no such header, or it is no URL; 502: it leads elsewhere.</exception>
    public DavPath Destination()
    {
        var url = Header(Dav.DestinationHeader);
        if (url.Length == 0)
            throw RequestException.BadRequest("The header Destination is missing; it is the URL to copy or move to.");
        if (DavPath.Decode(url.Split('?', '#')[0]) is null)
            throw RequestException.BadRequest("The path of the destination is not to hold '.', '..', '%2F', or what is no UTF-8.");
        return Url.Other(url) ?? throw new RequestException(StatusCodes.Status502BadGateway, "The destination is not below the URLs that this server has its documents at.");
    }

    public string Header(string name) => Context.Request.Headers[name].ToString().Trim();
}

/// <summary>How deep a request goes.</summary>
internal enum Depth
{
    /// <summary>The document itself.</summary>
    Zero,

    /// <summary>And what is in it.</summary>
    One,

    /// <summary>And everything below.</summary>
    Infinity,
}
