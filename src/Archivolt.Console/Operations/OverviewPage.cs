using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Live;
using Archivolt.WebConsole.Providers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Archivolt.WebConsole.Operations;

/// <summary>The installation on one page.</summary>
internal sealed class OverviewPage(ShownInstallation installation) : OperationsPage
{
    public override string Title => Phrase.Of("Operations");

    protected override string Address => ConsoleUrl.Operations;

    protected override IReadOnlyList<string> Scripts => ["live.js"];

    protected override Html Content(PageFrame frame) => Html.Of(
        $"""
        {LivePart.Of(LiveRegions.Overview, Installation(installation, frame.Api))}
        <section class="card"><h2>{Phrase.Of("Jobs")}</h2>
        {LivePart.Of(LiveRegions.Work, JobTable.Of(installation.Jobs))}
        <p class="hint">{LivePart.Says}</p>
        {frame.Call("GET", "management/jobs")}</section>
        """);

    /// <summary>What is on it beside the jobs.</summary>
    public static Html Installation(ShownInstallation installation, string api) => Html.Of(
        $"""
        {Totals(installation)}
        <section class="card"><h2>{Phrase.Of("Health")}</h2><ul class="findings">{installation.Findings.Select(Finding)}</ul>{PageFrame.CallOf("GET", "/health/ready")}</section>
        <section class="card"><h2>{Phrase.Of("Providers")}</h2>
        <table><thead><tr><th scope="col">{Phrase.Of("Provider")}</th><th scope="col">{Phrase.Of("Storage")}</th><th scope="col" class="wide">{Phrase.Of("Keys")}</th><th scope="col" class="number">{Phrase.Of("Condemned")}</th><th scope="col" class="number">{Phrase.Of("Damaged")}</th></tr></thead>
        <tbody>{installation.Providers.Select(Provider)}</tbody></table>
        {PageFrame.CallOf("GET", $"{api}/management/providers")}</section>
        """);

    private static Html Totals(ShownInstallation installation)
    {
        var condemned = installation.Providers.Sum(provider => provider.Condemned.Blobs);
        var bytes = installation.Providers.Sum(provider => provider.Condemned.Bytes);
        var damaged = installation.Providers.Sum(provider => provider.Damaged);
        var running = installation.Jobs.Count(job => job.State.IsRunning);
        var (status, text) = installation.Status switch
        {
            HealthStatus.Healthy => ("good", Phrase.Of("Healthy")),
            HealthStatus.Degraded => ("warn", Phrase.Of("Needs attention")),
            _ => ("bad", Phrase.Of("Not ready")),
        };
        return Html.Of(
            $"""
            <dl class="totals">
            <div class="{status}"><dt>{Phrase.Of("Health")}</dt><dd>{text}</dd></div>
            <div><dt>{Phrase.Of("Providers")}</dt><dd>{installation.Providers.Count}</dd></div>
            <div><dt>{Phrase.Of("Jobs at work")}</dt><dd><a href="{ConsoleUrl.Jobs}">{running}</a></dd></div>
            <div><dt>{Phrase.Of("Condemned")}</dt><dd><a href="{ConsoleUrl.Condemned}">{condemned}</a>{(bytes > 0 ? Html.Of($" <small>{Shown.SizeText(bytes)}</small>") : Html.None)}</dd></div>
            <div class="{(damaged > 0 ? "bad" : "")}"><dt>{Phrase.Of("In quarantine")}</dt><dd><a href="{ConsoleUrl.Quarantine}">{damaged}</a></dd></div>
            </dl>
            """);
    }

    private static Html Finding(Finding finding) => Html.Of(
        $"""
        <li>{(finding.Problem is null ? Icon.Good : Icon.Bad)}<span class="what"><strong>{finding.What}</strong> {finding.Problem ?? Phrase.Of("works")}{(finding.Advice is { } advice ? Html.Of($"<small>{advice}</small>") : Html.None)}</span></li>
        """);

    private static Html Provider(ShownProvider shown)
    {
        var (provider, traits) = (shown.Provider, shown.Provider.Store.Traits);
        return Html.Of(
            $"""
            <tr><th scope="row"><a href="{ProviderPages.UrlOf(provider.Id)}">{provider.Id}</a></th><td data-label="{Phrase.Of("Storage")}"><span>{(shown.Problem is null ? Html.None : Icon.Bad)}<code>{traits.Name}</code>{(traits.CanWrite ? "" : $" {Phrase.Of("read-only")}")}</span></td><td class="wide">{provider.Options.KeyStrategy.Name}, {provider.Options.KeyStrategy.Algorithm.Name}</td><td class="number" data-label="{Phrase.Of("Condemned")}">{shown.Condemned.Blobs}</td><td class="number" data-label="{Phrase.Of("Damaged")}">{shown.Damaged}</td></tr>

            """);
    }
}
