namespace Archivolt.Stores;

/// <summary>What keeps a record from being deleted or changed.</summary>
/// <param name="Until">Until when it is retained; null for no such time.</param>
/// <param name="LegalHold">True while a legal hold lies on it, whatever the time.</param>
public readonly record struct Retention(DateTimeOffset? Until, bool LegalHold)
{
    /// <summary>No retention.</summary>
    public static readonly Retention None;

    /// <summary>The time that stands for "until somebody gives a date" (the platform's value).</summary>
    public static readonly DateTimeOffset Indeterminate = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>True while it protects.</summary>
    public bool HoldsAt(DateTimeOffset now) => LegalHold || now < Until;

    /// <summary>What protects as long as either of two.</summary>
    public Retention Or(Retention other) =>
        new(Until is { } one && other.Until is { } two ? (one > two ? one : two) : Until ?? other.Until, LegalHold || other.LegalHold);

    /// <summary>For people, such as <c>legal hold, retained until 2030-01-31T12:00:00Z</c>.</summary>
    public override string ToString() => (LegalHold, Until) switch
    {
        (false, null) => "no retention",
        (true, null) => "legal hold",
        (false, { } until) => Text(until),
        (true, { } until) => $"legal hold, {Text(until)}",
    };

    private static string Text(DateTimeOffset until) => until == Indeterminate
        ? "retained for an indeterminate time"
        : $"retained until {until.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";
}
