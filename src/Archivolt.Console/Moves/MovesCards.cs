using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
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
        <section class="card"><h2>{Phrase.Of("Moves")}</h2>
        {Progress(shown.Status, shown.Now)}
        <div class="actions">{(shown.Status.Paused ? Button(MovePages.Resume, Phrase.Of("Go on moving")) : Button(MovePages.Pause, Phrase.Of("Pause")))}{(shown.Status.Totals.Failed > 0 ? Button(MovePages.Retry, Phrase.Of("Try failed ones again")) : Html.None)}</div>
        {PageFrame.CallOf("GET", $"{api}/management/moves")}</section>
        <section class="card"><h2>{Phrase.Of("Look for what belongs elsewhere")}</h2>
        {Tiering(shown.Tiering, shown.TieringIsStopped)}
        <div class="actions">{(shown.Tiering.Node is null ? Button(MovePages.Plan, Phrase.Of(shown.Tiering.Progress is { Finished: null } ? "Go on" : "Look now")) : Button(MovePages.StopTiering, Phrase.Of("Stop")))}</div>
        {PageFrame.CallOf("POST", $"{api}/management/tiering/run")}</section>
        {(shown.Failed.Count == 0 ? Html.None : Table(Phrase.Of("Failed"), shown.Failed, shown.Status.Totals.Failed, isFailed: true))}
        {(shown.Due.Count == 0 ? Html.None : Table(Phrase.Of("Waiting"), shown.Due, shown.Status.Totals.Waiting, isFailed: false))}
        {(shown.Failed.Count + shown.Due.Count == 0 ? Html.Of($"""<section class="empty">{Icon.Good}<h2>{Phrase.Of("Nothing waits to be moved")}</h2><p>{Phrase.Of("A plan, or a look at all documents, says whether everything is where it belongs.")}</p></section>""") : Html.None)}
        """);

    private static Html Totals(MoveStatus status) => Html.Of(
        $"""
        <dl class="totals">
        <div><dt>{Phrase.Of("Waiting")}</dt><dd>{status.Totals.Waiting}{(status.Totals is { Waiting: > 0, Bytes: > 0 } ? Html.Of($" <small>{Shown.SizeText(status.Totals.Bytes)}</small>") : Html.None)}</dd></div>
        <div class="{(status.Totals.Failed > 0 ? "bad" : "")}"><dt>{Phrase.Of("Failed")}</dt><dd>{status.Totals.Failed}</dd></div>
        <div class="{(status.Paused ? "warn" : "")}"><dt>{Phrase.Of("State")}</dt><dd>{Phrase.Of(status.Paused ? "Paused" : status.Node is null ? "Idle" : "At work")}</dd></div>
        </dl>
        """);

    private static Html Progress(MoveStatus status, DateTimeOffset now)
    {
        if (status.Progress is not { } progress)
            return Html.Of($"<p>{Phrase.Of("Nothing was moved yet.")}</p>");
        var isRunning = status.Node is not null;
        var pace = isRunning && progress.Rate is > 0 and var rate
            ? string.Join(" · ", ProgressText.PaceOf(rate, (progress.EndOf(status.Totals.Bytes) - now)?.TotalSeconds))
            : null;
        return Html.Of(
            $"""
            <dl><dt>{Phrase.Of(isRunning ? "This run" : "Last run")}</dt><dd>{Phrase.Count(progress.Moved, "{0} blob moved", "{0} blobs moved")}, {Shown.SizeText(progress.Bytes)}{(pace is null ? "" : $" · {pace}")}</dd>
            <dt>{Phrase.Of("Not needed")}</dt><dd>{progress.NotNeeded}</dd>
            <dt>{Phrase.Of("Failed")}</dt><dd>{progress.Failed}</dd>
            <dt>{Phrase.Of("Began")}</dt><dd>{Shown.Time(progress.Started)}</dd>
            {(isRunning ? Html.Of($"<dt>{Phrase.Of("On")}</dt><dd>{Shown.Name(status.Node)}</dd>") : Html.None)}</dl>
            """);
    }

    private static Html Tiering(TieringStatus tiering, bool isStopped) => Html.Of(
        $"""
        <p class="hint">{Phrase.Of(tiering.DependsOnTime ? "Some rules speak of the time since content was last used, so this is done from time to time." : "No rule depends on the passing of time: look after the rules were changed.")}</p>
        {(tiering.Progress is not { } progress ? Html.Of($"<p>{Phrase.Of(tiering.Asked ? "It was asked for, and begins in a moment." : "No look has run yet.")}</p>") : Html.Of(
            $"""
            <dl><dt>{Phrase.Of("State")}</dt><dd>{State(tiering, isStopped)}</dd>
            <dt>{Phrase.Of("Looked at")}</dt><dd>{(progress.Finished is null ? ProgressText.Bar(progress.Documents, progress.Total) : Html.None)}{Phrase.Of($"{Phrase.Count(progress.Documents, "{0} document", "{0} documents")} of {progress.Total}, {Phrase.Count(progress.Blobs, "{0} blob", "{0} blobs")}")}{Left(tiering.Node is not null, progress)}</dd>
            <dt>{Phrase.Of("Elsewhere")}</dt><dd>{Phrase.Count(progress.Queued, "{0} blob", "{0} blobs")}, {Shown.SizeText(progress.Bytes)}</dd>
            <dt>{Phrase.Of("Began")}</dt><dd>{Shown.Time(progress.Started)}</dd>
            {(progress.Finished is { } finished ? Html.Of($"<dt>{Phrase.Of("Ended")}</dt><dd>{Shown.Time(finished)}</dd>") : Html.None)}
            {(tiering.Next is { } next && !isStopped ? Html.Of($"<dt>{Phrase.Of("Next run")}</dt><dd>{Shown.Time(next)}</dd>") : Html.None)}</dl>
            """))}
        """);

    private static string State(TieringStatus tiering, bool isStopped) => tiering switch
    {
        { Node: { } node } => isStopped ? Phrase.Of($"at work on {node}, asked to stop") : Phrase.Of($"at work on {node}"),
        { Asked: true } => Phrase.Of("asked for; it begins in a moment"),
        { Progress.Finished: null } => Phrase.Of(isStopped ? "stopped; it goes on where it was" : "interrupted; it goes on by itself"),
        _ => Phrase.Of(isStopped ? "finished, and stopped" : "finished"),
    };

    private static string Left(bool isRunning, TieringProgress progress)
    {
        var seconds = (progress.Seen - progress.Started).TotalSeconds;
        return isRunning && progress.Documents > 0 && seconds > 0 && progress.Total > progress.Documents
            ? $" · {Phrase.Of($"{Shown.TimeText(TimeSpan.FromSeconds(seconds / progress.Documents * (progress.Total - progress.Documents)))} left")}"
            : "";
    }

    private static Html Table(string title, IReadOnlyList<ShownMove> moves, long total, bool isFailed) => Html.Of(
        $"""
        <section class="card"><h2>{title}</h2>
        {(moves.Count < total ? Html.Of($"<p>{Phrase.Of($"The first {moves.Count} of {total} are shown.")}</p>") : Html.None)}
        <table class="keyed"><thead><tr><th scope="col">{Phrase.Of("Blob")}</th><th scope="col">{Phrase.Of("From")}</th><th scope="col">{Phrase.Of("To")}</th><th scope="col" class="number">{Phrase.Of("Size")}</th><th scope="col">{Phrase.Of(isFailed ? "Again" : "Since")}</th></tr></thead><tbody>{moves.Select(shown => Row(shown.Move, shown.DocumentPath, isFailed))}</tbody></table>
        </section>
        """);

    private static Html Row(BlobMove move, string? path, bool isFailed) => Html.Of(
        $"""
        <tr><th scope="row"><span><code class="key">{Shown.Name(move.Key.ToString())}</code><small>{Origin(move, path)}</small>{(move.Problem is { } problem ? Html.Of($"""<small class="wrong">{Shown.Name(problem)} {Phrase.Count(move.Attempts, "Tried {0} time.", "Tried {0} times.")}</small>""") : Html.None)}</span></th><td data-label="{Phrase.Of("From")}">{Shown.Name(move.Source)}</td><td data-label="{Phrase.Of("To")}">{Shown.Name(move.Target)}</td><td class="number" data-label="{Phrase.Of("Size")}">{Shown.Size(move.Length)}</td><td data-label="{Phrase.Of(isFailed ? "Again" : "Since")}">{Shown.Time(isFailed ? move.Due : move.Queued)}</td></tr>
        """);

    private static Html Origin(BlobMove move, string? path)
    {
        var property = Shown.Name(move.Path.ToString());
        var document = path is null ? Shown.Name(move.DocumentId) : Html.Of($"""<a href="{ConsoleUrl.OfDocument(path)}">{Shown.Name(path)}</a>""");
        return move.Rule is { } rule ? Phrase.Markup($"{property} of {document}, by “{Shown.Name(rule)}”") : Phrase.Markup($"{property} of {document}");
    }

    private static Html Button(string action, string text) => Html.Of(
        $"""<form class="plain" method="post" action="{ConsoleUrl.Moves}/{action}"><button type="submit">{text}</button></form>""");
}
