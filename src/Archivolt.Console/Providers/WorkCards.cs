using Archivolt.Encryption;
using Archivolt.Integrity;
using Archivolt.Jobs;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Operations;

namespace Archivolt.WebConsole.Providers;

/// <summary>The scrub and the re-encryption of a provider: how far they are, to be started and stopped.</summary>
internal static class WorkCards
{
    /// <summary>The cards.</summary>
    /// <param name="work">How far they are.</param>
    /// <param name="api">Where the REST API is.</param>
    public static Html Of(ProviderWork work, string api) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Scrub")}</h2>
        <p class="hint">{Phrase.Of("Reads all content again and compares it with what it should be. A damaged blob is healed from a mirror, or goes into quarantine and is served to nobody.")}</p>
        {(work.Scrub is { } scrub ? Scrub(scrub, work.ScrubJob) : Html.Of($"<p>{NeverRan(work.ScrubJob)}</p>"))}
        {Actions(work.Provider, work.ScrubJob, (ProviderPages.Scrub, Phrase.Of("Start the scrub")), (ProviderPages.StopScrub, Phrase.Of("Stop the scrub")))}
        {PageFrame.CallOf("POST", $"{api}/management/scrub")}</section>
        {(work.ReencryptJob is null ? Html.None : Html.Of(
            $"""
            <section class="card"><h2>{Phrase.Of("Re-encryption")}</h2>
            <p class="hint">{Phrase.Of("Writes again what is not under the current key, or not in the present encryption. Readers and writers are not disturbed; each content is proven, then replaced in one step.")}</p>
            {(work.Reencryption is { } status ? Reencryption(status, work.ReencryptJob) : Html.Of($"<p>{NeverRan(work.ReencryptJob)}</p>"))}
            {Actions(work.Provider, work.ReencryptJob, (ProviderPages.Reencrypt, Phrase.Of("Start the re-encryption")), (ProviderPages.StopReencryption, Phrase.Of("Stop the re-encryption")))}
            {PageFrame.CallOf("POST", $"{api}/management/reencrypt")}</section>
            """))}
        """);

    private static string NeverRan(JobState? job) => Phrase.Of(job switch
    {
        { IsRunning: true } => "It is beginning.",
        { Request: JobRequest.Run } => "It was asked for, and begins in a moment.",
        _ => "It never ran.",
    });

    private static Html Scrub(ScrubState state, JobState? job) => Html.Of(
        $"""
        <dl><dt>{Phrase.Of("State")}</dt><dd>{State(job, state.Ended is not null)}</dd>
        <dt>{Phrase.Of($"Pass {state.Pass}")}</dt><dd>{(state.Ended is null ? ProgressText.Bar(state.Blobs, state.TotalBlobs) : Html.None)}{Phrase.Of($"{Phrase.Count(state.Blobs, "{0} blob", "{0} blobs")} of {state.TotalBlobs}, {Shown.SizeText(state.Bytes)} of {Shown.SizeText(state.TotalBytes)}")}{(job is { IsRunning: true } && state.BytesPerSecond > 0 ? $" · {string.Join(" · ", ProgressText.PaceOf(state.BytesPerSecond, state.Remaining?.TotalSeconds))}" : "")}</dd>
        <dt>{Phrase.Of("Found")}</dt><dd>{Found(state)}{(state.Damaged == 0 ? Html.None : Html.Of($""" · <a href="{ConsoleUrl.Quarantine}">{Phrase.Of("Quarantine")}</a>"""))}</dd>
        <dt>{Phrase.Of("Began")}</dt><dd>{Shown.Time(state.Started)}</dd>
        {(state.Ended is { } ended ? Html.Of($"<dt>{Phrase.Of("Ended")}</dt><dd>{Shown.Time(ended)}</dd>") : Html.None)}</dl>
        """);

    private static string Found(ScrubState state)
    {
        var parts = new List<string> { state.Damaged == 0 ? Phrase.Of("nothing damaged") : Phrase.Of($"{state.Damaged} damaged") };
        if (state.Healed > 0)
            parts.Add(Phrase.Of($"{state.Healed} healed"));
        if (state.NotChecked > 0)
            parts.Add(Phrase.Of($"{state.NotChecked} could not be read"));
        if (state.Unverifiable > 0)
            parts.Add(Phrase.Of($"{state.Unverifiable} whose name says nothing of the content"));
        return string.Join(", ", parts);
    }

    private static Html Reencryption(ReencryptionStatus status, JobState job) => Html.Of(
        $"""
        <dl><dt>{Phrase.Of("State")}</dt><dd>{State(job, status.IsFinished)}</dd>
        <dt>{Phrase.Of("Looked at")}</dt><dd>{Phrase.Count(status.Blobs, "{0} blob", "{0} blobs")}, {Shown.SizeText(status.Bytes)}</dd>
        <dt>{Phrase.Of("Written again")}</dt><dd>{status.Rewritten}</dd>
        <dt>{Phrase.Of("Failed")}</dt><dd>{status.Failed}{(status.LastProblem is { } problem ? Html.Of($"<br>{Shown.Name(problem)}") : Html.None)}</dd>
        <dt>{Phrase.Of("Began")}</dt><dd>{Shown.Time(status.Started)}</dd></dl>
        """);

    private static string State(JobState? job, bool isFinished) => Phrase.Of(job switch
    {
        { IsRunning: true, IsStopped: true } => "at work, asked to stop",
        { IsRunning: true } => "at work",
        { Request: JobRequest.Run } => "begins in a moment",
        _ when isFinished => "finished",
        _ => "stopped; it goes on where it was",
    });

    private static Html Actions(string provider, JobState? job, (string Order, string Label) start, (string Order, string Label) stop)
    {
        var url = ProviderPages.UrlOf(provider);
        return Html.Of(
            $"""<div class="actions">{(job is { IsRunning: true } ? Button($"{url}/{stop.Order}", Phrase.Of("Stop"), stop.Label) : Button($"{url}/{start.Order}", Phrase.Of("Start"), start.Label))}</div>""");
    }

    private static Html Button(string url, string text, string label) => Html.Of(
        $"""<form class="plain" method="post" action="{url}"><button type="submit" aria-label="{label}">{text}</button></form>""");
}
