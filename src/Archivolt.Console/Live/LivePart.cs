using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Live;

/// <summary>A part of a page that the script <c>live.js</c> renews when it changes.</summary>
internal static class LivePart
{
    /// <summary>Says whether the page is kept up to date; the script says otherwise where it is there.</summary>
    public static Html Says => Html.Of($"""<span data-live-says role="status">{Phrase.Of("Load the page again to see what changed.")}</span>""");

    /// <summary>The part as it is now.</summary>
    /// <param name="region">Its name among <see cref="LiveRegions"/>.</param>
    /// <param name="content">What it shows.</param>
    public static Html Of(string region, Html content) => Html.Of($"""<div data-live="{region}">{content}</div>""");
}
