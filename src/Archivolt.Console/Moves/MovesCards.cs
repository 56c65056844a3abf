using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Operations;

namespace Archivolt.WebConsole.Moves;

/// <summary>Moves and tiering, as they change.</summary>
internal static class MovesCards
{
    /// <summary>The cards.</summary>
    /// <param name="shown">What is known.</param>
    /// <param name="api">Where the REST API is.</param>
    public static Html Of(ShownMoves shown, string api) => Html.Of(
        $"""
        {Totals(shown.Status)}
        <section class="card"><h2>Moves</h2>
        {Progress(shown.Status, shown.Now)}
        <div class="actions">{(shown.Status.Paused ? Button(MovePages.Resume, "Go on moving") : Button(MovePages.Pause, "Pause"))}{(shown.Status.Totals.Failed > 0 ? Button(MovePages.Retry, "Try failed ones again") : Html.None)}</div>
        {PageFrame.CallOf("GET", $"{api}/management/moves")}</section>
        <section class="card"><h2>Look for what belongs elsewhere</h2>
        {Tiering(shown.Tiering, shown.TieringIsStopped)}
        <div class="actions">{(shown.Tiering.Node is null ? Button(MovePages.Plan, shown.Tiering.Progress is { Finished: null } ? "Go on" : "Look now") : Button(MovePages.StopTiering, "Stop"))}</div>
        {PageFrame.CallOf("POST", $"{api}/management/tiering/run")}</section>
        {(shown.Failed.Count == 0 ? Html.None : Table("Failed", shown.Failed, shown.Status.Totals.Failed, isFailed: true))}
        {(shown.Due.Count == 0 ? Html.None : Table("Waiting", shown.Due, shown.Status.Totals.Waiting, isFailed: false))}
        {(shown.Failed.Count + shown.Due.Count == 0 ? Html.Of($"""<section class="empty">{Icon.Good}<h2>Nothing waits to be moved</h2><p>A plan, or a look at all documents, says whether everything is where it belongs.</p></section>""") : Html.None)}
        """);

    private static Html Totals(MoveStatus status) => Html.Of(
        $"""
        <dl class="totals">
        <div><dt>Waiting</dt><dd>{status.Totals.Waiting}{(status.Totals is { Waiting: > 0, Bytes: > 0 } ? Html.Of($" <small>{Shown.SizeText(status.Totals.Bytes)}</small>") : Html.None)}</dd></div>
        <div class="{(status.Totals.Failed > 0 ? "bad" : "")}"><dt>Failed</dt><dd>{status.Totals.Failed}</dd></div>
        <div class="{(status.Paused ? "warn" : "")}"><dt>State</dt><dd>{(status.Paused ? "Paused" : status.Node is null ? "Idle" : "At work")}</dd></div>
        </dl>
        """);

    private static Html Progress(MoveStatus status, DateTimeOffset now)
    {
        if (status.Progress is not { } progress)
            return Html.Of($"<p>Nothing was moved yet.</p>");
        var isRunning = status.Node is not null;
        var pace = isRunning && progress.Rate is > 0 and var rate
            ? string.Join(" · ", ProgressText.PaceOf(rate, (progress.EndOf(status.Totals.Bytes) - now)?.TotalSeconds))
            : null;
        return Html.Of(
            $"""
            <dl><dt>{(isRunning ? "This run" : "Last run")}</dt><dd>{Shown.Count(progress.Moved, "blob", "blobs")} moved, {Shown.SizeText(progress.Bytes)}{(pace is null ? "" : $" · {pace}")}</dd>
            <dt>Not needed</dt><dd>{progress.NotNeeded}</dd>
            <dt>Failed</dt><dd>{progress.Failed}</dd>
            <dt>Began</dt><dd>{Shown.Time(progress.Started)}</dd>
            {(isRunning ? Html.Of($"<dt>On</dt><dd>{Shown.Name(status.Node)}</dd>") : Html.None)}</dl>
            """);
    }

