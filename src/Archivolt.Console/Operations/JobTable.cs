using Archivolt.Jobs;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Operations;

/// <summary>Jobs as a table.</summary>
internal static class JobTable
{
    /// <summary>The table, or a sentence where there are none.</summary>
    /// <param name="jobs">The jobs, each with what hinders it on this node.</param>
    /// <param name="actions">What can be asked of each; null for nothing.</param>
    public static Html Of(IReadOnlyList<(JobState State, string? Problem)> jobs, Func<JobState, Html>? actions = null) => jobs.Count == 0
        ? Html.Of($"""<p class="hint">{Phrase.Of("No job is configured.")}</p>""")
        : Html.Of(
            $"""
            <table><thead><tr><th scope="col">{Phrase.Of("Job")}</th><th scope="col">{Phrase.Of("State")}</th><th scope="col">{Phrase.Of("Progress")}</th><th scope="col" class="wide">{Phrase.Of("Next run")}</th>{(actions is null ? Html.None : Html.Of($"""<th scope="col"><span class="announce">{Phrase.Of("Actions")}</span></th>"""))}</tr></thead><tbody>{jobs.Select(job => Row(job.State, job.Problem, actions))}</tbody></table>
            """);

    private static Html Row(JobState state, string? problem, Func<JobState, Html>? actions)
    {
        var text = Phrase.Of(state.IsRunning ? "at work" : state.IsStopped ? "stopped" : problem is not null ? "hindered" : state.Changed is null ? "never ran" : "waits");
        return Html.Of(
            $"""
            <tr><th scope="row"><code>{state.Name}</code></th><td data-label="{Phrase.Of("State")}"><span>{text}{(problem is null ? Html.None : Html.Of($"<small>{Shown.Name(problem)}</small>"))}</span></td><td data-label="{Phrase.Of("Progress")}"><span>{(state.Progress is { } progress ? ProgressText.Of(progress, state.IsRunning) : Shown.Nothing)}</span></td><td class="wide">{Shown.Time(state.Due)}</td>{(actions is null ? Html.None : Html.Of($"""<td class="act">{actions(state)}</td>"""))}</tr>

            """);
    }
}
