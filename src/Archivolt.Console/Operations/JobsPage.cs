using Archivolt.Jobs;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Live;

namespace Archivolt.WebConsole.Operations;

/// <summary>What works in the background, to be started and stopped.</summary>
/// <param name="jobs">The jobs.</param>
internal sealed class JobsPage(ShownJobs jobs) : OperationsPage
{
    public override string Title => Phrase.Of("Jobs");

    protected override string Address => ConsoleUrl.Jobs;

    protected override IReadOnlyList<string> Scripts => ["live.js"];

    protected override Html Content(PageFrame frame) => Html.Of(
        $"""
        <section class="card"><h2>{Phrase.Of("Work in the background")}</h2>
        <p class="hint">{Phrase.Of("Each job runs on one node at a time and goes on where it was, whatever happens to the server. One that is stopped waits until somebody starts or resumes it.")} {LivePart.Says}</p>
        {LivePart.Of(LiveRegions.Jobs, Table(jobs))}
        {frame.Call("POST", "management/jobs/…/start")}</section>
        """);

    /// <summary>The jobs with what can be asked of each.</summary>
    public static Html Table(ShownJobs jobs) => JobTable.Of(jobs.Jobs, state => Actions(state, jobs.Unstoppable));

    private static Html Actions(JobState state, IReadOnlySet<string> unstoppable) => unstoppable.Contains(state.Name) ? Start(state)
        : state.IsRunning ? Stop(state)
        : state.IsStopped ? Html.Of($"{Start(state)}{Action(state, JobEndpoints.Resume, Phrase.Of("Resume when due"))}")
        : Html.Of($"{Start(state)}{Stop(state)}");

    private static Html Start(JobState state) => Action(state, JobEndpoints.Start, Phrase.Of("Start"));

    private static Html Stop(JobState state) => Action(state, JobEndpoints.Stop, Phrase.Of("Stop"));

    private static Html Action(JobState state, string action, string text) => Html.Of(
        $"""<form class="plain" method="post" action="{ConsoleUrl.Jobs}/{action}"><input type="hidden" name="{JobEndpoints.JobField}" value="{state.Name}"><button type="submit" aria-label="{text}: {state.Name}">{text}</button></form>""");
}
