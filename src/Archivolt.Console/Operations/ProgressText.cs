using Archivolt.Jobs;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Operations;

/// <summary>How far something came, as a bar and in words.</summary>
internal static class ProgressText
{
    /// <summary>A job's progress; the bar until it is through, the pace and the time left only while it runs.</summary>
    public static Html Of(JobProgress progress, bool isRunning)
    {
        var parts = new List<string> { Phrase.Count(progress.Items, "{0} item", "{0} items") };
        if (progress.Bytes > 0)
            parts.Add(Shown.SizeText(progress.Bytes));
        if (progress.Failed > 0)
            parts.Add(Phrase.Count(progress.Failed, "{0} failure", "{0} failures"));
        if (isRunning && progress is { BytesPerSecond: > 0 and var rate, Finished: null })
            parts.AddRange(PaceOf(rate, progress.TotalBytes is { } total ? (total - progress.Bytes) / rate : null));
        var bar = progress is { Finished: null, TotalItems: > 0 and var all } && (isRunning || progress.Items < all) ? Bar(progress.Items, all) : Html.None;
        return Html.Of($"{bar}{string.Join(" · ", parts)}");
    }

    /// <summary>A bar.</summary>
    public static Html Bar(long done, long total) => total <= 0 ? Html.None : Html.Of(
        $"""<progress max="{total}" value="{Math.Clamp(done, 0, total)}" aria-label="{Phrase.Of("Progress")}"></progress> """);

    /// <summary>A rate, and the time left where it is known.</summary>
    /// <param name="rate">Bytes in a second.</param>
    /// <param name="secondsLeft">Seconds; null where nobody knows.</param>
    public static IEnumerable<string> PaceOf(double rate, double? secondsLeft)
    {
        yield return $"{Shown.SizeText((long)rate)}/s";
        // More than ten years is a guess that helps nobody.
        if (secondsLeft is > 0 and < 315_360_000 and var seconds)
            yield return Phrase.Of($"{Shown.TimeText(TimeSpan.FromSeconds(seconds))} left");
    }
}
