using Archivolt.AspNetCore;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.WebConsole.Design;

/// <summary>A page. Its policy lets a browser run the console's own scripts only, and ask nobody but this server.</summary>
internal abstract class Page : IResult
{
    private static readonly string[] Always = ["console.js", "entered.js"];

    /// <summary>What the browser calls it.</summary>
    public abstract string Title { get; }

    /// <summary>The answer's status.</summary>
    public virtual int Status => StatusCodes.Status200OK;

    /// <summary>What was searched for; null for nothing.</summary>
    protected virtual string? Sought => null;

    /// <summary>Names of scripts that it needs besides those of every page.</summary>
    protected virtual IReadOnlyList<string> Scripts => [];

    /// <summary>Where it belongs in the navigation; null for nowhere.</summary>
    protected virtual string? Section => null;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var nonce = PageHead.NewNonce();
        var frame = PageFrame.Of(httpContext, httpContext.RequestServices.GetRequiredService<IOptions<HttpOptions>>().Value);
        SetHeaders(httpContext.Response.Headers, nonce);
        Add(httpContext.Response.Headers);
        return TypedResults.Content(Whole(frame, nonce).ToString(), "text/html; charset=utf-8", statusCode: Status).ExecuteAsync(httpContext);
    }

    /// <summary>Adds headers of its own.</summary>
    protected virtual void Add(IHeaderDictionary headers)
    {
    }

    /// <summary>What stands between the header and the end.</summary>
    protected abstract Html Body(PageFrame frame);

    private Html Whole(PageFrame frame, string nonce) => Html.Of(
        $"""
        {PageHead.Of(Title, nonce, Html.Of($"{Always.Concat(Scripts).Select(name => PageHead.Script(name, nonce))}"))}
        <body>
        <a class="skip" href="#main">{Phrase.Of("Skip to content")}</a>
        {Header(frame)}
        <main id="main" tabindex="-1">
        {Body(frame)}
        </main>
        </body>
        </html>
        """);

    private Html Header(PageFrame frame) => frame.Principal.IsAnonymous ? Html.None : Html.Of(
        $"""
        <header class="top">
        <a class="brand" href="{ConsoleUrl.Documents}" aria-label="Archivolt">{Icon.Brand}<span>Archivolt</span></a>
        <nav aria-label="{Phrase.Of("Main")}">{NavigationLink(ConsoleUrl.Documents, Phrase.Of("Documents"))}{NavigationLink(ConsoleUrl.Trash, Phrase.Of("Trash"))}{(frame.Principal.IsAdministrator ? Html.Of($"{NavigationLink(ConsoleUrl.People, Phrase.Of("People"))}{NavigationLink(ConsoleUrl.Operations, Phrase.Of("Operations"))}") : Html.None)}{NavigationLink(ConsoleUrl.Api, Phrase.Of("API"))}</nav>
        <form class="search" method="get" action="{ConsoleUrl.Search}" role="search"><input name="q" type="search" value="{Sought}" placeholder="{Phrase.Of("Search by name")}" aria-label="{Phrase.Of("Search by name")}" autocomplete="off"></form>
        <form class="account" method="post" action="{ConsoleUrl.SignOut}">{AccountLink(frame)}<button class="quiet" type="submit">{Phrase.Of("Sign out")}</button></form>
        </header>
        """);

    private Html AccountLink(PageFrame frame) => Html.Of(
        $"""
        <a class="who" href="{ConsoleUrl.Account}" aria-label="{Phrase.Of($"Account: {Shown.Plain(frame.Principal.Name)}")}" title="{Phrase.Of($"Account of {Shown.Plain(frame.Principal.Name)}")}"{(Section == ConsoleUrl.Account ? Html.Of($" aria-current=\"page\"") : Html.None)}>{Icon.User}{Shown.Name(frame.Principal.Name)}</a>
        """);

    private Html NavigationLink(string url, string text) => url == Section
        ? Html.Of($"""<a href="{url}" aria-current="page">{text}</a>""")
        : Html.Of($"""<a href="{url}">{text}</a>""");

    private static void SetHeaders(IHeaderDictionary headers, string nonce)
    {
        // A nonce and not 'self': documents of people are served from this origin too.
        headers.ContentSecurityPolicy = $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self'; media-src 'self'; frame-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }
}
