using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Sessions;

/// <summary>
/// A page that leads to another one by itself. A redirect would not do: a browser that another site sent here keeps a strict cookie back until a page of this server leads on, and a form's policy holds for where it is
/// redirected to.
/// </summary>
/// <param name="title">What happened.</param>
/// <param name="url">Where to.</param>
internal sealed class MovingOn(string title, string url) : Page
{
    public override string Title => title;

    protected override void Add(IHeaderDictionary headers) => headers["Refresh"] = $"0;url={url}";

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        <section class="empty">
        <h1>{title}</h1>
        <p><a class="button" href="{url}">{Phrase.Of("Go on")}</a></p>
        </section>
        """);
}
