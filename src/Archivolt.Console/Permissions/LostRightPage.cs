using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Permissions;

/// <summary>Asks whether somebody is to take their own right away.</summary>
/// <param name="document">The document.</param>
/// <param name="action">The address that the form was sent to.</param>
/// <param name="fields">The form.</param>
internal sealed class LostRightPage(Document document, string action, IFormCollection fields) : Page
{
    public override string Title => "Lose your own right?";

    protected override string Section => ConsoleUrl.Documents;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail.Of(document, isHere: false)}
        <section class="card question">
        <h1>You would lose your own right to change “{Shown.Name(document.Title)}”</h1>
        <p>After this you can no longer change the document or its permissions. Somebody else who may, or an administrator, has to give the right back to you.</p>
        <form method="post" action="{action}">{fields.Select(field => Html.Of($"""<input type="hidden" name="{field.Key}" value="{field.Value.ToString()}">"""))}<input type="hidden" name="{PermissionEndpoints.ConfirmedField}" value="1"><button class="danger" type="submit">Do it all the same</button><a class="button" href="{ConsoleUrl.Permissions}/{document.Id}">Keep my right</a></form>
        {frame.Call("PUT", $"id/{document.Id}/@acl")}
        </section>
        """);
}
