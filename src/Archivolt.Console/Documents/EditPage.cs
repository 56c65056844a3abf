using Archivolt.Documents;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>Edits a document's properties and its name.</summary>
/// <param name="document">The document.</param>
/// <param name="form">The form.</param>
/// <param name="canRename">True to ask for another name too.</param>
/// <param name="outcome">Why a form was refused.</param>
internal sealed class EditPage(Document document, EditForm form, bool canRename, Outcome outcome) : Page
{
    public override string Title => Phrase.Of($"Edit {document.Title}");

    public override int Status => outcome.Status;

    protected override string Section => ConsoleUrl.Documents;

    protected override Html Body(PageFrame frame) => Html.Of(
        $"""
        {Trail.Of(document)}
        <div class="heading"><h1>{Phrase.Markup($"Edit “{Shown.Name(document.Title)}”")}</h1></div>
        {Said.Problem(outcome.Problem)}
        <section class="card"><h2>{Phrase.Of("Properties")}</h2>
        <form class="stacked" method="post" action="{ConsoleUrl.Edits}/{document.Id}" data-keeps>
        <input type="hidden" name="{EditForm.TokenField}" value="{form.Token}">
        {form.Fields.Take(EditedProperty.Usual).Select(Field)}
        {Others()}
        <button type="submit">{Phrase.Of("Save")}</button> <a class="button" href="{ConsoleUrl.OfDocument(document.Path)}">{Phrase.Of("Cancel")}</a>
        </form>
        {frame.Call("PUT", $"id/{document.Id}")}
        </section>
        {(canRename ? PlaceForm.Of(document, frame) : Html.None)}
        """);

    private Html Others()
    {
        var others = form.Fields.Skip(EditedProperty.Usual).ToList();
        return others.Count == 0 ? Html.None : Html.Of(
            $"""
            <details class="more"{(others.Exists(field => field.Entered.Length > 0 || field.IsChanged) ? Html.Of($" open") : Html.None)}><summary>{Phrase.Of("More properties")}</summary>{others.Select(Field)}</details>
            """);
    }

    private static Html Field(EditedField field) => Html.Of(
        $"""
        <input type="hidden" name="{field.Property.ShownName}" value="{field.Before}">
        <label for="{field.Property.Name}">{Phrase.Of(field.Property.Label)}</label>
        {Input(field)}
        {(field.Meanwhile is { } meanwhile ? Html.Of($"""<p class="meanwhile" id="{field.Property.Name}-now">{(meanwhile.Length == 0 ? Phrase.Markup($"Stored meanwhile: nothing") : Phrase.Markup($"Stored meanwhile: {Shown.Name(meanwhile)}"))}</p>""") : Html.None)}
        """);

    private static Html Input(EditedField field)
    {
        var described = field.Meanwhile is null ? Html.None : Html.Of($" aria-describedby=\"{field.Property.Name}-now\"");
        // A browser drops the first line end of a text area.
        return field.Property.Lines == 1
            ? Html.Of($"""<input id="{field.Property.Name}" name="{field.Property.Name}" value="{field.Entered}" dir="auto" autocomplete="off"{described}>""")
            : Html.Of($"""
                <textarea id="{field.Property.Name}" name="{field.Property.Name}" rows="{field.Property.Lines}" dir="auto"{described}>
                {field.Entered}</textarea>
                """);
    }
}
