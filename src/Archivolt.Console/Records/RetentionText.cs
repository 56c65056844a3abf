using System.Globalization;
using Archivolt.Documents;
using Archivolt.Stores;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Records;

/// <summary>How long a record is kept, in words.</summary>
internal static class RetentionText
{
    /// <summary>The time until which a document is kept.</summary>
    public static Html Until(Document document, DateTimeOffset now) => document.RetainUntil switch
    {
        null => Phrase.Markup($"no time is set"),
        { } until when until == Retention.Indeterminate => Phrase.Markup($"without an end"),
        { } until when until <= now => Phrase.Markup($"over since {Shown.Time(until)}"),
        // A day that somebody chose, which is another one in most zones.
        { TimeOfDay.Ticks: 0 } until => Phrase.Markup($"until the end of {until.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} (UTC)"),
        { } until => Phrase.Markup($"until {Shown.Time(until)}"),
    };

    /// <summary>What keeps a document as it is; nothing where nothing does.</summary>
    public static Html Reason(Document document, DateTimeOffset now)
    {
        var isKept = document.RetainUntil > now;
        return (isKept, document.HasLegalHold) switch
        {
            (true, true) => Phrase.Markup($"It is kept {Until(document, now)} and under a legal hold, which lasts until somebody takes it off."),
            (true, false) => Phrase.Markup($"It is kept {Until(document, now)}."),
            (false, true) => Phrase.Markup($"It is under a legal hold, which lasts until somebody takes it off."),
            _ => Html.None,
        };
    }
}
