using System.Globalization;
using Archivolt.Documents;
using Archivolt.Stores;
using Archivolt.WebConsole.Design;

namespace Archivolt.WebConsole.Records;

/// <summary>How long a record is kept, in words.</summary>
internal static class RetentionText
{
    /// <summary>The time until which a document is kept.</summary>
    public static Html Until(Document document, DateTimeOffset now) => document.RetainUntil switch
    {
        null => Html.Of($"no time is set"),
        { } until when until == Retention.Indeterminate => Html.Of($"without an end"),
        { } until when until <= now => Html.Of($"over since {Shown.Time(until)}"),
        // A day that somebody chose, which is another one in most zones.
        { TimeOfDay.Ticks: 0 } until => Html.Of($"until the end of {until.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} (UTC)"),
        { } until => Html.Of($"until {Shown.Time(until)}"),
    };

    /// <summary>What keeps a document as it is; nothing where nothing does.</summary>
    public static Html Reason(Document document, DateTimeOffset now)
    {
        var isKept = document.RetainUntil > now;
        return (isKept, document.HasLegalHold) switch
        {
            (true, true) => Html.Of($"It is kept {Until(document, now)} and under a legal hold, which lasts until somebody takes it off."),
            (true, false) => Html.Of($"It is kept {Until(document, now)}."),
            (false, true) => Html.Of($"It is under a legal hold, which lasts until somebody takes it off."),
            _ => Html.None,
        };
    }
}
