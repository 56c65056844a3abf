using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Archivolt.Documents.Dispatch;

/// <summary>An instant as <c>java.time.Instant</c> reads and orders it: to the nanosecond, in any year of up to nine digits.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly partial record struct JavaInstant(long Seconds, int Nanoseconds) : IComparable<JavaInstant>
{
    private const int NanosecondsPerTick = 100;
    private const long SecondsPerDay = 86_400;
    private const int LongestOffset = 18 * 3600;

    /// <summary>The instant of UTC ticks.</summary>
    public static JavaInstant Of(long utcTicks)
    {
        var (seconds, ticks) = Math.DivRem(utcTicks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerSecond);
        return ticks < 0
            ? new(seconds - 1, (int)(ticks + TimeSpan.TicksPerSecond) * NanosecondsPerTick)
            : new(seconds, (int)ticks * NanosecondsPerTick);
    }

    /// <summary>
    /// An ISO 8601 instant with seconds and zone, or null. The end of a day may be written as 24:00:00 and a leap second as 23:59:60, which is the second before.
    /// </summary>
    public static JavaInstant? Parse(string text)
    {
        var match = Format().Match(text);
        if (!match.Success)
            return null;
        var (year, month, day) = (Number("year"), Number("month"), Number("day"));
        var (hour, minute, second) = (Number("hour"), Number("minute"), Number("second"));
        if (month is < 1 or > 12 || day < 1 || day > DaysOf(year, month))
            return null;
        var isEndOfDay = (hour, minute, second) == (24, 0, 0) && Nanos() == 0;
        if ((hour, minute, second) == (23, 59, 60))
            second = 59;
        if (!isEndOfDay && (hour > 23 || minute > 59 || second > 59))
            return null;
        if (OffsetOf(match) is not { } offset)
            return null;
        return new(DaysSince1970(year, month, day) * SecondsPerDay + hour * 3600 + minute * 60 + second - offset, Nanos());

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        int Nanos() => match.Groups["fraction"].Value is { Length: > 0 } fraction ? int.Parse(fraction.PadRight(9, '0'), CultureInfo.InvariantCulture) : 0;
    }

    /// <inheritdoc/>
    public int CompareTo(JavaInstant other) => (Seconds, Nanoseconds).CompareTo((other.Seconds, other.Nanoseconds));

    private static int? OffsetOf(Match match)
    {
        if (!match.Groups["sign"].Success)
            return 0;
        var (hours, minutes) = (Part("hours"), Part("minutes"));
        var seconds = match.Groups["seconds"].Success ? Part("seconds") : 0;
        var offset = hours * 3600 + minutes * 60 + seconds;
        return minutes > 59 || seconds > 59 || offset > LongestOffset ? null : match.Groups["sign"].ValueSpan is "-" ? -offset : offset;

        int Part(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    private static int DaysOf(int year, int month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    private static bool IsLeap(int year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    // The year begins in March, so that the leap day is its last.
    private static long DaysSince1970(int year, int month, int day)
    {
        var years = (long)(month < 3 ? year - 1 : year);
        var era = years >= 0 ? years / 400 : (years - 399) / 400;
        var yearOfEra = years - era * 400;
        var dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }

    [GeneratedRegex(
        """
        ^(?<year>-?[0-9]{4}|[+-][0-9]{5,9})-(?<month>[0-9]{2})-(?<day>[0-9]{2})[Tt]
        (?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(\.(?<fraction>[0-9]{0,9}))?
        ([Zz]|(?<sign>[+-])(?<hours>[0-9]{2}):(?<minutes>[0-9]{2})(:(?<seconds>[0-9]{2}))?)\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: -1)]
    private static partial Regex Format();
}
