namespace Archivolt.WebConsole.Design;

/// <summary>Sentences about what a form did; screen readers read them out.</summary>
internal static class Said
{
    /// <summary>What was done; nothing for null.</summary>
    public static Html Notice(string? sentence) => sentence is null ? Html.None : Html.Of($"""<p class="notice" role="status">{Icon.Good}{Shown.Name(sentence)}</p>""");

    /// <summary>What was refused; nothing for null.</summary>
    public static Html Problem(string? sentence) => sentence is null ? Html.None : Html.Of($"""<p class="problem" role="alert">{Icon.Bad}{Shown.Name(sentence)}</p>""");
}
