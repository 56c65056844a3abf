using Archivolt.Documents.Linked;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>What a page says of a linked file to whoever looks at it.</summary>
internal static class LinkedLine
{
    /// <summary>Where it is, or why the person gets nothing of it.</summary>
    public static Html Of(LinkedAccess access) => access.File is { } file
        ? Html.Of($"""<small>{PlaceOf(access)}{(file.ViewUrl is { } view ? Html.Of($""" · <a href="{view.AbsoluteUri}" target="_blank" rel="noopener noreferrer">{Phrase.Of("open there")}</a>""") : Html.None)}</small>""")
        : Html.Of($"""<small>{Phrase.Of($"in {access.Provider.Label}")} · {access.Message}</small>""");

    private static Html PlaceOf(LinkedAccess access) => access.Key.Revision is null
        ? Phrase.Markup($"in {access.Provider.Label} of {Shown.Name(access.Key.Account)}")
        : Phrase.Markup($"in {access.Provider.Label} of {Shown.Name(access.Key.Account)}, as it was");
}