    private static Html Tiering(TieringStatus tiering, bool isStopped) => Html.Of(
        $"""
        <p class="hint">{(tiering.DependsOnTime ? "Some rules speak of the time since content was last used, so this is done from time to time." : "No rule depends on the passing of time: look after the rules were changed.")}</p>
        {(tiering.Progress is not { } progress ? Html.Of($"<p>{(tiering.Asked ? "It was asked for, and begins in a moment." : "No look has run yet.")}</p>") : Html.Of(
            $"""
            <dl><dt>State</dt><dd>{State(tiering, isStopped)}</dd>
            <dt>Looked at</dt><dd>{(progress.Finished is null ? ProgressText.Bar(progress.Documents, progress.Total) : Html.None)}{Shown.Count(progress.Documents, "document", "documents")} of {progress.Total}, {Shown.Count(progress.Blobs, "blob", "blobs")}{Left(tiering.Node is not null, progress)}</dd>
            <dt>Elsewhere</dt><dd>{Shown.Count(progress.Queued, "blob", "blobs")}, {Shown.SizeText(progress.Bytes)}</dd>
            <dt>Began</dt><dd>{Shown.Time(progress.Started)}</dd>
            {(progress.Finished is { } finished ? Html.Of($"<dt>Ended</dt><dd>{Shown.Time(finished)}</dd>") : Html.None)}
            {(tiering.Next is { } next && !isStopped ? Html.Of($"<dt>Next</dt><dd>{Shown.Time(next)}</dd>") : Html.None)}</dl>
            """))}
        """);

    private static string State(TieringStatus tiering, bool isStopped) => tiering switch
    {
        { Node: { } node } => isStopped ? $"at work on {node}, asked to stop" : $"at work on {node}",
        { Asked: true } => "asked for; it begins in a moment",
        { Progress.Finished: null } => isStopped ? "stopped; it goes on where it was" : "interrupted; it goes on by itself",
        _ => isStopped ? "finished, and stopped" : "finished",
    };

    private static string Left(bool isRunning, TieringProgress progress)
    {
        var seconds = (progress.Seen - progress.Started).TotalSeconds;
        return isRunning && progress.Documents > 0 && seconds > 0 && progress.Total > progress.Documents
            ? $" · {Shown.TimeText(TimeSpan.FromSeconds(seconds / progress.Documents * (progress.Total - progress.Documents)))} left"
            : "";
    }

    private static Html Table(string title, IReadOnlyList<ShownMove> moves, long total, bool isFailed) => Html.Of(
        $"""
        <section class="card"><h2>{title}</h2>
        {(moves.Count < total ? Html.Of($"<p>The first {moves.Count} of {total} are shown.</p>") : Html.None)}
        <table class="keyed"><thead><tr><th scope="col">Blob</th><th scope="col">From</th><th scope="col">To</th><th scope="col" class="number">Size</th><th scope="col">{(isFailed ? "Again" : "Since")}</th></tr></thead><tbody>{moves.Select(shown => Row(shown.Move, shown.DocumentPath, isFailed))}</tbody></table>
        </section>
        """);

    private static Html Row(BlobMove move, string? path, bool isFailed) => Html.Of(
        $"""
        <tr><th scope="row"><span><code class="key">{Shown.Name(move.Key.ToString())}</code><small>{Shown.Name(move.Path.ToString())} of {(path is null ? Shown.Name(move.DocumentId) : Html.Of($"""<a href="{ConsoleUrl.OfDocument(path)}">{Shown.Name(path)}</a>"""))}{(move.Rule is { } rule ? Html.Of($", by “{Shown.Name(rule)}”") : Html.None)}</small>{(move.Problem is { } problem ? Html.Of($"""<small class="wrong">{Shown.Name(problem)} Tried {Shown.Count(move.Attempts, "time", "times")}.</small>""") : Html.None)}</span></th><td data-label="From">{Shown.Name(move.Source)}</td><td data-label="To">{Shown.Name(move.Target)}</td><td class="number" data-label="Size">{Shown.Size(move.Length)}</td><td data-label="{(isFailed ? "Again" : "Since")}">{Shown.Time(isFailed ? move.Due : move.Queued)}</td></tr>
        """);

    private static Html Button(string action, string text) => Html.Of(
        $"""<form class="plain" method="post" action="{ConsoleUrl.Moves}/{action}"><button type="submit">{text}</button></form>""");
}
