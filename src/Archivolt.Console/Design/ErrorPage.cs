using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Design;

/// <summary>A refusal as a page.</summary>
/// <param name="status">Its status.</param>
/// <param name="message">A sentence.</param>
internal sealed class ErrorPage(int status, string message) : Page
{
    public override int Status => status;

    public override string Title => status switch
    {
        StatusCodes.Status403Forbidden => Phrase.Of("Not allowed"),
        StatusCodes.Status404NotFound => Phrase.Of("Not found"),
        StatusCodes.Status409Conflict or StatusCodes.Status412PreconditionFailed => Phrase.Of("Not possible now"),
        _ => Phrase.Of("That did not work"),
    };

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        <section class="empty" role="alert">
        {Icon.Warning}
        <h1>{Title}</h1>
        <p>{Shown.Name(message)}</p>
        {(frame.Principal.IsAnonymous ? Html.None : Html.Of(
            $"""
            <form class="open-path" method="get" action="{ConsoleUrl.Open}"><label for="path">{Phrase.Of("Open a document by its path")}</label><input id="path" name="path" placeholder="/default-domain/workspaces" required autocomplete="off"><button type="submit">{Phrase.Of("Open")}</button></form>
            """))}
        <p><a class="button" href="{ConsoleUrl.Documents}">{Phrase.Of("Go to the documents")}</a></p>
        </section>
        """);
}
