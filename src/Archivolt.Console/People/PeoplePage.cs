using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.People;

/// <summary>A page about users and groups.</summary>
internal abstract class PeoplePage(Outcome outcome) : Page
{
    public override int Status => outcome.Status;

    protected override string Section => ConsoleUrl.People;

    protected Html Said => Html.Of($"{Design.Said.Problem(outcome.Problem)}{Design.Said.Notice(outcome.Notice)}");

    /// <summary>Links to the lists.</summary>
    /// <param name="here">The list that this page is; null for neither.</param>
    protected static Html Tabs(string? here) => Html.Of($"""<nav class="tabs" aria-label="{Phrase.Of("People")}">{Tab(PeopleUrl.Users, Phrase.Of("Users"), here)}{Tab(PeopleUrl.Groups, Phrase.Of("Groups"), here)}</nav>""");

    /// <summary>The way back to a list.</summary>
    protected static Html Trail(string url, string text, string name) => Html.Of(
        $"""<nav class="trail" aria-label="{Phrase.Of("Path")}"><ol><li><a href="{url}">{text}</a></li><li aria-current="page">{Shown.Name(name)}</li></ol></nav>""");

    /// <summary>A field of a form.</summary>
    protected static Html Field(string name, string label, string? value, Html further = default) => Html.Of(
        $"""<label for="{name}">{label}</label><input id="{name}" name="{name}" value="{value}" dir="auto" autocomplete="off"{further}>""");

    /// <summary>The two fields for a new password.</summary>
    protected static Html Passwords => Html.Of(
        $"""
        <label for="password">{Phrase.Of("Password")}</label><input id="password" name="{UserForm.PasswordField}" type="password" autocomplete="new-password" minlength="{ChosenPassword.MinLength}" required>
        <label for="again">{Phrase.Of("Password once more")}</label><input id="again" name="{NewPassword.AgainField}" type="password" autocomplete="new-password" required>
        """);

    private static Html Tab(string url, string text, string? here) => url == here
        ? Html.Of($"""<a href="{url}" aria-current="page">{text}</a>""")
        : Html.Of($"""<a href="{url}">{text}</a>""");
}
