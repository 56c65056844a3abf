using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Permissions;

/// <summary>When an entry counts, in words.</summary>
internal static class EntryTime
{
    public static Html Of(AccessEntry entry, DateTimeOffset now) => entry.End <= now
        ? Html.Of($"""<span class="over">{Phrase.Markup($"no longer, since {Shown.Time(entry.End)}")}</span>""")
        : Html.Of($"<span>{Coming(entry, now)}</span>");

    private static Html Coming(AccessEntry entry, DateTimeOffset now) => (entry.Begin > now, entry.End is not null) switch
    {
        (true, true) => Phrase.Markup($"from {Shown.Time(entry.Begin)} until {Shown.Time(entry.End)}"),
        (true, false) => Phrase.Markup($"from {Shown.Time(entry.Begin)}"),
        (false, true) => Phrase.Markup($"until {Shown.Time(entry.End)}"),
        _ => Phrase.Markup($"always"),
    };
}
