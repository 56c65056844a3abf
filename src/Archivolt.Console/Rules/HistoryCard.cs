using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Design;

namespace Archivolt.WebConsole.Rules;

/// <summary>The rules that were applied so far, each of which can be the draft again.</summary>
internal static class HistoryCard
{
    /// <summary>The card; nothing where none were ever applied.</summary>
    public static Html Of(IReadOnlyList<AppliedRules> history, RulesInUse use, PageFrame frame) => history.Count == 0 ? Html.None : Html.Of(
        $"""
        <section class="card" id="history"><h2>Applied so far</h2>
        <ul class="findings">{history.Select(version => Version(version, use.IsInUse(version)))}</ul>
        {frame.Call("GET", "management/rules/history")}</section>
        """);

    private static Html Version(AppliedRules version, bool isInUse) => Html.Of(
        $"""
        <li>{Icon.Text}<span class="what">{(version.Rules is { } rules
            ? Html.Of($"""<a href="{ConsoleUrl.Rules}?{RulePages.VersionField}={version.Number}#draft-card">Number {version.Number}: {Shown.Count(rules.Count, "rule", "rules")}</a>""")
            : Html.Of($"Number {version.Number}: back to the configuration"))}{(isInUse ? Html.Of($" <strong>in use</strong>") : Html.None)}<small>by {Shown.Name(version.By)}, {Shown.Time(version.Applied)}</small></span></li>
        """);
}
