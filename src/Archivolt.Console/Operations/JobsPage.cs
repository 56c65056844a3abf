using Archivolt.Jobs;
using Archivolt.WebConsole.Design;

namespace Archivolt.WebConsole.Operations;

/// <summary>What works in the background, to be started and stopped.</summary>
/// <param name="jobs">The jobs, each with what hinders it on this node.</param>
/// <param name="unstoppable">Names of those that every node does for itself.</param>
/// <param name="notice">What was done; null for nothing.</param>
internal sealed class JobsPage(IReadOnlyList<(JobState State, string? Problem)> jobs, IReadOnlySet<string> unstoppable, string? notice) : OperationsPage
{
    public override string Title => "Jobs";

    protected override string Address => ConsoleUrl.Jobs;

    protected override Html Content(PageFrame frame) => Html.Of(
        $"""
        {Said.Notice(notice)}
        <section class="card"><h2>Work in the background</h2>
        <p class="hint">Each job runs on one node at a time and goes on where it was, whatever happens to the server. One that is stopped waits until somebody starts or resumes it. Load the page again to see how far they are.</p>
        {JobTable.Of(jobs, Actions)}
        {frame.Call("POST", "management/jobs/…/start")}</section>
        """);

    private Html Actions(JobState state) => unstoppable.Contains(state.Name) ? Action(state, JobEndpoints.Start, "Start")
        : state.IsRunning ? Action(state, JobEndpoints.Stop, "Stop")
        : state.IsStopped ? Html.Of($"{Action(state, JobEndpoints.Start, "Start")}{Action(state, JobEndpoints.Resume, "Resume when due")}")
        : Html.Of($"{Action(state, JobEndpoints.Start, "Start")}{Action(state, JobEndpoints.Stop, "Stop")}");

    private static Html Action(JobState state, string action, string text) => Html.Of(
        $"""<form class="plain" method="post" action="{ConsoleUrl.Jobs}/{action}"><input type="hidden" name="{JobEndpoints.JobField}" value="{state.Name}"><button type="submit" aria-label="{text}: {state.Name}">{text}</button></form>""");
}
