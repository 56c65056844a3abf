using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Documents;

/// <summary>Where the script says how uploads get on.</summary>
internal static class UploadPanel
{
    /// <summary>The scripts that upload, in the order in which they need each other.</summary>
    public static IReadOnlyList<string> Scripts { get; } = ["rest.js", "places.js", "tus.js", "upload.js"];

    public static Html Of() => Html.Of(
        $"""<div class="progress-panel" hidden><div class="summary"><strong class="count"></strong> <span class="rate"></span><button type="button" class="quiet dismiss" hidden>{Phrase.Of("Close")}</button><button type="button" class="quiet pause-all">{Phrase.Of("Pause")}</button><button type="button" class="quiet cancel-all">{Phrase.Of("Cancel all")}</button></div><progress max="1" value="0" aria-label="{Phrase.Of("All uploads")}"></progress><ul></ul><p class="announce" role="status"></p></div>""");
}
