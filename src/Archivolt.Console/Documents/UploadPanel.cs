using Archivolt.WebConsole.Design;

namespace Archivolt.WebConsole.Documents;

/// <summary>Where the script says how uploads get on.</summary>
internal static class UploadPanel
{
    /// <summary>The scripts that upload, in the order in which they need each other.</summary>
    public static IReadOnlyList<string> Scripts { get; } = ["rest.js", "places.js", "tus.js", "upload.js"];

    public static Html Html { get; } = Design.Html.Of(
        $"""<div class="progress-panel" hidden><div class="summary"><strong class="count"></strong> <span class="rate"></span><button type="button" class="quiet dismiss" hidden>Close</button><button type="button" class="quiet pause-all">Pause</button><button type="button" class="quiet cancel-all">Cancel all</button></div><progress max="1" value="0" aria-label="All uploads"></progress><ul></ul><p class="announce" role="status"></p></div>""");
}
