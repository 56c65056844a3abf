using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;

namespace Archivolt.WebConsole.Permissions;

/// <summary>When an entry counts, in words.</summary>
internal static class EntryTime
{
    public static Html Of(AccessEntry entry, DateTimeOffset now)
    {
        if (entry.End <= now)
            return Html.Of($"""<span class="over">no longer, since {Shown.Time(entry.End)}</span>""");
        var begin = entry.Begin > now ? Html.Of($"from {Shown.Time(entry.Begin)}") : Html.None;
        return entry.End is { } end ? Html.Of($"<span>{begin}{(entry.Begin > now ? " " : "")}until {Shown.Time(end)}</span>")
            : entry.Begin > now ? Html.Of($"<span>{begin}</span>")
            : Html.Of($"<span>always</span>");
    }
}
