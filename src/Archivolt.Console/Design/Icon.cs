namespace Archivolt.WebConsole.Design;

/// <summary>Small drawings that stand beside words; screen readers skip them.</summary>
internal static class Icon
{
    public static Html Brand { get; } = Html.Of(
        $"""<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d="M3 21V11a9 9 0 0 1 18 0v10h-5V11a4 4 0 0 0-8 0v10z"/><path class="stone" d="M10.6 1.5l.7 6.2 M13.4 1.5l-.7 6.2"/></svg>""");

    public static Html Folder { get; } = Line("folder", "M2.5 5.5a1 1 0 0 1 1-1h4l1.8 2h7.2a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1z");

    public static Html File { get; } = Line("file", "M5 2.5h6.5l4 4v10a1 1 0 0 1-1 1h-9.5a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1z M11.5 2.5v4h4");

    public static Html Text { get; } = Line("file", "M5 2.5h6.5l4 4v10a1 1 0 0 1-1 1h-9.5a1 1 0 0 1-1-1v-13a1 1 0 0 1 1-1z M11.5 2.5v4h4 M7 10.5h6 M7 13.5h4");

    public static Html Picture { get; } = Line("file", "M3.5 3.5h13a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1z M3 14.5l4-4.5 3 3 2.5-2.5 4.5 4 M13 6.8a.7.7 0 1 0 .01 0");

    public static Html Film { get; } = Line("file", "M3.5 3.5h13a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1z M8.2 7l5 3-5 3z");

    public static Html Sound { get; } = Line("file", "M7.5 14.5v-9l8-2v9 M7.5 14.5a2.2 2.2 0 1 1-.01 0 M15.5 12.5a2.2 2.2 0 1 1-.01 0");

    public static Html Upload { get; } = Line("", "M10 13V4 M6.2 7.5L10 3.7l3.8 3.8 M3.5 13v2.5a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1V13");

    public static Html Download { get; } = Line("", "M10 3.5v9 M6.2 9L10 12.8 13.8 9 M3.5 13v2.5a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1V13");

    public static Html Trash { get; } = Line("", "M3.5 5.5h13 M8 5.5v-2h4v2 M5.2 5.5l.8 11h8l.8-11 M8.5 8.5v5 M11.5 8.5v5");

    public static Html NewFolder { get; } = Line("", "M17.5 10.5v-3a1 1 0 0 0-1-1H9.3l-1.8-2h-4a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h7 M15 12.5v5 M12.5 15h5");

    public static Html Edit { get; } = Line("", "M4 16l.8-3.6L13.6 3.6l2.8 2.8-8.8 8.8z M11.8 5.4l2.8 2.8");

    public static Html Lock { get; } = Line("", "M5 9h10v7.5h-10z M7 9V6.5a3 3 0 0 1 6 0V9 M10 12v1.8");

    public static Html User { get; } = Line("", "M10 10a3.3 3.3 0 1 0-.01 0 M3.5 17a6.5 5 0 0 1 13 0");

    public static Html Warning { get; } = Line("", "M10 3l7.5 13.5h-15z M10 8v4 M10 14.2v.1");

    public static Html Good { get; } = Line("good", "M10 2.5a7.5 7.5 0 1 0 .01 0 M6.5 10.2l2.5 2.5 4.5-5");

    public static Html Bad { get; } = Line("bad", "M10 2.5a7.5 7.5 0 1 0 .01 0 M10 6v5 M10 13.7v.1");

    /// <summary>The drawing of a content's type.</summary>
    public static Html Of(string? mediaType) => mediaType?.Split('/')[0].ToLowerInvariant() switch
    {
        "image" => Picture,
        "video" => Film,
        "audio" => Sound,
        "text" => Text,
        _ => File,
    };

    private static Html Line(string kind, string path) => Html.Of($"""<svg class="icon {kind}" viewBox="0 0 20 20" aria-hidden="true"><path d="{path}"/></svg>""");
}
