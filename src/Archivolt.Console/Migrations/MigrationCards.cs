using Archivolt.Layers.Migration;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Operations;
using Archivolt.WebConsole.Providers;

namespace Archivolt.WebConsole.Migrations;

/// <summary>Migrations, as they change.</summary>
internal static class MigrationCards
{
    /// <summary>One card for each, or a sentence where there are none.</summary>
    /// <param name="migrations">How far each came.</param>
    /// <param name="api">Where the REST API is.</param>
    public static Html Of(IReadOnlyList<MigrationStatus> migrations, string api) => migrations.Count == 0
        ? Html.Of($"""<section class="empty">{Icon.Text}<h2>{Phrase.Of("No provider migrates")}</h2><p>{Phrase.Of("To leave a store, give its settings in the section MigrateFrom of the provider whose own settings are those of the new store, and start the servers again.")}</p></section>""")
        : Html.Of($"{migrations.Select(migration => Card(migration, api))}");

    private static Html Card(MigrationStatus status, string api) => Html.Of(
        $"""
        <section class="card"><h2><a href="{ProviderPages.UrlOf(status.Provider)}">{Shown.Name(status.Provider)}</a></h2>
        <p>{MigrationText.Of(status.Phase)}{(State(status) is { } state ? $" {state}" : "")}</p>
        {(status.Phase == MigrationPhase.NotStarted ? Html.None : Progress(status))}
        {(status.LastProblem is { } problem ? Html.Of($"""<p class="problem">{Icon.Bad}{Shown.Name(problem)}</p>""") : Html.None)}
        <div class="actions">{MigrationText.Sensible(status).Select(action => Button(status, action))}</div>
        {PageFrame.CallOf("POST", $"{api}/management/migrations/{status.Provider}/…")}</section>
        """);

    private static string? State(MigrationStatus status) => status switch
    {
        { IsHalted: true } => Phrase.Of("It halted, since some blobs failed; going on looks at everything again."),
        { IsPaused: true, IsRunning: true } => Phrase.Of("It is asked to wait."),
        { IsPaused: true, IsWorking: true } => Phrase.Of("It waits."),
        { IsRunning: true } => null,
        { IsWorking: true } => Phrase.Of("It begins in a moment."),
        _ => null,
    };

    private static Html Progress(MigrationStatus status) => Html.Of(
        $"""
        <dl><dt>{Phrase.Of("Done")}</dt><dd>{(status.IsWorking ? ProgressText.Bar(status.Blobs, status.TotalBlobs) : Html.None)}{Phrase.Of($"{Phrase.Count(status.Blobs, "{0} blob", "{0} blobs")} of {status.TotalBlobs}, {Shown.SizeText(status.Bytes)} of {Shown.SizeText(status.TotalBytes)}")}{(status is { IsRunning: true, Rate: { } rate } ? $" · {string.Join(" · ", ProgressText.PaceOf(rate, status.Remaining))}" : "")}</dd>
        {(status.Phase is MigrationPhase.Copying or MigrationPhase.RollingBack ? Html.Of($"<dt>{Phrase.Of("Copied")}</dt><dd>{status.Copied}</dd>") : Html.None)}
        <dt>{Phrase.Of("Failed")}</dt><dd>{status.Failed}</dd>
        <dt>{Phrase.Of("Began")}</dt><dd>{Shown.Time(status.Started)}</dd></dl>
        """);

    private static Html Button(MigrationStatus status, MigrationAction action)
    {
        var (url, text) = (MigrationPages.UrlOf(status.Provider, action), MigrationText.Of(action, status.Phase));
        return MigrationText.QuestionOf(action, status.Provider) is null
            ? Html.Of($"""<form class="plain" method="post" action="{url}"><button type="submit" aria-label="{text}: {status.Provider}">{text}</button></form>""")
            : Html.Of($"""<a class="button danger" href="{url}" aria-label="{text}: {status.Provider}">{text}</a>""");
    }
}
